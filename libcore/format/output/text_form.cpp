#include "format/output/text_form.h"

#include "json/members.h"

namespace runnel::format {

void TextForm::append(std::string& out, std::string_view record) {
  std::string_view value = json::without_blanks(record);
  if (value.size() >= 2 && value.front() == '"') {
    json::append_unescaped(out, value.substr(1, value.size() - 2));
  } else {
    out += value;
  }
  out += '\n';
}

}  // namespace runnel::format
