#include "base/base64.h"

#include <array>
#include <cstdint>

namespace runnel {

namespace {

constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint8_t kNoDigit = 64;

constexpr std::array<uint8_t, 256> make_values() {
  std::array<uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (uint8_t i = 0; i < kNoDigit; ++i) values[static_cast<unsigned char>(kDigits[i])] = i;
  return values;
}
constexpr std::array<uint8_t, 256> kValues = make_values();

}  // namespace

void append_base64(std::string& out, std::string_view bytes) {
  while (!bytes.empty()) {
    const size_t taken = bytes.size() < 3 ? bytes.size() : 3;
    uint32_t bits = 0;
    for (size_t i = 0; i < 3; ++i) bits = bits << 8 | (i < taken ? static_cast<unsigned char>(bytes[i]) : 0U);
    for (size_t i = 0; i < 4; ++i) out += i <= taken ? kDigits[bits >> (18 - 6 * i) & 63] : '=';
    bytes.remove_prefix(taken);
  }
}

std::optional<std::string> base64_decoded(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  while (!text.empty()) {
    size_t digits = 4;
    if (text.size() == 4) {
      while (digits > 2 && text[digits - 1] == '=') --digits;
    }
    uint32_t bits = 0;
    for (size_t i = 0; i < 4; ++i) {
      const uint8_t value = i < digits ? kValues[static_cast<unsigned char>(text[i])] : 0;
      if (value == kNoDigit) return std::nullopt;
      bits = bits << 6 | value;
    }
    const size_t size = digits - 1;
    if ((bits & ((uint32_t{1} << (24 - 8 * size)) - 1)) != 0) return std::nullopt;
    for (size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(bits >> (16 - 8 * i)));
    text.remove_prefix(4);
  }
  return bytes;
}

}  // namespace runnel
