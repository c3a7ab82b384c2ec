#include "op/filter/dedupe.h"

#include <algorithm>

#include "time/saturate.h"

namespace runnel::op {

using time::saturated_add;
using time::saturated_subtract;

// No record of the frontier's time or later is within D of it.
bool Dedupe::is_over(const Span& span, int64_t frontier) const {
  return options_.within.has_value() && saturated_add(span.last, *options_.within) < frontier;
}

bool Dedupe::covers(const Span& span, GateMoment moment) const {
  if (!options_.within.has_value()) return true;
  return saturated_subtract(span.first, *options_.within) <= moment.time &&
         moment.time <= saturated_add(span.last, *options_.within) && !is_over(span, moment.frontier);
}

// From that span on, the first of its key that makes a record of this moment a repeat.
Dedupe::Spans::Id Dedupe::match(Spans::Id from, GateMoment moment) const {
  while (from != Spans::kNone && !covers(spans_.at(from), moment)) from = spans_.next(from);
  return from;
}

bool Dedupe::admits(const GateRecord& record, GateMoment moment) const {
  return match(spans_.first(record.repeats), moment) == Spans::kNone;
}

bool Dedupe::take(const GateRecord& record, GateMoment moment) {
  forget(moment.frontier);
  const Spans::Id found = match(spans_.first(record.repeats), moment);
  if (found == Spans::kNone) {
    const Span span{moment.time, moment.time};
    if (!is_over(span, moment.frontier)) {
      spans_.add(record.repeats, span);
      make_room();
    }
    return true;
  }
  if (options_.repeats == DedupeOptions::Repeats::refresh) join(found, moment);
  return false;
}

// Those that are newer than one that is not over wait for it, also if they are: out of order.
void Dedupe::forget(int64_t frontier) {
  if (!options_.within.has_value()) return;
  while (spans_.oldest() != Spans::kNone && is_over(spans_.at(spans_.oldest()), frontier)) {
    spans_.drop(spans_.oldest());
  }
}

// A repeat lies within D of this span, and perhaps of others of its key: all are one now.
void Dedupe::join(Spans::Id found, GateMoment moment) {
  Span& span = spans_.at(found);
  span = {std::min(span.first, moment.time), std::max(span.last, moment.time)};
  for (Spans::Id other = match(spans_.next(found), moment); other != Spans::kNone;) {
    span = {std::min(span.first, spans_.at(other).first), std::max(span.last, spans_.at(other).last)};
    const Spans::Id gone = other;
    other = match(spans_.next(other), moment);
    spans_.drop(gone);
  }
  spans_.renew(found);
}

void Dedupe::make_room() {
  while (spans_.size() > 1 && (spans_.bytes() > max_memory_ || spans_.size() == Spans::kMost)) {
    spans_.drop(spans_.oldest());
    ++forgotten_;
  }
}

void Dedupe::save(ByteWriter& out) const {
  spans_.save(out, [&](const Span& span) {
    out.i64(span.first);
    out.i64(span.last);
  });
  out.u64(forgotten_);
}

void Dedupe::load(ByteReader& in) {
  spans_.load(in, [&](Span& span) {
    span.first = in.i64();
    span.last = in.i64();
    if (span.first > span.last) in.fail();
  });
  forgotten_ = in.u64();
}

}  // namespace runnel::op
