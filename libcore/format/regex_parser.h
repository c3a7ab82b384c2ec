// Lines that a regular expression takes apart: its named groups are the fields, in the order of the pattern.
//
// The expression is searched for in the line, unless it has anchors; a line in which it is not found is a bad
// record. In lines that were joined, (?s) lets a dot match newlines, too. A group that took no part is null.
// Of groups of one name, the first that took part counts.
#pragma once

#include <memory>
#include <string_view>

#include "base/regex.h"
#include "base/result.h"
#include "format/fields_form.h"
#include "format/scalar_text.h"

namespace runnel::format {

// Kind usage, with a sentence that names what is wrong, for what is no expression or has no named group.
Result<std::shared_ptr<const Regex>> compile_record_regex(std::string_view pattern);

ParserMaker make_regex_parser(std::shared_ptr<const Regex> regex, Infer infer);

}  // namespace runnel::format
