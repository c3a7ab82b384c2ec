// The run of a string's bytes that need no second look, eight at a time: ASCII but for quote, backslash,
// control characters and DEL. For text without padding; lines of a batch are walked by json/scan-inl.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace runnel::json {

inline bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
}

// Are all eight bytes plain? Subtracting borrows into a byte's top bit where it was too small; a borrow that
// runs on can only spoil bytes above one that is not plain itself, so that the answer for all eight is right.
inline bool all_plain(uint64_t bytes) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kTops = 0x80 * kOnes;
  const auto has = [bytes](uint64_t byte) {
    const uint64_t zero_where_equal = bytes ^ (byte * kOnes);
    return (zero_where_equal - kOnes) & ~zero_where_equal;
  };
  const uint64_t below_space = bytes - 0x20 * kOnes;
  return ((bytes | below_space | has('"') | has('\\') | has(0x7F)) & kTops) == 0;
}

// Past the plain bytes from p on.
inline const char* skip_plain(const char* p, const char* end) {
  while (end - p >= 8) {
    uint64_t bytes;
    std::memcpy(&bytes, p, sizeof bytes);
    if (!all_plain(bytes)) break;
    p += 8;
  }
  while (p != end && is_plain(*p)) ++p;
  return p;
}

}  // namespace runnel::json
