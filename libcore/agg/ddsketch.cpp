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

double DDSketch::at_rank(uint64_t rank) const {
  if (rank <= 1) return least_;
  if (rank >= count()) return largest_;
  return std::clamp(estimate_at_rank(rank), least_, largest_);
}

double DDSketch::estimate_at_rank(uint64_t rank) const {
  uint64_t left = rank;
  const auto passes = [&left](uint64_t count) {
    if (left <= count) return false;
    left -= count;
    return true;
  };
  for (uint32_t index = negative_.end(); index-- > negative_.first();) {
    if (!passes(negative_.count(index))) return -LogMapping::estimate(index);
  }
  if (!passes(zeros_)) return 0;
  for (uint32_t index = positive_.first(); index < positive_.end(); ++index) {
    if (!passes(positive_.count(index))) return LogMapping::estimate(index);
  }
  return largest_;
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
