#include "base/regex_reader.h"

#include <algorithm>

namespace runnel {

namespace {

constexpr uint32_t kLastCodePoint = 0x10FFFF;

}  // namespace

int digit_value(char c, int base) {
  int value = 16;
  if (c >= '0' && c <= '9') value = c - '0';
  if (c >= 'a' && c <= 'f') value = c - 'a' + 10;
  if (c >= 'A' && c <= 'F') value = c - 'A' + 10;
  return value < base ? value : -1;
}

uint32_t code_point_of(std::string_view bytes) {
  const auto byte = [bytes](size_t i) { return static_cast<unsigned char>(bytes[i]); };
  if (bytes.size() == 1) return byte(0);
  uint32_t code = byte(0) & (0xFFu >> (bytes.size() + 1));
  for (size_t i = 1; i < bytes.size(); ++i) code = (code << 6) | (byte(i) & 0x3Fu);
  return std::min(code, kLastCodePoint);
}

void PatternReader::fail(std::string message) {
  if (!failed_) message_ = std::move(message);
  failed_ = true;
  at_ = pattern_.size();
}

void PatternReader::refuse(std::string_view what) {
  fail(std::string(what) + " cannot be had: matching takes linear time here, whatever the pattern");
}

bool PatternReader::take(std::string_view text) {
  if (!rest().starts_with(text)) return false;
  at_ += text.size();
  return true;
}

std::string_view PatternReader::take_character() {
  const size_t begin = at_++;
  const bool lead = (static_cast<unsigned char>(pattern_[begin]) & 0xC0) == 0xC0;
  while (lead && more() && at_ - begin < 4 && (static_cast<unsigned char>(peek()) & 0xC0) == 0x80) ++at_;
  return between(begin, at_);
}

std::optional<std::string_view> PatternReader::take_until(std::string_view text) {
  const size_t end = pattern_.find(text, at_);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view before = between(at_, end);
  at_ = end + text.size();
  return before;
}

std::optional<int> PatternReader::take_number(int most) {
  if (digit_value(peek(), 10) < 0) return std::nullopt;
  int value = 0;
  for (; digit_value(peek(), 10) >= 0; ++at_) value = std::min(value * 10 + digit_value(peek(), 10), most);
  return value;
}

uint32_t PatternReader::take_digits(int most, int base) {
  uint32_t code = 0;
  for (; most > 0 && digit_value(peek(), base) >= 0; --most, ++at_) {
    code = code * static_cast<uint32_t>(base) + static_cast<uint32_t>(digit_value(peek(), base));
  }
  return code;
}

std::optional<uint32_t> PatternReader::take_braced(int base) {
  const size_t begin = at_;
  at_ += 2;
  const bool any = digit_value(peek(), base) >= 0;
  const uint32_t code = take_digits(7, base);
  if (!any || !take("}")) {
    at_ = begin;
    return std::nullopt;
  }
  if (code > kLastCodePoint) fail("too big wide-char value");
  return code;
}

std::optional<uint32_t> PatternReader::take_code() {
  constexpr std::string_view kNamed = "tnrfae";
  constexpr std::string_view kCodes = "\t\n\r\f\a\x1B";
  const char c = peek();
  if (const size_t named = kNamed.find(c); more() && named != std::string_view::npos) {
    ++at_;
    return static_cast<unsigned char>(kCodes[named]);
  }
  switch (c) {
    case 'c':
      ++at_;
      if (!more()) {
        fail("end pattern at control");
        return 0;
      }
      return code_point_of(take_character()) & 0x1F;
    case '0':
      return take_digits(3, 8);
    case 'x':
      if (peek(1) == '{') return take_braced(16);
      if (digit_value(peek(1), 16) < 0) return std::nullopt;
      ++at_;
      return take_digits(2, 16);
    case 'o':
      if (peek(1) == '{') return take_braced(8);
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace runnel
