// --dedupe: drops a record if one of the same key was passed before it: ever, or within D of it.
//
// Two records are repeats when their times are no more than D apart, both ends included, whichever of them
// came first: a record that comes out of order is compared with those that are older and with those that are
// newer. What is remembered of a key are spans of time: without --refresh each is a record that passed, and
// what is within D of it is dropped. With --refresh a record that is dropped counts too: it makes the span
// within D of which it is longer, and joins two of them if it lies within D of both; so a key is silent for
// more than D before another record of it passes, as in a session with that gap.
//
// A span is remembered until the frontier F of event time is beyond its end by more than D: no record that
// is not late could match it. A late record is compared with what is remembered still; one that would be
// forgotten at once passes and leaves nothing. By the clock all of this holds with F = now.
//
// Spans take kEntryBytes each, mostly one a key. Beyond max_memory the oldest gives way, which is the one
// that was made or became longer the longest ago; one is always held.
#pragma once

#include <optional>

#include "op/filter/gate.h"
#include "op/filter/gate_table.h"

namespace runnel::op {

struct DedupeOptions {
  std::optional<int64_t> within;  // D in nanoseconds, >= 0; nothing: a key passes once
  enum class Repeats : bool { do_not_count, refresh } repeats = Repeats::do_not_count;  // refresh: needs D
};

class Dedupe final : public Gate {
 public:
  Dedupe(const DedupeOptions& options, uint64_t max_memory) : options_(options), max_memory_(max_memory) {}

  bool admits(const GateRecord& record, GateMoment moment) const override;
  bool take(const GateRecord& record, GateMoment moment) override;
  void prefetch(const GateRecord& record) const override { spans_.prefetch_bucket(record.repeats); }
  void prefetch_more(const GateRecord& record) const override { spans_.prefetch_entry(record.repeats); }

  Held held() const override {
    return {spans_.bytes(), spans_.size(), spans_.most() * Spans::kEntryBytes, spans_.most()};
  }
  uint64_t forgotten() const override { return forgotten_; }

  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;

 private:
  struct Span {
    int64_t first;
    int64_t last;
  };
  using Spans = GateTable<Span>;

  bool is_over(const Span& span, int64_t frontier) const;
  bool covers(const Span& span, GateMoment moment) const;
  Spans::Id match(Spans::Id from, GateMoment moment) const;
  void forget(int64_t frontier);
  void join(Spans::Id span, GateMoment moment);
  void make_room();

  const DedupeOptions options_;
  const uint64_t max_memory_;
  Spans spans_;
  uint64_t forgotten_ = 0;
};

}  // namespace runnel::op
