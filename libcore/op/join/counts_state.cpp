#include "op/join/counts_state.h"

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

void save_counts(ByteWriter& out, const JoinCounts& counts) {
  each_count(counts, [&](const uint64_t& count) { out.u64(count); });
  out.i64(counts.latest);
  out.text(counts.failures.first);
}

void load_counts(ByteReader& in, JoinCounts& counts) {
  each_count(counts, [&](uint64_t& count) { count = in.u64(); });
  counts.latest = in.i64();
  counts.failures.first = in.text();
}

}  // namespace runnel::op
