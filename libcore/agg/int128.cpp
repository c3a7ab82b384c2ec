#include "agg/int128.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace runnel::agg {

void append_int128(std::string& out, Int128 value) {
  if (const auto narrow = static_cast<int64_t>(value); narrow == value) {
    std::array<char, 24> text;
    const char* const end = std::to_chars(text.data(), text.data() + text.size(), narrow).ptr;
    out.append(text.data(), static_cast<size_t>(end - text.data()));
    return;
  }
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
