#include <array>
#include <cstring>

#include "json/parse.h"
#include "json/utf8.h"

namespace runnel::json {

namespace {

constexpr int kNotHex = -1;

constexpr std::array<int8_t, 256> hex_digits() {
  std::array<int8_t, 256> digits{};
  for (auto& digit : digits) digit = kNotHex;
  for (int i = 0; i < 10; ++i) digits['0' + i] = static_cast<int8_t>(i);
  for (int i = 0; i < 6; ++i) digits['a' + i] = digits['A' + i] = static_cast<int8_t>(10 + i);
  return digits;
}

// What stands for the byte after a backslash; 0 where it is no escape of one letter.
constexpr std::array<char, 256> simple_escapes() {
  std::array<char, 256> meaning{};
  meaning['"'] = '"';
  meaning['\\'] = '\\';
  meaning['/'] = '/';
  meaning['b'] = '\b';
  meaning['f'] = '\f';
  meaning['n'] = '\n';
  meaning['r'] = '\r';
  meaning['t'] = '\t';
  return meaning;
}

constexpr std::array<int8_t, 256> kHex = hex_digits();
constexpr std::array<char, 256> kSimple = simple_escapes();

// The code unit of the `\uXXXX` at p, negative where there is none.
int code_unit(const char* p, const char* end) {
  if (end - p < 6 || p[0] != '\\' || p[1] != 'u') return kNotHex;
  const auto digit = [p](size_t i) { return int{kHex[static_cast<unsigned char>(p[i])]}; };
  const int high = digit(2) * 16 + digit(3);
  const int low = digit(4) * 16 + digit(5);
  const bool hex = (digit(2) | digit(3) | digit(4) | digit(5)) >= 0;
  return hex ? high * 256 + low : kNotHex;
}

bool is_high_surrogate(int unit) {
  return (unit & ~0x3FF) == 0xD800;
}
bool is_low_surrogate(int unit) {
  return (unit & ~0x3FF) == 0xDC00;
}

struct Cursor {
  const char* in;
  char* out;
};

// The escape at the cursor, which is at a backslash.
Cursor decode_escape(Cursor at, const char* end) {
  if (end - at.in >= 2) {
    if (const char simple = kSimple[static_cast<unsigned char>(at.in[1])]; simple != 0) {
      *at.out = simple;
      return {at.in + 2, at.out + 1};
    }
  }
  const int unit = code_unit(at.in, end);
  if (unit < 0) {
    *at.out = '\\';
    return {at.in + 1, at.out + 1};
  }
  at.in += 6;
  auto code = static_cast<uint32_t>(unit);
  if (is_low_surrogate(unit)) {
    code = kReplacement;
  } else if (is_high_surrogate(unit)) {
    const int second = code_unit(at.in, end);
    if (is_low_surrogate(second)) {
      code = 0x10000 + ((code & 0x3FF) << 10 | (static_cast<uint32_t>(second) & 0x3FF));
      at.in += 6;
    } else {
      code = kReplacement;
    }
  }
  return {at.in, utf8_put(at.out, code)};
}

}  // namespace

size_t decode_string(std::string_view text, char* out) {
  const char* const end = text.data() + text.size();
  Cursor at{text.data(), out};
  while (at.in != end) {
    const auto left = static_cast<size_t>(end - at.in);
    const void* backslash = std::memchr(at.in, '\\', left);
    const size_t run = backslash ? static_cast<size_t>(static_cast<const char*>(backslash) - at.in) : left;
    std::memcpy(at.out, at.in, run);
    at = {at.in + run, at.out + run};
    if (at.in != end) at = decode_escape(at, end);
  }
  return static_cast<size_t>(at.out - out);
}

}  // namespace runnel::json
