#include "op/join/join.h"

#include <algorithm>
#include <utility>

#include "op/record_time.h"
#include "time/pace.h"
#include "time/saturate.h"

namespace runnel::op {

namespace {

time::Frontier::Options frontier_options(const JoinProgram& program, const JoinOptions& options) {
  // Each side has a delay of its own, which see() takes off.
  return {.delay = 0, .idle_timeout = program.has_time() ? options.idle_timeout : std::nullopt};
}

std::unique_ptr<JoinEngine> make_engine(JoinSpace& space) {
  switch (space.options.kind) {
    case JoinKind::pick:
      return make_pick_engine(space);
    case JoinKind::interleave:
      return make_interleave_engine(space);
    case JoinKind::pairs:
    case JoinKind::lookup:
      break;
  }
  return make_pairs_engine(space);
}

}  // namespace

Join::Join(const JoinProgram& program, const JoinOptions& options, io::Reader& reader, Sinks sinks,
           BadRecords& bad, const Clock& clock)
    : program_(program),
      options_(options),
      reader_(reader),
      sinks_(sinks.results, sinks.late, bad),
      bad_(bad),
      clock_(clock),
      writer_(options.text, program.select(), sinks.results, counts_),
      space_{options, writer_, counts_, sinks.late, {}, {}, {}, 0, {}},
      engine_(make_engine(space_)),
      frontier_(frontier_options(program, options)) {
  if (options.trace) trace_.emplace(*options.trace);
  add_inputs();
  choose();
}

Join::~Join() = default;

void Join::add_inputs() {
  const std::vector<io::Reader::Input> inputs = reader_.inputs();
  uint32_t count = 2;
  for (const io::Reader::Input& input : inputs) count = std::max(count, input.number + 1);
  lanes_.resize(count);
  live_.resize(count);
  newest_.resize(count, time::kBeginningOfTime);
  frontier_.add_input(is_by_clock() ? 0 : count - 1);
  for (uint32_t number = 0; number < count; ++number) {
    const auto input = std::find_if(inputs.begin(), inputs.end(),
                                    [&](const io::Reader::Input& each) { return each.number == number; });
    if (input != inputs.end()) {
      live_[number] = input->live ? 1 : 0;
    } else if (!is_by_clock()) {
      frontier_.end(number);  // it could not be opened
    }
  }
}

std::unique_ptr<Worker> Join::make_worker() const {
  return std::make_unique<JoinWorker>(program_, options_, clock_);
}

std::unique_ptr<Extract> Join::make_extract() const {
  return std::make_unique<JoinExtract>();
}

Demand Join::consume(io::Batch& batch, Extract& extract) {
  JoinBatch taken{{}, nullptr};
  if (spare_.empty()) {
    taken.rows = std::make_unique<JoinRows>();
  } else {
    taken = std::move(spare_.back());
    spare_.pop_back();
  }
  std::swap(taken.batch, batch);
  std::swap(taken.rows, static_cast<JoinExtract&>(extract).rows);
  dry_ = taken.batch.passed_over;
  lanes_[taken.batch.input].push(std::move(taken));
  if (is_by_clock()) tick();
  step_all();
  // A result leaves at once, however busy the input.
  writer_.hand_on();
  return demand();
}

void Join::step(uint32_t input) {
  JoinLane& lane = lanes_[input];
  switch (lane.next()) {
    case JoinLane::Next::event:
      return lane.skips_next() ? lane.pass_event() : take_event(input, lane.event());
    case JoinLane::Next::row:
      return lane.skips_next() ? lane.pass_row() : take_row(input);
    case JoinLane::Next::rest:
      if (worker_ == nullptr) worker_ = std::make_unique<JoinWorker>(program_, options_, clock_);
      worker_->process_rest(lane.first().batch, *lane.first().rows);
      return lane.begin_rest();
    case JoinLane::Next::batch_end:
      return take_batch_end(input);
  }
}

void Join::take_batch_end(uint32_t input) {
  JoinBatch done = lanes_[input].take_first();
  const bool ends = done.batch.ends_input;
  constexpr size_t kMostSpare = 4;
  if (spare_.size() < kMostSpare) spare_.push_back(std::move(done));
  if (!ends || is_by_clock()) return;
  frontier_.end(input);
  moved();
}

void Join::take_event(uint32_t input, const WalkExtract::Event& event) {
  JoinLane& lane = lanes_[input];
  lane.pass_event();
  if (event.kind == WalkExtract::Event::Kind::watermark) {
    if (is_by_clock()) return;
    frontier_.advance_to(input, event.time);
    return moved();
  }
  ++counts_.sides[side_of(input)].records;
  if (bad_.will_say()) {  // what came before a message is seen before it
    writer_.hand_on();
    sinks_.results().flush();
  }
  const io::Batch& batch = lane.first().batch;
  const BadRecord& bad = lane.first().rows->bad[event.bad];
  const uint64_t line = lane.line_number(bad);
  ended_ = bad_.take(batch, reader_.name(batch.source), line, bad) == Demand::enough;
}

void Join::take_row(uint32_t input) {
  JoinLane& lane = lanes_[input];
  const KeyedExtract::Row row = lane.first().rows->rows[lane.row()];
  const int64_t time = is_by_clock() ? newest_[0] : row.time;
  const int64_t frontier = frontier_.now();
  JoinCounts::Side& counts = counts_.sides[side_of(input)];
  ++counts.records;
  if (time < frontier) {
    take_late(input, row, time);
  } else {
    const KeyId key = key_of(lane, row.key);
    if (row.key == KeyedExtract::kNullKey) ++counts.null_keys;
    engine_->add({.side = static_cast<uint8_t>(side_of(input)),
                  .time = time,
                  .number = arrivals_++,
                  .key = key,
                  .text = text_of(lane, row)},
                 frontier);
    if (key != KeyTable::kNone) space_.keys.drop_unused(key);
  }
  lane.pass_row();
  if (!is_by_clock()) see(input, time);
}

std::string_view Join::text_of(JoinLane& lane, const KeyedExtract::Row& row) {
  const std::string_view text = lane.first().rows->texts[lane.row()];
  if (!trace_) return text;
  const io::Batch& batch = lane.first().batch;
  const size_t offset = batch.rewriting ? batch.rewriting->source_offset(row.offset) : row.offset;
  traced_.clear();
  trace_->append(traced_, text,
                 {reader_.name(batch.source), lane.line_number(row.offset), batch.offset + offset});
  return traced_;
}

KeyId Join::key_of(JoinLane& lane, uint32_t place) {
  if (place == KeyedExtract::kNullKey || options_.kind == JoinKind::interleave) return KeyTable::kNone;
  const std::vector<FoundKey>& found = lane.first().rows->keys;
  const auto prefetch = [&](std::span<const KeyId> ids) { space_.prefetch(ids); };
  KeyId key = lane.key_ids().find(space_.keys, found, place, prefetch);
  if (key != KeyTable::kNone) return key;
  key = space_.keys.add(found[place]);
  lane.key_ids().note(space_.keys, place, key);
  return key;
}

void Join::take_late(uint32_t input, const KeyedExtract::Row& row, int64_t time) {
  ++counts_.sides[side_of(input)].late;
  // By watermark lines time may have come further than any record.
  const int64_t now = options_.walk.watermarks ? std::max(newest_[input], frontier_.now()) : newest_[input];
  counts_.latest = std::max(counts_.latest, time::saturated_subtract(now, time));
  if (sinks_.late() == nullptr) return;
  const io::Batch& batch = lanes_[input].first().batch;
  sinks_.write_late(batch, batch.text().substr(row.offset, row.size));
}

// A record of this time has come from the input.
void Join::see(uint32_t input, int64_t time) {
  newest_[input] = std::max(newest_[input], time);
  const int64_t delay = options_.sides[side_of(input)].watermark_delay;
  const bool moves = !options_.walk.watermarks && delay != time::kEndOfTime;
  // Where it does not move the frontier, the input is at least no longer idle.
  frontier_.advance_to(input, moves ? time::saturated_subtract(time, delay) : time::kBeginningOfTime);
  moved();
}

// Time may have.
void Join::moved() {
  counts_.most_records = std::max(counts_.most_records, space_.records.count());
  const uint64_t held = bytes();
  counts_.most_bytes = std::max(counts_.most_bytes, held);
  const int64_t frontier = frontier_.now();
  if (frontier >= engine_->next_change()) engine_->advance(frontier);
  if (held > options_.max_memory) make_room();
  if (options_.emit_watermarks.has_value()) write_watermark(frontier);
}

void Join::make_room() {
  while (bytes() > options_.max_memory && engine_->evict()) continue;
}

void Join::write_watermark(int64_t frontier) {
  const int64_t least = std::min(frontier, engine_->earliest());
  if (least <= last_watermark_ || least == time::kEndOfTime) return;
  if (!time::crosses_multiple(last_watermark_, least, *options_.emit_watermarks)) return;
  last_watermark_ = least;
  writer_.write_watermark(least);
}

// By the clock: what came now is of this time.
void Join::tick() {
  newest_[0] = std::max(newest_[0], clock_.now_ns());
  frontier_.advance_to(0, newest_[0]);
  moved();
}

int Join::patience_ms() {
  std::optional<int64_t> left;
  if (is_by_clock()) {
    if (engine_->next_change() != time::kEndOfTime) {
      left = time::saturated_subtract(engine_->next_change(), clock_.now_ns());
    }
  } else {
    left = time::wait_for(frontier_, engine_->next_change());
    if (left.has_value() && options_.emit_watermarks.has_value()) {
      left = std::min(*left, *options_.emit_watermarks);
    }
  }
  return time::timeout_ms(left);
}

Demand Join::waited() {
  if (is_by_clock()) {
    tick();
  } else {
    for (const io::Reader::Input& input : reader_.inputs()) {
      if (input.live) frontier_.waited(input.number, input.waited_ns);
    }
    moved();
  }
  step_all();  // an input that has become idle holds the others back no longer
  writer_.hand_on();
  return demand();
}

Demand Join::demand() const {
  return ended_ ? Demand::enough : sinks_.demand();
}

Demand Join::flush() {
  all_are_dry_ = true;
  step_all();
  all_are_dry_ = false;
  writer_.hand_on();
  const Demand demanded = sinks_.flush();
  return ended_ ? Demand::enough : demanded;
}

void Join::finish() {
  engine_->advance(time::kEndOfTime);
  writer_.hand_on();
}

}  // namespace runnel::op
