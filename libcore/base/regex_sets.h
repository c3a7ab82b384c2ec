// Sets of characters in RE2's terms, for base/regex_class.h: \d \w \s, POSIX names and Unicode properties, as
// jq's Oniguruma understands them, which is by Unicode.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace runnel {

// A set as it stands inside of brackets, and all characters that are not in it.
struct CharacterSet {
  std::string_view inside;
  std::string_view others;  // empty where there is no such text
};

// `d`, `w`, `s`, and POSIX names (`alpha`, `punct`), in any case. Null where there is none.
const CharacterSet* find_character_set(std::string_view name);

// RE2's name of a Unicode property, which Oniguruma takes in any case, with blanks, - or _, and in full
// (`letter`).
std::string property_name(std::string_view name);

// A character, as RE2 reads it inside of brackets and outside of them.
void append_code_point(std::string& out, uint32_t code);

}  // namespace runnel
