#include "format/output/text_form.h"

#include "json/members.h"

namespace runnel::format {

namespace {

// Its states say no more than whose they are.
constexpr std::string_view kForm = "text";

}  // namespace

std::string TextForm::state(io::Tally tally) const {
  (void)tally;
  return std::string(kForm);
}

bool TextForm::resume(std::string_view state) {
  return state == kForm;
}

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
