#include "agg/int128.h"

#include <algorithm>

namespace runnel::agg {

void append_int128(std::string& out, Int128 value) {
  Uint128 rest = value < 0 ? 0 - static_cast<Uint128>(value) : static_cast<Uint128>(value);
  const size_t first = out.size();
  do {
    out += static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest > 0);
  if (value < 0) out += '-';
  std::reverse(out.begin() + static_cast<std::ptrdiff_t>(first), out.end());
}

}  // namespace runnel::agg
