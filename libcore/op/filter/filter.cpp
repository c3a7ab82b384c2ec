#include "op/filter/filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "op/line_cursor.h"

namespace runnel::op {

namespace {

using Verdict = FilterExtract::Verdict;

void write_unless_empty(io::Sink& sink, std::string_view text) {
  if (!text.empty()) sink.write(text);
}

// A batch that holds one line, for what is said about a line whose own batch may have gone.
io::Batch batch_of(const FilterContext::Held& record, uint32_t source) {
  io::Batch batch;
  batch.buffer.reserve(record.line.size() + io::kBatchPadding, 0);
  std::memcpy(batch.buffer.data(), record.line.data(), record.line.size());
  batch.last = record.line.size();
  batch.source = source;
  batch.offset = record.offset;
  batch.form = record.form;
  return batch;
}

}  // namespace

Filter::Filter(const FilterPrograms& programs, const FilterOptions& options, const io::Reader& reader,
               io::Sink& passed, io::Sink* refused, BadRecords& bad, SayAsProgram say, const Clock& clock)
    : programs_(programs),
      options_(options),
      reader_(reader),
      passed_(passed),
      refused_(refused),
      bad_(bad),
      say_(std::move(say)),
      clock_(clock),
      context_text_(programs.select, options_) {
  const io::Sink* const sinks[] = {&passed, refused, bad.dead_letter()};
  for (const io::Sink* sink : sinks) {
    if (sink != nullptr && sink->watch_descriptor() >= 0) watched_.push_back(sink->watch_descriptor());
  }
  const bool writes = options.output == FilterOptions::Output::records;
  if (writes && options.has_context()) context_.emplace(options.before, options.after);
  if (writes && (options.time.emit_watermarks.has_value() || options.time.watermarks)) {
    watermarks_.emplace(options_.time, reader);
  }
  if (writes && options.trace) trace_.emplace(*options.trace);
  if (options.gates.any()) gates_.emplace(options_.gates, reader, clock);
}

Filter::~Filter() = default;

std::unique_ptr<FilterWorker> Filter::make_filter_worker() const {
  using Refused = FilterWorker::Refused;
  const bool listed = refused_ != nullptr || context_.has_value();
  return std::make_unique<FilterWorker>(programs_, options_,
                                        listed ? Refused::are_listed : Refused::are_dropped, clock_);
}

std::unique_ptr<Worker> Filter::make_worker() const {
  return make_filter_worker();
}

std::unique_ptr<Extract> Filter::make_extract() const {
  return std::make_unique<FilterExtract>();
}

Demand Filter::consume(io::Batch& batch, Extract& extract) {
  auto& found = static_cast<FilterExtract&>(extract);
  if (batch.ends_input) {
    if (watermarks_) write_unless_empty(passed_, watermarks_->take_end(batch.input));
    if (gates_) gates_->time().end_input(batch.input);
    return demand();
  }
  // Context behind the last match that -m allows comes from the same input.
  if (demand() == Demand::enough || (max_is_reached() && batch.source != source_)) return Demand::enough;
  source_ = batch.source;
  Demand wanted = hand_on(batch, found);
  while (wanted == Demand::more && found.rest != nullptr) {
    if (worker_ == nullptr) worker_ = make_filter_worker();
    worker_->process_rest(batch, found, place_of(batch));
    wanted = hand_on(batch, found);
  }
  progress_.consumed(batch, found.line_count);
  return wanted;
}

Demand Filter::hand_on(const io::Batch& batch, const FilterExtract& found) {
  const uint64_t records_before = counts_.records;
  counts_.records += found.records;
  counts_.refused += found.refused;
  counts_.passed += found.silent;
  if (context_) context_->enter(batch);
  FilterRun run(passed_);
  auto bad = found.bad.begin();
  auto time = found.times.begin();
  auto gated = found.gated.begin();
  if (gates_) gates_->begin(found.gated);
  SaidSoFar said(found);
  for (const Line& line : found.lines) {
    if (const std::string_view text = said.before(&line); !text.empty()) {
      run.end();
      say(text);
    }
    if (line.gated == FilterExtract::Gated::yes) {
      const bool dropped = drops(batch, line, *gated++, run);
      const std::string_view text = said.of_select(&line);
      if (dropped) {
        bad += line.verdict == Verdict::bad ? 1 : 0;
        continue;
      }
      if (!text.empty()) {
        run.end();
        say(text);
      }
    }
    Demand wanted;
    if (line.verdict == Verdict::bad) {
      run.end();
      wanted = take_bad(batch, progress_.line_of(batch, line.number, line.offset), *bad);
      ++bad;
    } else if (line.verdict == Verdict::time || line.verdict == Verdict::watermark) {
      take_time(batch, found, line, *time, run);
      wanted = Demand::more;
      ++time;
    } else {
      wanted = hand_on(batch, found, line, run);
    }
    if (wanted == Demand::enough || is_done()) {
      counts_.records = records_before + line.records;
      if (gates_) gates_->count_dropped(GateKind::sample, line.not_sampled);
      return Demand::enough;
    }
  }
  run.end();
  say(said.rest());
  if (watermarks_) write_unless_empty(passed_, watermarks_->take_batch(batch.input, found.newest));
  if (gates_) {
    gates_->time().end_batch(batch.input, found.newest);
    gates_->count_dropped(GateKind::sample, found.not_sampled);
  }
  if (context_) context_->keep();
  return demand();
}

Demand Filter::hand_on(const io::Batch& batch, const FilterExtract& found, const Line& line, FilterRun& run) {
  switch (line.verdict) {
    case Verdict::passed:
      return pass(batch, line, found.text_of(batch, line), run);
    case Verdict::refused:
      return refuse(batch, found, line, run);
    case Verdict::halted:
      run.add(trace_ ? std::string_view() : found.text_of(batch, line));
      run.end();
      if (trace_) write_traced(passed_, found.text_of(batch, line), place_of(batch, line));
      return halt_by(*found.halt);
    case Verdict::bad:
    case Verdict::time:
    case Verdict::watermark:
      break;
  }
  return Demand::more;
}

// Whether a gate drops the record. Then EXPR has not failed for it, nor ended the run, and its time counts.
bool Filter::drops(const io::Batch& batch, const Line& line, const GateRecord& record, FilterRun& run) {
  if (line.verdict == Verdict::passed) return !gates_->take(batch.input, record);
  if (gates_->would_take(batch.input, record)) return false;
  if (watermarks_ && options_.time.moves_by_records()) {
    run.add(watermarks_->take_record(batch.input, record.time));
    run.end();
  }
  return true;
}

// A record has brought time to another multiple, or a line of the input says how far it has come.
void Filter::take_time(const io::Batch& batch, const FilterExtract& found, const Line& line, int64_t time,
                       FilterRun& run) {
  if (gates_ && line.verdict == Verdict::watermark) gates_->time().take_line(batch.input, time);
  if (!watermarks_) return;
  const std::string_view due = line.verdict == Verdict::watermark
                                   ? watermarks_->take_line(batch.input, time, found.text_of(batch, line))
                                   : watermarks_->take_record(batch.input, time);
  if (due.empty()) return;
  run.add(due);
  run.end();  // it may point into what is overwritten by the next one
}

TracePlace Filter::place_of(const io::Batch& batch, const Line& line) const {
  const size_t offset = batch.rewriting ? batch.rewriting->source_offset(line.offset) : line.offset;
  return {reader_.name(batch.source), progress_.line_of(batch, line.number, line.offset),
          batch.offset + offset};
}

// REQUIRES: trace_.
void Filter::write_traced(io::Sink& sink, std::string_view lines, const TracePlace& place) {
  traced_.clear();
  trace_->append_lines(traced_, lines, place);
  sink.write(traced_);
}

Demand Filter::pass(const io::Batch& batch, const Line& line, std::string_view text, FilterRun& run) {
  if (max_is_reached()) {
    context_->spend();
  } else {
    if (context_) {
      for (const FilterContext::Held& record : context_->held()) {
        if (write_context(batch.source, record, run) == Demand::enough) return Demand::enough;
      }
      run.end();  // it may point into what is forgotten now
      context_->held().clear();
      context_->passed();
    }
    ++counts_.passed;
  }
  if (options_.output != FilterOptions::Output::records) return Demand::more;
  if (trace_) {
    run.end();
    write_traced(passed_, text, place_of(batch, line));
  } else {
    run.add(text);
  }
  return Demand::more;
}

Demand Filter::refuse(const io::Batch& batch, const FilterExtract& found, const Line& line, FilterRun& run) {
  const std::string_view text = found.text_of(batch, line);
  if (refused_ != nullptr && trace_) {
    write_traced(*refused_, text, place_of(batch, line));
  } else if (refused_ != nullptr) {
    refused_->write(text);
  }
  if (!context_) return Demand::more;
  const std::string_view record = text.substr(0, text.size() - 1);
  const FilterContext::Held held{
      .record = record,
      .line =
          line.where == FilterExtract::Where::batch ? record : batch.text().substr(line.offset, line.length),
      .number = progress_.line_of(batch, line.number, line.offset),
      .offset = batch.offset + (batch.rewriting ? batch.rewriting->source_offset(line.offset) : line.offset),
      .form = batch.form};
  return context_->refused(held) ? write_context(batch.source, held, run) : Demand::more;
}

// A record around one that passed.
Demand Filter::write_context(uint32_t source, const FilterContext::Held& record, FilterRun& run) {
  const std::string_view line{record.record.data(), record.record.size() + 1};
  if (!context_text_.is_made() && !trace_) {
    run.add(line);
    return Demand::more;
  }
  run.end();
  const TracePlace place{reader_.name(source), record.number, record.offset};
  if (!context_text_.is_made()) {
    write_traced(passed_, line, place);
    return Demand::more;
  }
  text_.clear();
  if (context_text_.is_selected() && programs_.in_order()) {
    context_text_.select().set_place(name_of(source), record.number);
  }
  const FilterText::Answer answer = context_text_.append_copied(text_, record.record);
  if (context_text_.is_selected()) say(context_text_.select().take_said());
  if (answer == FilterText::Answer::failed || answer == FilterText::Answer::malformed) {
    const auto size = static_cast<uint32_t>(record.line.size());
    return take_bad(batch_of(record, source), record.number,
                    {BadRecord::Kind::failed, 0, 0, size, 0, context_text_.error_message()});
  }
  if (trace_) {
    write_traced(passed_, text_, place);
  } else {
    passed_.write(text_);
  }
  return answer == FilterText::Answer::halted ? halt_by(context_text_.select().halt()) : Demand::more;
}

Demand Filter::take_bad(const io::Batch& batch, uint64_t number, const BadRecord& bad) {
  if (bad_.will_say()) flush_records();  // what came before a message is seen before it
  return bad_.take(batch, reader_.name(batch.source), number, bad);
}

Demand Filter::halt_by(const expr::Evaluator::Halt& halt) {
  halt_ = halt.kind;
  say(halt.message);
  return Demand::enough;
}

// What was written before is seen before it.
void Filter::say(std::string_view text) {
  if (text.empty()) return;
  flush_records();
  say_(text);
}

std::string_view Filter::name_of(uint32_t source) const {
  return options_.unnamed_source != source ? std::string_view(reader_.name(source)) : std::string_view();
}

FilterPlace Filter::place_of(const io::Batch& batch) const {
  return {name_of(batch.source), progress_.lines_before(batch)};
}

int Filter::patience_ms() {
  const int watermarks = watermarks_ ? watermarks_->patience_ms() : -1;
  const int gates = gates_ ? gates_->time().patience_ms() : -1;
  return watermarks < 0 || gates < 0 ? std::max(watermarks, gates) : std::min(watermarks, gates);
}

Demand Filter::waited() {
  if (gates_) gates_->time().wait();
  if (!watermarks_) return Demand::more;
  const std::string_view due = watermarks_->take_wait();
  if (due.empty()) return Demand::more;
  passed_.write(due);
  return flush();
}

Demand Filter::demand() const {
  if (halt_.has_value() || is_done() || passed_.state() != io::SinkState::open) return Demand::enough;
  return refused_ != nullptr && refused_->state() != io::SinkState::open ? Demand::enough : Demand::more;
}

void Filter::flush_records() {
  passed_.flush();
  if (refused_ != nullptr) refused_->flush();
}

Demand Filter::flush() {
  flush_records();
  bad_.flush();
  passed_.check_reader();
  if (refused_ != nullptr) refused_->check_reader();
  return bad_.check_reader() ? demand() : Demand::enough;
}

void Filter::finish() {
  if (options_.output == FilterOptions::Output::count)
    passed_.write(fmt::format("{}\n", passed_before_ + counts_.passed));
}

}  // namespace runnel::op
