#include "format/output/json_array_form.h"

#include "json/members.h"

namespace runnel::format {

void JsonArrayForm::append(std::string& out, std::string_view record) {
  out += is_empty_ ? "[" : ",\n";
  is_empty_ = false;
  out += json::without_blanks(record);
}

void JsonArrayForm::finish(std::string& out) {
  out += is_empty_ ? "[]\n" : "]\n";
}

}  // namespace runnel::format
