#include "op/filter/worker.h"

#include <algorithm>

namespace runnel::op {

namespace {

// Where so many lines after each other hold the literal or an escape, looking for it does not pay for the
// rest of a batch.
constexpr int kMostInVain = 8;

// The literal that lets lines be passed over, where nothing is asked for the lines that do not match.
std::optional<json::LiteralFilter> literal_for(const FilterPrograms& programs, const FilterOptions& options,
                                               FilterWorker::Refused refused) {
  std::string literal = programs.predicate.literal();
  const bool timeless = programs.time == nullptr && !options.time.watermarks;
  const bool wanted = refused == FilterWorker::Refused::are_dropped && !options.strict && timeless &&
                      !programs.in_order() && options.match == FilterOptions::Match::records_that_hold;
  if (!wanted || literal.empty()) return std::nullopt;
  return json::LiteralFilter(std::move(literal));
}

}  // namespace

FilterWorker::FilterWorker(const FilterPrograms& programs, const FilterOptions& options, Refused refused,
                           const Clock& clock)
    : predicate_(programs.predicate),
      text_(programs.select, options),
      validator_(options.unique_keys ? json::Keys::are_unique : json::Keys::may_repeat),
      options_(options),
      refused_(refused),
      in_order_(programs.in_order()),
      always_(programs.predicate.always_holds()),
      literal_(literal_for(programs, options, refused)),
      readers_(programs.paths()) {
  if (programs.time != nullptr) time_.emplace(*programs.time, options.time, clock);
  if (programs.keys != nullptr) keys_.emplace(*programs.keys, FilterPrograms::kKeys);
  // By key, and first of all gates, it is asked here: what it drops costs no more than its key.
  const GateOptions& gates = options.gates;
  const bool first = !gates.dedupe.has_value() && gates.sample.has_value();
  if (first && gates.sample->of == SampleOptions::Of::keys) sample_.emplace(*gates.sample);
}

void FilterWorker::process(const io::Batch& batch, Extract& extract) {
  start(batch, static_cast<FilterExtract&>(extract));
  if (batch.overlong > 0) {
    too_long(batch.text(), 0);
    found_->line_count = batch.overlong_lines;
    found_->records = 1;
    return;
  }
  if (batch.is_broken) {
    broken_off(batch.text());
    found_->line_count = batch.overlong_lines;
    found_->records = 1;
    return;
  }
  if (in_order_) {
    found_->line_count = 0;
    found_->rest = batch.begin();
    return;
  }
  if (reader_ != nullptr) return walk_form({batch.begin(), 0});
  const bool most_pass = (always_ && !sample_.has_value()) || most_were_written_;
  const bool what_passes_is_validated = !text_.is_selected() || options_.gates.any();
  const bool all_are_validated = options_.strict || (most_pass && what_passes_is_validated);
  all_utf8_ = all_are_validated && json::utf8_valid(batch.text());
  expects_ = all_utf8_ && batch.text().size() <= options_.max_line;
  walk(LineCursor(batch));
  most_were_written_ = found_->lines.size() * 2 > found_->records;
}

void FilterWorker::process_rest(const io::Batch& batch, FilterExtract& extract, const FilterPlace& place) {
  const LineCursor cursor(batch, extract.rest, extract.line_count);
  place_ = place;
  start(batch, extract);
  if (reader_ != nullptr) return walk_form({cursor.begin(), cursor.number()});
  all_utf8_ = expects_ = false;
  walk(cursor);
}

void FilterWorker::start(const io::Batch& batch, FilterExtract& extract) {
  found_ = &extract;
  batch_ = &batch;
  found_->clear();
  reader_ = batch.form != nullptr ? &readers_.of(batch) : nullptr;
  if (time_.has_value()) time_->start();
}

void FilterWorker::walk(LineCursor cursor) {
  // A line that is too long is found by looking at it.
  int in_vain = literal_.has_value() && batch_->text().size() <= options_.max_line ? 0 : kMostInVain;
  while (!found_->halt.has_value() && cursor.next()) {
    if (in_vain < kMostInVain) {
      const json::LiteralFilter::Skip skip = literal_->skip(cursor.begin(), cursor.batch_end());
      in_vain = skip.records == 0 ? in_vain + 1 : 0;
      found_->records += skip.records;
      found_->refused += skip.records;
      cursor.jump(skip.line, skip.lines);
      if (!cursor.next()) break;
    }
    if (found_->is_full()) break;
    ++found_->records;
    cursor.leave(judge(cursor));
  }
  stop({cursor.begin(), cursor.number()});
}

// The walk ends there.
void FilterWorker::stop(FormPlace place) {
  // A gate may drop the record at which EXPR ended it all.
  const bool goes_on = !found_->halt.has_value() || options_.gates.any();
  if (place.at < batch_->end() && goes_on) found_->rest = place.at;
  found_->line_count = place.line;
  if (time_.has_value()) found_->newest = time_->newest();
}

// The records of a batch that are no lines of JSON.
void FilterWorker::walk_form(FormPlace from) {
  stop(walk_records(
      *reader_, *batch_, from, [this] { return found_->halt.has_value() || found_->is_full(); },
      [this](const format::RecordReader::Record& record, uint32_t line) {
        ++found_->records;
        judge(record, line);
      }));
}

void FilterWorker::judge(const format::RecordReader::Record& record, uint32_t number) {
  const std::string_view line = record.line;
  text_begin_ = found_->text.size();
  if (line.size() > options_.max_line) return too_long(line, number);
  const auto is_bad = [&] { not_json(line, number, reader_->fault().offset, reader_->fault().reason); };
  if (record.kind == format::RecordReader::Record::Kind::bad) return is_bad();
  if (in_order_) set_place(line.data(), number);
  const expr::Subject subject(*reader_, line.size());
  const Finding finding = examine(always_ ? Answer::holds : predicate_.test(subject).answer, subject);
  if (is_of_no_interest(finding)) return pass_over(finding, number);
  if (!reader_->check()) {
    found_->text.resize(text_begin_);
    return is_bad();
  }
  const bool is_written =
      finding.verdict == Verdict::passed ? !text_.is_selected() : refused_ == Refused::are_listed;
  enter(finding, is_written ? std::string_view(reader_->line(), reader_->line_size()) : std::string_view(),
        line, number);
}

void FilterWorker::set_place(const char* record, uint32_t number) {
  const uint32_t in_batch =
      batch_->rewriting ? batch_->rewriting->line_of(static_cast<size_t>(record - batch_->begin())) : number;
  const uint64_t line = place_.lines_before + in_batch + 1;
  predicate_.set_place(place_.source, line);
  if (text_.is_selected()) text_.select().set_place(place_.source, line);
  if (time_.has_value()) time_->evaluator().set_place(place_.source, line);
  if (keys_.has_value()) keys_->evaluator().set_place(place_.source, line);
}

// Decides on the current line and returns where it ends.
const char* FilterWorker::judge(const LineCursor& cursor) {
  if (options_.time.watermarks && is_watermark({cursor.begin(), cursor.batch_end()})) {
    return add_watermark(cursor.text(cursor.begin()), cursor.number());
  }
  if (in_order_) set_place(cursor.begin(), cursor.number());
  const char* const known = expects_ ? predicate_.look_at_known(cursor.begin()) : nullptr;
  const auto [answer, looked_at] = known != nullptr ? expr::Evaluator::Judgement{predicate_.decide(), known}
                                   : always_ ? expr::Evaluator::Judgement{Answer::holds, cursor.begin()}
                                             : predicate_.test(cursor.begin());
  const std::string_view line = cursor.text(looked_at);
  const char* const end = line.data() + line.size();
  if (line.size() > options_.max_line) {
    too_long(line, cursor.number());
    return end;
  }
  const Finding finding = examine(answer, line.data());
  if (!expects_) learn(line);
  if (is_of_no_interest(finding)) {
    pass_over(finding, cursor.number());
  } else if (const auto error = known == nullptr ? syntax_error(line) : std::nullopt) {
    found_->text.resize(text_begin_);
    not_json(line, cursor.number(), error->offset, error->reason);
  } else {
    if (expects_ && known == nullptr) predicate_.learn(line);
    if (expects_ && keys_.has_value() && keys_->evaluator().wants_to_learn(line)) {
      keys_->evaluator().learn(line);
    }
    enter(finding, line, line, cursor.number());
  }
  return end;
}

// Where lines are not validated anyway. Few are worth it: one of each kind.
void FilterWorker::learn(std::string_view line) {
  const bool predicate = !always_ && predicate_.wants_to_learn(line);
  const bool select = text_.is_selected() && text_.select().wants_to_learn(line);
  const bool keys = keys_.has_value() && keys_->evaluator().wants_to_learn(line);
  if (!(predicate || select || keys) || validator_.check(line).has_value()) return;
  if (predicate) predicate_.learn(line);
  if (select) text_.select().learn(line);
  if (keys) keys_->evaluator().learn(line);
}

// What a program says comes before what is done with the record.
void FilterWorker::keep_said(expr::Evaluator& evaluator, SaidBy by) {
  if (!evaluator.has_said()) return;
  const std::string said = evaluator.take_said();
  found_->said += said;
  found_->said_ends.push_back({found_->lines.size(), found_->said.size(), by});
}

// What becomes of a record for which a program says that: `passed` where it has an answer.
FilterWorker::Verdict FilterWorker::verdict_of(Answer answer) {
  switch (answer) {
    case Answer::failed:
    case Answer::malformed:
      return Verdict::bad;
    case Answer::halted:
      return Verdict::halted;
    case Answer::holds:
    case Answer::does_not_hold:
      break;
  }
  return Verdict::passed;
}

FilterWorker::Finding FilterWorker::examine(Answer answer, expr::Subject record) {
  text_begin_ = found_->text.size();
  keep_said(predicate_);
  if (const Verdict verdict = verdict_of(answer); verdict != Verdict::passed) return {verdict};
  if (time_.has_value()) {
    const Verdict verdict = verdict_of(time_->read(record));
    keep_said(time_->evaluator());
    if (verdict != Verdict::passed) return {verdict, Finding::By::time};
  }
  const bool holds = answer == Answer::holds;
  if (holds != (options_.match == FilterOptions::Match::records_that_hold)) return {Verdict::refused};
  if (keys_.has_value()) {
    const Finding finding = examine_keys(record);
    if (finding.verdict != Verdict::passed || !finding.is_sampled) return finding;
  }
  return text_.is_selected() ? examine_outputs(record) : Finding{Verdict::passed};
}

// `passed` for a record that has keys.
FilterWorker::Finding FilterWorker::examine_keys(expr::Subject record) {
  const Verdict verdict = verdict_of(keys_->read(record, gated_));
  keep_said(keys_->evaluator());
  if (verdict != Verdict::passed) return {verdict, Finding::By::keys};
  Finding finding{Verdict::passed};
  finding.is_sampled = !sample_.has_value() || sample_->keeps(gated_.by);
  return finding;
}

// EXPR runs before the record is validated: where it gives nothing, nobody needs to.
FilterWorker::Finding FilterWorker::examine_outputs(expr::Subject record) {
  const Answer answer = text_.select_from(found_->text, record);
  keep_said(text_.select(), SaidBy::select);
  return {verdict_of(answer), Finding::By::select, answer == Answer::holds || answer == Answer::halted};
}

// What passes as far as the worker can tell is up to the gates.
bool FilterWorker::is_gated(const Finding& finding) const {
  return options_.gates.any() && (finding.verdict == Verdict::passed || finding.by == Finding::By::select);
}

void FilterWorker::pass_over(const Finding& finding, uint32_t number) {
  if (finding.verdict == Verdict::refused) {
    ++found_->refused;
  } else {
    ++(finding.is_sampled ? found_->silent : found_->not_sampled);
  }
  add_time(number);
}

// A record that is written nowhere need not be validated, unless it is counted.
bool FilterWorker::is_of_no_interest(const Finding& finding) const {
  if (options_.strict) return false;
  if (finding.verdict == Verdict::refused) return refused_ == Refused::are_dropped;
  if (!finding.is_sampled) return true;
  const bool counts = options_.output == FilterOptions::Output::count || options_.max_count.has_value() ||
                      options_.gates.any();
  return finding.verdict == Verdict::passed && text_.is_selected() && !finding.has_text && !counts &&
         !options_.has_context();
}

}  // namespace runnel::op
