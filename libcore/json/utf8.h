// UTF-8 one sequence at a time (RFC 3629): for code that looks at each character anyway. Whole texts are
// checked faster by utf8_valid() in json/validator.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace runnel::json {

constexpr uint32_t kReplacement = 0xFFFD;

struct Utf8Sequence {
  size_t length;  // in bytes, at least 1
  bool valid;
};

// The sequence that begins at p. One that is not valid reaches over its lead byte and those continuation
// bytes that the lead asks for; any other stray byte is a sequence by itself. So does jq, which writes one
// U+FFFD for each. REQUIRES: p < end.
inline Utf8Sequence utf8_sequence(const char* p, const char* end) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(p[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {1, true};
  if (lead < 0xC2 || lead > 0xF4) return {1, false};
  const size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  for (size_t i = 1; i < length; ++i) {
    if (p + i == end || (byte(i) & 0xC0) != 0x80) return {i, false};
  }
  const unsigned second = byte(1);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool surrogate = lead == 0xED && second >= 0xA0;
  const bool beyond = lead == 0xF4 && second >= 0x90;  // U+10FFFF is the last
  return {length, !overlong && !surrogate && !beyond};
}

// Writes code in 1 to 4 bytes and returns what follows them. REQUIRES: code is at most 0x10FFFF.
inline char* utf8_put(char* out, uint32_t code) {
  if (code < 0x80) {
    *out++ = static_cast<char>(code);
    return out;
  }
  const auto more = [code](unsigned shift) { return static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
  if (code < 0x800) {
    *out++ = static_cast<char>(0xC0 | (code >> 6));
  } else {
    if (code < 0x10000) {
      *out++ = static_cast<char>(0xE0 | (code >> 12));
    } else {
      *out++ = static_cast<char>(0xF0 | (code >> 18));
      *out++ = more(12);
    }
    *out++ = more(6);
  }
  *out++ = more(0);
  return out;
}

}  // namespace runnel::json
