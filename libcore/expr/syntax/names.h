// What a name is made of: [a-zA-Z_][a-zA-Z0-9_]*. Lexer and printer share it.
#pragma once

#include <algorithm>
#include <string_view>

namespace runnel::expr {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_name_part(char c) {
  return is_name_start(c) || is_digit(c);
}

// How many characters `is` holds for, from the beginning of the text.
template <class Predicate>
size_t run_length(std::string_view text, Predicate is) {
  return static_cast<size_t>(std::find_if_not(text.begin(), text.end(), is) - text.begin());
}

// The length of the name at the beginning of the text, 0 where there is none.
inline size_t name_length(std::string_view text) {
  return text.empty() || !is_name_start(text[0]) ? 0 : run_length(text, is_name_part);
}

}  // namespace runnel::expr
