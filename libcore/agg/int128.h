// Signed integers of 128 bits, which C++ has not and both compilers have.
#pragma once

#include <cstdint>
#include <string>

namespace runnel::agg {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 Uint128;

constexpr Int128 int128_of(uint64_t high, uint64_t low) {
  return static_cast<Int128>(static_cast<Uint128>(high) << 64 | low);
}

// All its digits.
void append_int128(std::string& out, Int128 value);

}  // namespace runnel::agg
