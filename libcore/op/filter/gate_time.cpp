#include "op/filter/gate_time.h"

#include <algorithm>

#include "time/pace.h"

namespace runnel::op {

GateTime::GateTime(const GateTimeOptions& options, const io::Reader& reader, const Clock& clock)
    : options_(options),
      reader_(reader),
      clock_(clock),
      frontier_({.delay = options.delay, .idle_timeout = options.idle_timeout}) {
  if (!has_frontier()) return;
  for (const io::Reader::Input& input : reader.inputs()) frontier_.add_input(input.number);
}

void GateTime::begin_batch() {
  if (options_.by == By::clock) now_ = std::max(now_, clock_.now_ns());
}

void GateTime::take_line(uint32_t input, int64_t time) {
  if (options_.by == By::lines) frontier_.advance_to(input, time);
}

// The input is no longer idle, whatever it gave.
void GateTime::end_batch(uint32_t input, std::optional<int64_t> newest) {
  if (!has_frontier()) return;
  if (newest.has_value() && options_.by == By::records) {
    frontier_.advance(input, *newest);
  } else {
    frontier_.advance_to(input, time::kBeginningOfTime);
  }
}

void GateTime::end_input(uint32_t input) {
  if (has_frontier()) frontier_.end(input);
}

void GateTime::wait() {
  if (!has_frontier()) return;
  for (const io::Reader::Input& input : reader_.inputs()) {
    if (input.live) frontier_.waited(input.number, input.waited_ns);
  }
}

// Nothing is written when time goes on, so that once a second is often enough while it does.
int GateTime::patience_ms() const {
  if (!has_frontier()) return -1;
  std::optional<int64_t> left = frontier_.next_change();
  if (left == 0) left = 1'000'000'000;
  return time::timeout_ms(left);
}

void GateTime::save(ByteWriter& out) const {
  frontier_.save(out);
  out.i64(now_);
}

void GateTime::load(ByteReader& in) {
  frontier_.load(in);
  now_ = in.i64();
}

}  // namespace runnel::op
