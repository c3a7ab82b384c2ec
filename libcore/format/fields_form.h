// The form of records that a parser takes apart into fields (format/record_parser.h): finds the fields that
// programs ask for, and writes all of them as a JSON object.
//
// Records are lines, or end where io::Batch::ends says.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "format/form.h"
#include "format/record_parser.h"

namespace runnel::format {

using ParserMaker = std::function<std::unique_ptr<RecordParser>()>;

// `make` is called by many threads at once, once for each worker. `letter_members`: see io::RecordForm.
std::shared_ptr<const Form> make_fields_form(ParserMaker make, std::string letter_members = {});

}  // namespace runnel::format
