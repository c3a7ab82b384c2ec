#include "agg/profile/time_profile.h"

#include "agg/rank.h"

namespace runnel::agg {

void TimeProfile::merge(Context& context, const TimeProfile& other) {
  count_ += other.count_;
  out_of_order_ += other.out_of_order_;
  most_lateness_ = std::max(most_lateness_, other.most_lateness_);
  lateness_.merge(context, other.lateness_);
  silences_.merge(other.silences_);
  recent_.merge(other.recent_);
}

int64_t TimeProfile::lateness_at(double q) const {
  const uint64_t rank = Rank(q).of(count_);
  const uint64_t in_order = count_ - out_of_order_;
  if (rank <= in_order) return 0;
  if (rank == count_) return most_lateness_;  // a double may round it
  return std::min(static_cast<int64_t>(lateness_.at_rank(rank - in_order)), most_lateness_);
}

void TimeProfile::release(Context& context) {
  lateness_.destroy(context);
  *this = {};
}

void TimeProfile::save(ByteWriter& out) const {
  out.u64(count_);
  if (count_ == 0) return;
  out.u64(out_of_order_);
  out.i64(most_lateness_);
  if (out_of_order_ > 0) lateness_.save(out);
  silences_.save(out);
  recent_.save(out);
}

void TimeProfile::load(Context& context, ByteReader& in) {
  release(context);
  count_ = in.u64();
  if (count_ == 0) return;
  out_of_order_ = in.u64();
  most_lateness_ = in.i64();
  if (out_of_order_ > count_ || most_lateness_ < 0) in.fail();
  if (in.ok() && out_of_order_ > 0) lateness_.load(context, in);
  silences_.load(in);
  recent_.load(in);
}

}  // namespace runnel::agg
