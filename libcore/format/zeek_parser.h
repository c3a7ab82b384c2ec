// Records of a log of Zeek, as its ASCII writer puts them: cells, parted by what the header says
// (format/zeek_header.h), one for each of its fields. The fields keep their names, dots and all
// (`id.orig_h`), and their order.
//
// By the type of their column: numbers as they are written (nan and inf as strings, since JSON has none), T
// and F are true and false, sets and vectors arrays of what they hold, all else strings. An unset field is
// left out, one that is unset within a set or vector is null. \xHH is decoded where what it makes is UTF-8
// (format/escapes.h).
#pragma once

#include <memory>

#include "format/fields_form.h"
#include "format/zeek_header.h"

namespace runnel::format {

ParserMaker make_zeek_parser(std::shared_ptr<const ZeekHeader> header);

std::shared_ptr<const Form> make_zeek_form(const ZeekHeader& header);

}  // namespace runnel::format
