#include "format/scalar_text.h"

namespace runnel::format {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Behind the digits that stand there, of which there must be one; null where there is none.
const char* skip_digits(const char* p, const char* end) {
  if (p == end || !is_digit(*p)) return nullptr;
  while (p != end && is_digit(*p)) ++p;
  return p;
}

}  // namespace

bool is_json_number(std::string_view text) {
  const char* p = text.data();
  const char* const end = p + text.size();
  if (p != end && *p == '-') ++p;
  const char* const integer = p;
  p = skip_digits(p, end);
  if (p == nullptr || (*integer == '0' && p - integer > 1)) return false;
  if (p != end && *p == '.') {
    p = skip_digits(p + 1, end);
    if (p == nullptr) return false;
  }
  if (p != end && (*p == 'e' || *p == 'E')) {
    ++p;
    if (p != end && (*p == '+' || *p == '-')) ++p;
    p = skip_digits(p, end);
    if (p == nullptr) return false;
  }
  return p == end;
}

Field::Kind kind_of(std::string_view text, Infer infer) {
  if (infer == Infer::none || text.empty()) return Field::Kind::string;
  const char first = text.front();
  const bool is_scalar = first == 't'   ? text == "true"
                         : first == 'f' ? text == "false"
                                        : (is_digit(first) || first == '-') && is_json_number(text);
  return is_scalar ? Field::Kind::json : Field::Kind::string;
}

}  // namespace runnel::format
