#include "op/filter/watermarks.h"

#include <algorithm>

#include "op/record_time.h"
#include "time/saturate.h"

namespace runnel::op {

namespace {

// Of the frontier: the smallest multiple above it.
int64_t next_multiple(int64_t frontier, int64_t every) {
  const int64_t passed = time::floor_modulo(frontier, every);
  return time::saturated_add(frontier, every - passed);
}

}  // namespace

int64_t time_of_next_watermark(int64_t time, const FilterTimeOptions& options) {
  const int64_t frontier = time::saturated_subtract(time, options.watermark_delay);
  return time::saturated_add(next_multiple(frontier, *options.emit_watermarks), options.watermark_delay);
}

FilterWatermarks::FilterWatermarks(const FilterTimeOptions& options, const io::Reader& reader)
    : options_(options),
      reader_(reader),
      passes_lines_on_(!options.emit_watermarks.has_value() && reader.inputs().size() <= 1),
      frontier_({.delay = options.watermark_delay, .idle_timeout = options.idle_timeout}) {
  for (const io::Reader::Input& input : reader.inputs()) frontier_.add_input(input.number);
}

std::string_view FilterWatermarks::take_record(uint32_t input, int64_t time) {
  frontier_.advance(input, time);
  return due();
}

std::string_view FilterWatermarks::take_line(uint32_t input, int64_t time, std::string_view line) {
  frontier_.advance_to(input, time);
  return passes_lines_on_ ? line : due();
}

// The input is no longer idle, whatever it gave.
std::string_view FilterWatermarks::take_batch(uint32_t input, std::optional<int64_t> newest) {
  if (newest.has_value() && !options_.watermarks) {
    frontier_.advance(input, *newest);
  } else {
    frontier_.advance_to(input, time::kBeginningOfTime);
  }
  return due();
}

std::string_view FilterWatermarks::take_end(uint32_t input) {
  frontier_.end(input);
  return due();
}

std::string_view FilterWatermarks::take_wait() {
  for (const io::Reader::Input& input : reader_.inputs()) {
    if (input.live) frontier_.waited(input.number, input.waited_ns);
  }
  return due();
}

// At the end of all input there is nothing to say: the output ends too.
std::string_view FilterWatermarks::due() {
  const int64_t now = frontier_.now();
  if (passes_lines_on_ || now <= written_ || now == time::kEndOfTime) return {};
  if (options_.emit_watermarks.has_value() && written_ != time::kBeginningOfTime &&
      now < next_multiple(written_, *options_.emit_watermarks)) {
    return {};
  }
  written_ = now;
  text_.clear();
  append_watermark(text_, now);
  return text_;
}

int FilterWatermarks::patience_ms() const {
  std::optional<int64_t> left = frontier_.next_change();
  // While all inputs are idle the frontier moves with the clock.
  if (left == 0) {
    const int64_t every = options_.emit_watermarks.value_or(1'000'000'000);
    left = time::saturated_subtract(next_multiple(frontier_.now(), every), frontier_.now());
  }
  constexpr int64_t kLongest = 60'000;
  return left.has_value() ? static_cast<int>(std::min(*left / 1'000'000 + 1, kLongest)) : -1;
}

void FilterWatermarks::save(ByteWriter& out) const {
  frontier_.save(out);
  out.i64(written_);
}

void FilterWatermarks::load(ByteReader& in) {
  frontier_.load(in);
  written_ = in.i64();
}

}  // namespace runnel::op
