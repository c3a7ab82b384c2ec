// Saving and loading of a join of streams.
#include "op/input_numbers.h"
#include "op/join/join.h"

namespace runnel::op {

void Join::save(ByteWriter& out) const {
  space_.keys.save(out);
  frontier_.save(out);
  out.u64(newest_.size());
  for (const int64_t newest : newest_) out.i64(newest);
  out.u64(arrivals_);
  out.i64(last_watermark_);
  engine_->save(out);
}

// Of a run with as many inputs.
void Join::load(ByteReader& in) {
  space_.keys.load(in);
  frontier_.load(in);
  if (in.count(sizeof(int64_t)) != newest_.size()) in.fail();
  for (int64_t& newest : newest_) newest = in.i64();
  arrivals_ = in.u64();
  last_watermark_ = in.i64();
  engine_->load(in);
  frontier_.add_input(is_by_clock() ? 0 : static_cast<uint32_t>(lanes_.size() - 1));
  choose();
}

void Join::resumed() {
  if (!is_by_clock()) frontier_.resume(numbers_of(reader_.inputs()));
  choose();
}

// Several sources may wait in the lane of their input; only of the first batch a part may be done with.
std::optional<io::StartAt> Join::place_of(uint32_t source) const {
  for (const JoinLane& lane : lanes_) {
    if (auto place = lane.place_of(source)) return place;
  }
  return std::nullopt;
}

Totals Join::totals() const {
  Totals totals{.records_out = counts_.pairs, .keys = space_.keys.size(), .bytes_held = bytes()};
  for (const JoinCounts::Side& side : counts_.sides) {
    totals.records_in += side.records;
    totals.late += side.late;
    totals.evicted += side.evicted;
  }
  if (frontier_.now() != time::kBeginningOfTime) totals.frontier_ns = frontier_.now();
  return totals;
}

}  // namespace runnel::op
