#include "agg/rank.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "agg/int128.h"

namespace runnel::agg {

Rank::Rank(double q) : q_(q) {
  char text[512];
  const auto end = std::to_chars(text, text + sizeof text, q, std::chars_format::fixed).ptr;
  const std::string_view shortest(text, static_cast<size_t>(end - text));
  constexpr size_t kMostDigits = 18;  // a power of ten that fits
  const size_t point = std::min(shortest.find('.'), shortest.size());
  const std::string_view fraction = shortest.substr(std::min(point + 1, shortest.size()));
  if (fraction.size() > kMostDigits) return;
  denominator_ = 1;
  std::from_chars(text, text + point, numerator_);
  for (const char digit : fraction) {
    denominator_ *= 10;
    numerator_ = numerator_ * 10 + static_cast<uint64_t>(digit - '0');
  }
}

uint64_t Rank::of(uint64_t n) const {
  uint64_t rank = 0;
  if (denominator_ > 0) {
    const Uint128 product = static_cast<Uint128>(n) * numerator_;
    rank = static_cast<uint64_t>((product + denominator_ - 1) / denominator_);
  } else {
    rank = static_cast<uint64_t>(std::ceil(q_ * static_cast<double>(n)));
  }
  return std::clamp<uint64_t>(rank, 1, n);
}

}  // namespace runnel::agg
