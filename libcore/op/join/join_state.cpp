// Saving and loading of a join of streams.
#include "op/join/counts_state.h"
#include "op/join/join.h"

namespace runnel::op {

void Join::save(ByteWriter& out) const {
  space_.keys.save(out);
  frontier_.save(out);
  out.u64(newest_.size());
  for (const int64_t newest : newest_) out.i64(newest);
  out.u64(arrivals_);
  out.i64(last_watermark_);
  save_counts(out, counts_);
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
  load_counts(in, counts_);
  engine_->load(in);
  frontier_.add_input(is_by_clock() ? 0 : static_cast<uint32_t>(lanes_.size() - 1));
  choose();
}

}  // namespace runnel::op
