// Reads a pattern from left to right, for base/regex_syntax.h: the cursor, the first error, and what escapes
// mean the same in and out of character classes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace runnel {

class PatternReader {
 public:
  explicit PatternReader(std::string_view pattern) : pattern_(pattern) {}

  // Keeps the first error, and goes to the end, so that every loop over the pattern stops.
  void fail(std::string message);
  // Fails for something that RE2 cannot say.
  void refuse(std::string_view what);
  bool failed() const { return failed_; }
  const std::string& message() const { return message_; }

  bool more() const { return at_ < pattern_.size(); }
  char peek(size_t ahead = 0) const { return at_ + ahead < pattern_.size() ? pattern_[at_ + ahead] : '\0'; }
  size_t at() const { return at_; }
  void go_to(size_t at) { at_ = at; }
  std::string_view rest() const { return pattern_.substr(at_); }
  std::string_view between(size_t begin, size_t end) const { return pattern_.substr(begin, end - begin); }

  bool take(std::string_view text);
  // The next character, of one byte or more. REQUIRES: more().
  std::string_view take_character();
  // What stands before the text, which is taken too; nullopt, and nothing taken, where it does not come.
  std::optional<std::string_view> take_until(std::string_view text);
  // A decimal number, or `most` where it is larger.
  std::optional<int> take_number(int most);
  // Up to that many digits; 0 where there are none.
  uint32_t take_digits(int most, int base);

  // The character that an escape names by its code: t n r f a e cX 0oo xHH x{H...} o{O...}, behind the
  // backslash. nullopt, and nothing taken, where it is another escape.
  std::optional<uint32_t> take_code();

 private:
  std::optional<uint32_t> take_braced(int base);

  std::string_view pattern_;
  size_t at_ = 0;
  bool failed_ = false;
  std::string message_;
};

// -1 where it is no digit of the base, which is at most 16.
int digit_value(char c, int base);

// REQUIRES: bytes are one character as take_character() gives it.
uint32_t code_point_of(std::string_view bytes);

}  // namespace runnel
