// Lines of text that are no more than that: a record is {"line": the line}.
#pragma once

#include "format/fields_form.h"

namespace runnel::format {

ParserMaker make_text_parser();

}  // namespace runnel::format
