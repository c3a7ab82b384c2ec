// Saving and loading of a join of streams.
#include "op/join/join.h"

namespace runnel::op {

namespace {

template <class Counts, class Each>
void each_count(Counts& counts, Each each) {
  for (auto& side : counts.sides) {
    each(side.records);
    each(side.null_keys);
    each(side.late);
    each(side.matched);
    each(side.unmatched);
    each(side.evicted);
  }
  each(counts.pairs);
  each(counts.failures.count);
}

}  // namespace

void Join::save(ByteWriter& out) const {
  space_.keys.save(out);
  frontier_.save(out);
  out.u64(newest_.size());
  for (const int64_t newest : newest_) out.i64(newest);
  out.u64(arrivals_);
  out.i64(last_watermark_);
  each_count(counts_, [&](const uint64_t& count) { out.u64(count); });
  out.i64(counts_.latest);
  out.text(counts_.failures.first);
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
  each_count(counts_, [&](uint64_t& count) { count = in.u64(); });
  counts_.latest = in.i64();
  counts_.failures.first = in.text();
  engine_->load(in, frontier_.now());
  frontier_.add_input(is_by_clock() ? 0 : static_cast<uint32_t>(lanes_.size() - 1));
  choose();
}

}  // namespace runnel::op
