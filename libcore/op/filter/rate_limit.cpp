#include "op/filter/rate_limit.h"

#include <algorithm>

#include "time/saturate.h"

namespace runnel::op {

namespace {

using Times = std::vector<int64_t>;

// With what the allocator adds.
uint64_t heap_bytes(const Times& times) {
  return times.capacity() * sizeof(int64_t) + 16;
}

}  // namespace

// No record of the frontier's time or later lies in a span with it.
bool RateLimit::is_over(int64_t time, int64_t frontier) const {
  return time::saturated_add(time, rate_.span) <= frontier;
}

// Whether there are still at most N in any span of D with one more at that moment. Of the times in order,
// with this one among them, each that is N behind another must be D later: those of which one is not before
// it, and the other not behind it.
bool RateLimit::fits(const Times& times, GateMoment moment) const {
  const auto is_before = [&](int64_t time) { return is_over(time, moment.frontier); };
  const auto begin = std::partition_point(times.begin(), times.end(), is_before);
  const auto count = static_cast<uint64_t>(times.end() - begin);
  if (count < rate_.count) return true;
  const auto place = static_cast<uint64_t>(std::upper_bound(begin, times.end(), moment.time) - begin);
  const auto at = [&](uint64_t i) {
    return i == place ? moment.time : begin[static_cast<std::ptrdiff_t>(i < place ? i : i - 1)];
  };
  const uint64_t first = place < rate_.count ? 0 : place - rate_.count;
  const uint64_t last = std::min(place, count - rate_.count);
  for (uint64_t i = first; i <= last; ++i) {
    if (time::saturated_subtract(at(i + rate_.count), at(i)) < rate_.span) return false;
  }
  return true;
}

bool RateLimit::admits(const GateRecord& record, GateMoment moment) const {
  const Logs::Id log = logs_.first(record.by);
  return log == Logs::kNone || fits(logs_.at(log), moment);
}

bool RateLimit::take(const GateRecord& record, GateMoment moment) {
  forget(moment.frontier);
  Logs::Id log = logs_.first(record.by);
  if (log != Logs::kNone && !fits(logs_.at(log), moment)) return false;
  if (is_over(moment.time, moment.frontier)) return true;
  if (log == Logs::kNone) {
    log = logs_.add(record.by, {});
    times_bytes_ += heap_bytes({});
  } else {
    logs_.renew(log);
  }
  note(log, moment);
  make_room();
  return true;
}

// Those that are newer than one that is not over wait for it, also if they are: out of order.
void RateLimit::forget(int64_t frontier) {
  while (logs_.oldest() != Logs::kNone && is_over(logs_.at(logs_.oldest()).back(), frontier)) {
    drop(logs_.oldest());
  }
}

void RateLimit::drop(Logs::Id log) {
  times_bytes_ -= heap_bytes(logs_.at(log));
  logs_.drop(log);
}

// Times that are over are taken out when they are half of all, so that each is moved a few times at most.
void RateLimit::note(Logs::Id log, GateMoment moment) {
  Times& times = logs_.at(log);
  times_bytes_ -= heap_bytes(times);
  const auto begin = std::partition_point(times.begin(), times.end(),
                                          [&](int64_t time) { return is_over(time, moment.frontier); });
  if ((begin - times.begin()) * 2 >= times.end() - begin) times.erase(times.begin(), begin);
  if (times.capacity() > 4 * times.size() + 4) times.shrink_to_fit();
  times.insert(std::upper_bound(times.begin(), times.end(), moment.time), moment.time);
  times_bytes_ += heap_bytes(times);
}

void RateLimit::make_room() {
  while (logs_.size() > 1 && (bytes() > max_memory_ || logs_.size() == Logs::kMost)) {
    drop(logs_.oldest());
    ++forgotten_;
  }
  most_bytes_ = std::max(most_bytes_, bytes());
}

// With the room that there is for times, since it counts as held.
void RateLimit::save(ByteWriter& out) const {
  logs_.save(out, [&](const Times& times) {
    out.u64(times.size());
    for (const int64_t time : times) out.i64(time);
    out.u64(times.capacity());
  });
  out.u64(forgotten_);
}

void RateLimit::load(ByteReader& in) {
  logs_.load(in, [&](Times& times) {
    Times loaded;
    for (uint64_t count = in.count(sizeof(int64_t)); count > 0; --count) loaded.push_back(in.i64());
    const uint64_t capacity = in.u64();
    if (loaded.empty() || !std::is_sorted(loaded.begin(), loaded.end()) || capacity < loaded.size() ||
        capacity > 8 * loaded.size() + 8) {
      return in.fail();
    }
    times.reserve(capacity);
    times = loaded;
    times_bytes_ += heap_bytes(times);
  });
  forgotten_ = in.u64();
}

}  // namespace runnel::op
