#include "op/join/lookup/lookup.h"

#include <string>
#include <string_view>

#include "op/join/text.h"

namespace runnel::op {

namespace {

FilterTimeOptions time_options(const JoinOptions& options) {
  return {.reader = options.sides[kLeft].time_reader,
          .max_ahead = options.max_ahead,
          .watermark_delay = options.sides[kLeft].watermark_delay,
          .idle_timeout = options.idle_timeout,
          .emit_watermarks = options.emit_watermarks,
          .watermarks = options.walk.watermarks};
}

void write_unless_empty(io::Sink& sink, std::string_view text) {
  if (!text.empty()) sink.write(text);
}

// What is made anew for each watermark must be written before the next one.
void add_and_end(FilterRun& run, std::string_view watermark) {
  if (watermark.empty()) return;
  run.add(watermark);
  run.end();
}

}  // namespace

Lookup::Lookup(const JoinProgram& program, const JoinOptions& options, const io::Reader& reader,
               io::Sink& results, BadRecords& bad, const Clock& clock, const CurrentTable& table)
    : program_(program),
      options_(options),
      time_options_(time_options(options)),
      reader_(reader),
      results_(results),
      bad_(bad),
      sinks_(results, nullptr, bad),
      clock_(clock),
      table_(table) {
  if (options.walk.watermarks || options.emit_watermarks.has_value())
    watermarks_.emplace(time_options_, reader);
}

std::unique_ptr<LookupWorker> Lookup::make_lookup_worker() const {
  return std::make_unique<LookupWorker>(program_, options_, clock_, table_);
}

std::unique_ptr<Worker> Lookup::make_worker() const {
  return make_lookup_worker();
}

LookupWorker& Lookup::worker() {
  if (worker_ == nullptr) worker_ = make_lookup_worker();
  return *worker_;
}

std::unique_ptr<Extract> Lookup::make_extract() const {
  return std::make_unique<LookupExtract>();
}

Demand Lookup::consume(io::Batch& batch, Extract& extract) {
  auto& found = static_cast<LookupExtract&>(extract);
  // Batches may overtake one another before they are looked up; the old table never follows the new one.
  if (found.table.number < newest_table_) worker().process(batch, found);
  newest_table_ = found.table.number;
  hand_on(batch, found);
  while (!ended_ && !found.is_done()) {
    worker().process_more(batch, found);
    hand_on(batch, found);
  }
  progress_.consumed(batch, found.left.line_count);
  if (watermarks_) {
    write_unless_empty(results_, batch.ends_input ? watermarks_->take_end(batch.input)
                                                  : watermarks_->take_batch(batch.input, std::nullopt));
  }
  found.table = {};  // it may be the last one that holds it
  return demand();
}

void Lookup::hand_on(const io::Batch& batch, LookupExtract& found) {
  count(found);
  FilterRun run(results_);
  for (const LookupExtract::Answer& answer : found.answers) {
    take_events(batch, found, answer.record, run);
    if (ended_) return;
    take_answer(batch, found, answer, run);
    if (ended_) return;
  }
  if (found.is_through()) take_events(batch, found, found.next, run);
}

// What there was in front of that record.
void Lookup::take_events(const io::Batch& batch, LookupExtract& found, size_t record, FilterRun& run) {
  const std::vector<WalkExtract::Event>& events = found.left.events;
  while (found.next_event < events.size() && events[found.next_event].before <= record && !ended_) {
    const WalkExtract::Event& event = events[found.next_event++];
    if (event.kind == WalkExtract::Event::Kind::bad) {
      take_bad(batch, found.left.bad[event.bad], run);
    } else if (watermarks_) {
      const std::string_view line = batch.text().substr(event.offset, event.size);
      add_and_end(run, watermarks_->take_line(batch.input, event.time, {line.data(), line.size() + 1}));
    }
  }
}

void Lookup::take_answer(const io::Batch& batch, const LookupExtract& found,
                         const LookupExtract::Answer& answer, FilterRun& run) {
  using Kind = LookupExtract::Answer::Kind;
  switch (answer.kind) {
    case Kind::nothing:
      break;
    case Kind::made:
      run.add(std::string_view(found.text).substr(answer.begin, answer.size));
      break;
    case Kind::lines:
      // The byte behind a line is its newline, or the one that the reader put behind the last line.
      run.add({batch.begin() + answer.begin, answer.size});
      break;
    case Kind::bad:
      return take_bad(batch, found.bad[answer.begin], run);
  }
  if (time_options_.moves_by_records()) {
    add_and_end(run, watermarks_->take_record(batch.input, found.left.rows[answer.record].time));
  }
}

void Lookup::take_bad(const io::Batch& batch, const BadRecord& bad, FilterRun& run) {
  run.end();
  if (bad_.will_say()) results_.flush();  // what came before a message is seen before it
  ended_ = bad_.take(batch, reader_.name(batch.source), progress_.line_of(batch, bad.line, bad.begin), bad) ==
           Demand::enough;
}

void Lookup::count(const LookupExtract& found) {
  JoinCounts::Side& left = counts_.sides[kLeft];
  if (found.is_through()) left.records += found.left.records;
  left.null_keys += found.counts.null_keys;
  left.matched += found.counts.matched;
  left.unmatched += found.counts.unmatched;
  counts_.pairs += found.counts.pairs;
  if (follows_rows(options_)) rows_.take(found.table, found.matched, found.first);
}

Demand Lookup::waited() {
  if (!watermarks_) return Demand::more;
  const std::string_view due = watermarks_->take_wait();
  if (due.empty()) return Demand::more;
  results_.write(due);
  return flush();
}

Demand Lookup::demand() const {
  return ended_ ? Demand::enough : sinks_.demand();
}

Demand Lookup::flush() {
  const Demand demanded = sinks_.flush();
  return ended_ ? Demand::enough : demanded;
}

void Lookup::finish() {
  const CurrentTable::Version last = table_.get();
  JoinCounts::Side& right = counts_.sides[kRight];
  right.records = last.table->size().rows;
  right.null_keys = last.table->size().null_keys;
  counts_.most_records = last.table->size().rows;
  counts_.most_bytes = last.table->size().bytes;
  counts_.reloads = last.number;
  // Where a bad record has ended it all, nobody knows what would have been matched.
  if (!follows_rows(options_) || ended_) return;
  rows_.go_on_with(last);
  write_unmatched_rows();
}

void Lookup::write_unmatched_rows() {
  constexpr size_t kMuch = 64 * 1024;
  JoinText text(options_.text, program_.select());
  std::string out;
  const Table& table = rows_.table();
  for (RowId row = 0; row < table.end() && demand() == Demand::more; ++row) {
    if (!table.is_row(row)) continue;
    if (rows_.is_matched(row)) {
      ++counts_.sides[kRight].matched;
      continue;
    }
    ++counts_.sides[kRight].unmatched;
    if (!text.append(out, {}, table.text(row)) && counts_.failures.count++ == 0) {
      counts_.failures.first = text.error_message();
    }
    if (out.size() < kMuch) continue;
    results_.write(out);
    out.clear();
  }
  if (!out.empty()) results_.write(out);
}

Totals Lookup::totals() const {
  return {.records_in = counts_.sides[kLeft].records, .records_out = counts_.pairs};
}

void Lookup::save(ByteWriter& out) const {
  rows_.save(out);
  if (watermarks_) watermarks_->save(out);
}

void Lookup::load(ByteReader& in) {
  rows_.load(in, table_.get());
  if (watermarks_) watermarks_->load(in);
}

void Lookup::resumed() {
  if (watermarks_) watermarks_->resumed();
}

}  // namespace runnel::op
