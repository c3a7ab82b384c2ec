// Entries of systemd's journal in its export format (format/journal_entry.h), as `journalctl -o export`
// writes them. The fields are those of the entry, in its order, as `journalctl -o json` has them: all values
// are strings, numbers too; a field that is there several times is an array, in the place of the first; a
// value that is not UTF-8 is an array of its bytes as numbers. Unlike there, a value with control characters
// stays a string, and a long one is not left out.
#pragma once

#include "format/fields_form.h"

namespace runnel::format {

ParserMaker make_journal_parser();

std::shared_ptr<const Form> make_journal_form();

}  // namespace runnel::format
