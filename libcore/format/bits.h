// What is done with bits that each stand for a byte of a block of 64.
#pragma once

#include <cstddef>
#include <cstdint>

namespace runnel::format {

// Each bit is the exclusive or of all up to it: of quotes, those from an opening one to before its closing
// one.
inline uint64_t prefix_xor(uint64_t bits) {
  for (unsigned shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

inline uint64_t bits_below(size_t count) {
  return count >= 64 ? ~uint64_t{0} : (uint64_t{1} << count) - 1;
}

inline uint64_t lowest_bit(uint64_t bits) {
  return bits & (~bits + 1);
}

// The bits behind backslashes that are not escaped themselves. `carry`: whether the byte before the block is
// one. (As simdjson finds them.)
inline uint64_t escaped_bits(uint64_t backslashes, bool carry) {
  if (backslashes == 0) return carry ? 1 : 0;
  const uint64_t before = carry ? 1 : 0;
  backslashes &= ~before;
  constexpr uint64_t kEven = 0x5555555555555555;
  const uint64_t follows = backslashes << 1 | before;
  const uint64_t odd_starts = backslashes & ~kEven & ~follows;
  const uint64_t even_runs = (odd_starts + backslashes) << 1;
  return (kEven ^ even_runs) & follows;
}

}  // namespace runnel::format
