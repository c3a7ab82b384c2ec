#include "op/window/window.h"

#include <algorithm>

#include "op/input_numbers.h"
#include "time/pace.h"
#include "time/saturate.h"

namespace runnel::op {

namespace {

std::unique_ptr<Windows> make_windows(WindowTools tools) {
  using Kind = time::WindowSpec::Kind;
  switch (tools.options.window.kind) {
    case Kind::session:
      return make_session_windows(std::move(tools));
    case Kind::count:
    case Kind::all:
      return make_count_windows(std::move(tools));
    default:
      return make_grid_windows(std::move(tools));
  }
}

// By the clock nothing is late, and nothing is waited for.
time::Frontier::Options frontier_options(const WindowProgram& program, const WindowOptions& options) {
  if (!program.has_time()) return {.delay = 0, .idle_timeout = std::nullopt};
  return {.delay = options.watermark_delay, .idle_timeout = options.idle_timeout};
}

}  // namespace

Window::Window(const WindowProgram& program, const WindowOptions& options, io::Reader& reader, Sinks sinks,
               BadRecords& bad, const Clock& clock)
    : program_(program),
      options_(options),
      reader_(reader),
      sinks_(sinks.results, sinks.late, bad),
      bad_(bad),
      clock_(clock),
      space_(program),
      writer_(program, space_, options.top, sinks.results),
      windows_(make_windows({options_, space_, writer_, Folder(program, space_), program.has_time()})),
      keys_(space_, *windows_, options_, program.keys().size()),
      frontier_(frontier_options(program, options)) {
  add_inputs();
}

Window::~Window() = default;

void Window::add_inputs() {
  if (is_by_clock()) return frontier_.add_input(0);
  for (const io::Reader::Input& input : reader_.inputs()) frontier_.add_input(input.number);
}

std::unique_ptr<Worker> Window::make_worker() const {
  return std::make_unique<WindowWorker>(program_, options_, clock_);
}

std::unique_ptr<Extract> Window::make_extract() const {
  return std::make_unique<WindowExtract>();
}

Demand Window::consume(io::Batch& batch, Extract& extract) {
  auto& found = static_cast<WindowExtract&>(extract);
  if (is_by_clock() && batch.last > batch.first) see(0, std::max(clock_.now_ns(), newest_));
  take(batch, found);
  while (found.rest != nullptr && !ended_) {
    if (worker_ == nullptr) worker_ = std::make_unique<WindowWorker>(program_, options_, clock_);
    worker_->process_rest(batch, found);
    take(batch, found);
  }
  progress_.consumed(batch, found.line_count);
  if (batch.ends_input && !is_by_clock()) {
    frontier_.end(batch.input);
    moved(newest_);
  }
  note_sizes();
  // A result leaves at once, however busy the input.
  writer_.flush();
  return demand();
}

void Window::take(const io::Batch& batch, const WindowExtract& found) {
  counts_.records += found.records;
  keys_.start();
  take_in_order(
      found,
      [&](const WindowExtract::Event& event) {
        take_event(batch, found, event);
        return ended_ ? Demand::enough : Demand::more;
      },
      [&](size_t row) {
        take_row(batch, found, row);
        return Demand::more;
      });
}

void Window::take_event(const io::Batch& batch, const WindowExtract& found,
                        const WindowExtract::Event& event) {
  if (event.kind == WindowExtract::Event::Kind::watermark) {
    frontier_.advance_to(batch.input, event.time);
    return moved(newest_);
  }
  const BadRecord& bad = found.bad[event.bad];
  if (bad_.will_say()) {  // what came before a message is seen before it
    writer_.flush();
    sinks_.results().flush();
  }
  ended_ = bad_.take(batch, reader_.name(batch.source), progress_.line_of(batch, bad.line, bad.begin), bad) ==
           Demand::enough;
}

void Window::take_row(const io::Batch& batch, const WindowExtract& found, size_t number) {
  const WindowExtract::Row& row = found.rows[number];
  const int64_t time = is_by_clock() ? newest_ : row.time;
  const int64_t frontier = frontier_.now();
  const auto [key, beyond] = keys_.find(found, row.key, time);
  const WindowRow folded{time, key, found.cells.data() + number * program_.columns().size()};
  switch (windows_->add(folded, frontier)) {
    case Windows::Fate::folded:
      counts_.other_by_limit += beyond == BatchKeys::Beyond::limit ? 1 : 0;
      counts_.other_by_memory += beyond == BatchKeys::Beyond::memory ? 1 : 0;
      break;
    case Windows::Fate::late:
      take_late(batch, row, time);
      space_.keys.drop_unused(key);
      break;
    case Windows::Fate::in_no_window:
      ++counts_.in_no_window;
      space_.keys.drop_unused(key);
      break;
  }
  if (!is_by_clock()) see(batch.input, time);
}

void Window::take_late(const io::Batch& batch, const WindowExtract::Row& row, int64_t time) {
  ++counts_.late;
  // By watermark lines time may have come further than any record.
  const int64_t now = options_.walk.watermarks ? std::max(newest_, frontier_.now()) : newest_;
  counts_.latest = std::max(counts_.latest, time::saturated_subtract(now, time));
  if (sinks_.late() == nullptr) return;
  sinks_.write_late(batch, batch.text().substr(row.offset, row.size));
}

// A record of this time has come from the input.
void Window::see(uint32_t input, int64_t time) {
  const int64_t before = newest_;
  if (time < newest_) {
    counts_.largest_lateness = std::max(counts_.largest_lateness, time::saturated_subtract(newest_, time));
  } else {
    newest_ = time;
  }
  if (options_.walk.watermarks) {
    frontier_.advance_to(input, time::kBeginningOfTime);  // the input is no longer idle
  } else {
    frontier_.advance(input, time);
  }
  moved(before);
}

// Time may have: `newest` is what newest_ was before.
void Window::moved(int64_t newest) {
  const int64_t frontier = frontier_.now();
  if (frontier >= windows_->next_change()) {
    note_sizes();
    windows_->advance(frontier);
  }
  if (options_.emit == WindowOptions::Emit::every && newest_ != newest && newest != time::kBeginningOfTime &&
      time::crosses_multiple(newest, newest_, options_.every)) {
    windows_->write_early();
  }
  if (options_.emit_watermarks.has_value()) write_watermark();
}

void Window::write_watermark() {
  const int64_t start = windows_->earliest_start(frontier_.now());
  if (start <= last_watermark_ || !time::crosses_multiple(last_watermark_, start, *options_.emit_watermarks))
    return;
  last_watermark_ = start;
  writer_.write_watermark(start);
}

void Window::note_sizes() {
  counts_.most_keys = std::max<uint64_t>(counts_.most_keys, space_.keys.size());
  counts_.most_bytes = std::max<uint64_t>(counts_.most_bytes, space_.bytes());
  counts_.most_groups = std::max<uint64_t>(counts_.most_groups, space_.groups);
}

int Window::patience_ms() {
  std::optional<int64_t> left;
  if (is_by_clock()) {
    const int64_t next = windows_->next_change();
    if (next != time::kEndOfTime) left = time::saturated_subtract(next, clock_.now_ns());
  } else {
    left = time::wait_for(frontier_, windows_->next_change());
  }
  if (left.has_value() && is_by_clock() && options_.emit == WindowOptions::Emit::every) {
    left = std::min(*left, options_.every - time::floor_modulo(clock_.now_ns(), options_.every));
  }
  if (left.has_value() && options_.emit_watermarks.has_value())
    left = std::min(*left, *options_.emit_watermarks);
  return time::timeout_ms(left);
}

Demand Window::waited() {
  const int64_t before = newest_;
  if (is_by_clock()) {
    if (newest_ != time::kBeginningOfTime) see(0, std::max(clock_.now_ns(), newest_));
  } else {
    for (const io::Reader::Input& input : reader_.inputs()) {
      if (input.live) frontier_.waited(input.number, input.waited_ns);
    }
    moved(before);
  }
  writer_.flush();
  return demand();
}

Demand Window::demand() const {
  return ended_ ? Demand::enough : sinks_.demand();
}

Demand Window::flush() {
  writer_.flush();
  const Demand demanded = sinks_.flush();
  return ended_ ? Demand::enough : demanded;
}

void Window::finish() {
  note_sizes();
  windows_->advance(time::kEndOfTime);
  writer_.flush();
}

Totals Window::totals() const {
  Totals totals{.records_in = counts_.records,
                .records_out = writer_.counts.records,
                .late = counts_.late,
                .evicted = counts_.other_by_memory,
                .keys = space_.keys.size(),
                .bytes_held = space_.bytes()};
  if (frontier_.now() != time::kBeginningOfTime) totals.frontier_ns = frontier_.now();
  return totals;
}

void Window::save(ByteWriter& out) const {
  space_.keys.save(out);
  keys_.save(out);
  frontier_.save(out);
  out.i64(newest_);
  out.i64(last_watermark_);
  windows_->save(out);
}

void Window::load(ByteReader& in) {
  space_.keys.load(in);
  keys_.load(in);
  frontier_.load(in);
  newest_ = in.i64();
  last_watermark_ = in.i64();
  windows_->load(in);
}

void Window::resumed() {
  if (!is_by_clock()) frontier_.resume(numbers_of(reader_.inputs()));
}

}  // namespace runnel::op
