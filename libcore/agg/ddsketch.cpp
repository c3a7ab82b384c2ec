#include "agg/ddsketch.h"

#include <cmath>

namespace runnel::agg {

void DDSketch::merge(Context& context, const DDSketch& other) {
  least_ = std::min(least_, other.least_);
  largest_ = std::max(largest_, other.largest_);
  zeros_ += other.zeros_;
  negative_.merge(context, other.negative_);
  positive_.merge(context, other.positive_);
}

// From the lowest numbers to the highest, as long as `take` wants more.
template <class Take>
void DDSketch::each_bin(Take take) const {
  for (uint32_t index = negative_.end(); index-- > negative_.first();) {
    const uint64_t count = negative_.count(index);
    if (count > 0 && !take(-LogMapping::estimate(index), count)) return;
  }
  if (zeros_ > 0 && !take(0.0, zeros_)) return;
  for (uint32_t index = positive_.first(); index < positive_.end(); ++index) {
    const uint64_t count = positive_.count(index);
    if (count > 0 && !take(LogMapping::estimate(index), count)) return;
  }
}

double DDSketch::at_rank(uint64_t rank) const {
  if (rank <= 1) return least_;
  if (rank >= count()) return largest_;
  return std::clamp(estimate_at_rank(rank), least_, largest_);
}

double DDSketch::estimate_at_rank(uint64_t rank) const {
  uint64_t left = rank;
  double found = largest_;
  each_bin([&](double estimate, uint64_t count) {
    if (left > count) {
      left -= count;
      return true;
    }
    found = estimate;
    return false;
  });
  return found;
}

void DDSketch::add(Context& context, double value, uint64_t times) {
  widen(value);
  if (value > 0) {
    positive_.add(context, LogMapping::index(value), times);
  } else if (value < 0) {
    negative_.add(context, LogMapping::index(-value), times);
  } else {
    zeros_ += times;
  }
}

void DDSketch::each(absl::FunctionRef<void(double value, uint64_t count)> take) const {
  const uint64_t all = count();
  if (all == 0) return;
  take(least_, 1);
  uint64_t passed = 0;
  // But for the first and the last number of all.
  each_bin([&](double estimate, uint64_t count) {
    const uint64_t before = passed;
    passed += count;
    const uint64_t first = std::max<uint64_t>(before, 1);
    const uint64_t last = std::min(passed, all - 1);
    if (last > first) take(std::clamp(estimate, least_, largest_), last - first);
    return true;
  });
  if (all > 1) take(largest_, 1);
}

void DDSketch::destroy(Context& context) {
  negative_.destroy(context);
  positive_.destroy(context);
}

void DDSketch::save(ByteWriter& out) const {
  out.real(least_);
  out.real(largest_);
  out.u64(zeros_);
  negative_.save(out);
  positive_.save(out);
}

void DDSketch::load(Context& context, ByteReader& in) {
  least_ = in.real();
  largest_ = in.real();
  zeros_ = in.u64();
  negative_.load(context, in);
  positive_.load(context, in);
  if (!std::isfinite(least_) || !std::isfinite(largest_) || least_ > largest_) in.fail();
}

}  // namespace runnel::agg
