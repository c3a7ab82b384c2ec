// Steps that parsers of lines are made of: eight bytes at a time, inline, since the fields of logs are short.
//
// All look at [p, end) and may read, but not heed, up to 7 bytes behind that.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace runnel::format {

namespace scan_detail {

constexpr uint64_t kOnes = 0x0101010101010101;

// The first byte in memory is the lowest.
inline uint64_t load(const char* p) {
  uint64_t bytes;
  std::memcpy(&bytes, p, sizeof bytes);
  if constexpr (std::endian::native == std::endian::big) bytes = __builtin_bswap64(bytes);
  return bytes;
}

// A bit set in the lowest byte that is zero; those above it may be set wrongly, as a borrow runs on.
inline uint64_t zeros(uint64_t bytes) {
  return (bytes - kOnes) & ~bytes & (0x80 * kOnes);
}

inline uint64_t repeated(char c) {
  return static_cast<unsigned char>(c) * kOnes;
}

inline const char* lowest(const char* p, const char* end, uint64_t found) {
  const char* const at = p + std::countr_zero(found) / 8;
  return at < end ? at : end;
}

}  // namespace scan_detail

// The first `c`, or end.
inline const char* find_byte(const char* p, const char* end, char c) {
  using namespace scan_detail;
  for (; p < end; p += 8) {
    if (const uint64_t found = zeros(load(p) ^ repeated(c))) return lowest(p, end, found);
  }
  return end;
}

// The first `a` or `b`, or end.
inline const char* find_either(const char* p, const char* end, char a, char b) {
  using namespace scan_detail;
  for (; p < end; p += 8) {
    const uint64_t bytes = load(p);
    const uint64_t found = zeros(bytes ^ repeated(a)) | zeros(bytes ^ repeated(b));
    if (found != 0) return lowest(p, end, found);
  }
  return end;
}

}  // namespace runnel::format
