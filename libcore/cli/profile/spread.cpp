#include "cli/profile/spread.h"

namespace runnel::cli {

Spread spread_of(const op::NumberSummary& number, size_t count) {
  constexpr double kWide = 1000;
  constexpr double kLow = 0.125;
  if (number.points.empty()) return {};
  const double least = number.points.front().value;
  const double largest = number.points.back().value;
  const bool is_wide = least > 0 && largest / least > kWide;
  if (is_wide && agg::quantile_of(number.points, 0.5) < least + (largest - least) * kLow) {
    return {agg::log_buckets(number.points, count), Spread::Scale::logarithmic};
  }
  return {agg::equal_buckets(number.points, count), Spread::Scale::linear};
}

std::string spread_line(const op::NumberSummary& number, size_t count, Charset charset) {
  const Spread spread = spread_of(number, count);
  if (spread.buckets.size() < 2) return {};
  std::vector<uint64_t> counts;
  for (const agg::Bucket& bucket : spread.buckets) counts.push_back(bucket.count);
  return histogram_line(counts, charset);
}

}  // namespace runnel::cli
