// Where the entries of systemd's journal end, as `journalctl -o export` or `-o json` wrote it: the first byte
// says which. JSON is lines, and remains so. Entries of the export format end at an empty line that lies in
// no value; only a walk over their fields finds it.
//
// An entry that is too long is left out up to an empty line behind it.
#pragma once

#include <memory>

#include "io/framing.h"

namespace runnel::format {

std::unique_ptr<io::Framing> make_journal_framing();

}  // namespace runnel::format
