// --rate N/D: lets a record pass unless N of its key have passed in a span of D that it lies in.
//
// Exact: of each key the times of what passed are kept, and a record passes if no more than N of them, with
// its own, lie in any span [x, x + D), whichever of them came first. So what has passed has this property
// too, in order or not; two records that are D apart are in no such span.
//
// A time is remembered until the frontier F of event time has come to it + D: no record that is not late
// could share a span with it. A late record is compared with what is remembered still; one that would be
// forgotten at once leaves nothing if it passes. By the clock all of this holds with F = now.
//
// A key takes kEntryBytes and 8 bytes for each time, of which there is room for up to twice as many: in order
// at most N. Beyond max_memory the key of which a record passed the longest ago gives way; one is always
// held.
#pragma once

#include <vector>

#include "base/quantity.h"
#include "op/filter/gate.h"
#include "op/filter/gate_table.h"

namespace runnel::op {

class RateLimit final : public Gate {
 public:
  RateLimit(Rate rate, uint64_t max_memory) : rate_(rate), max_memory_(max_memory) {}

  bool admits(const GateRecord& record, GateMoment moment) const override;
  bool take(const GateRecord& record, GateMoment moment) override;
  void prefetch(const GateRecord& record) const override { logs_.prefetch_bucket(record.by); }
  void prefetch_more(const GateRecord& record) const override { logs_.prefetch_entry(record.by); }

  Held held() const override { return {bytes(), logs_.size(), most_bytes_, logs_.most()}; }
  uint64_t forgotten() const override { return forgotten_; }

  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

 private:
  using Times = std::vector<int64_t>;  // rising; the first ones may be over
  using Logs = GateTable<Times>;

  uint64_t bytes() const { return logs_.bytes() + times_bytes_; }
  bool is_over(int64_t time, int64_t frontier) const;
  bool fits(const Times& times, GateMoment moment) const;
  void forget(int64_t frontier);
  void drop(Logs::Id log);
  void note(Logs::Id log, GateMoment moment);
  void make_room();

  const Rate rate_;
  const uint64_t max_memory_;
  Logs logs_;
  uint64_t times_bytes_ = 0;  // on the heap
  uint64_t most_bytes_ = 0;
  uint64_t forgotten_ = 0;
};

}  // namespace runnel::op
