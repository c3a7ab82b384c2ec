#include "op/filter/worker.h"

#include <fmt/format.h>

#include <algorithm>

#include "op/record_text.h"

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

uint32_t size_of(std::string_view line) {
  return static_cast<uint32_t>(line.size());
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
}

void FilterWorker::process(const io::Batch& batch, Extract& extract) {
  start(batch, static_cast<FilterExtract&>(extract));
  if (batch.overlong > 0) {
    too_long(batch.text(), 0);
    found_->line_count = 1;
    found_->records = 1;
    return;
  }
  if (in_order_) {
    found_->line_count = 0;
    found_->rest = batch.begin();
    return;
  }
  if (reader_ != nullptr) return walk_form(batch.begin(), 0);
  const bool all_are_validated = options_.strict || ((always_ || most_were_written_) && !text_.is_selected());
  all_utf8_ = all_are_validated && json::utf8_valid(batch.text());
  expects_ = all_utf8_ && batch.text().size() <= options_.max_line;
  walk(LineCursor(batch));
  most_were_written_ = found_->lines.size() * 2 > found_->records;
}

void FilterWorker::process_rest(const io::Batch& batch, FilterExtract& extract, const FilterPlace& place) {
  const LineCursor cursor(batch, extract.rest, extract.line_count);
  place_ = place;
  start(batch, extract);
  if (reader_ != nullptr) return walk_form(cursor.begin(), cursor.number());
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
    if (found_->is_full()) {
      found_->rest = cursor.begin();
      break;
    }
    ++found_->records;
    cursor.leave(judge(cursor));
  }
  found_->line_count = cursor.number();
  if (time_.has_value()) found_->newest = time_->newest();
}

// The records of a batch that are no lines of JSON, from the one that begins at `at`, or the header before.
void FilterWorker::walk_form(const char* at, uint32_t number) {
  if (at == batch_->begin()) {
    number += static_cast<uint32_t>(std::count(at, at + batch_->preamble, '\n'));
    at += batch_->preamble;
  }
  while (!found_->halt.has_value() && at < batch_->end()) {
    if (found_->is_full()) {
      found_->rest = at;
      break;
    }
    const format::RecordReader::Record record = reader_->next(*batch_, at);
    if (record.kind != format::RecordReader::Record::Kind::nothing) {
      ++found_->records;
      judge(record, number);
    }
    at = record.next;
    number += record.lines;
  }
  found_->line_count = number;
  if (time_.has_value()) found_->newest = time_->newest();
}

void FilterWorker::judge(const format::RecordReader::Record& record, uint32_t number) {
  const std::string_view line = record.line;
  text_begin_ = found_->text.size();
  if (line.size() > options_.max_line) return too_long(line, number);
  const auto is_bad = [&] { not_json(line, number, reader_->fault().offset, reader_->fault().reason); };
  if (record.kind == format::RecordReader::Record::Kind::bad) return is_bad();
  if (in_order_) set_place(line, number);
  const expr::Subject subject(*reader_, line.size());
  const Finding finding = examine(always_ ? Answer::holds : predicate_.test(subject).answer, subject);
  if (is_of_no_interest(finding)) {
    ++(finding.verdict == Verdict::refused ? found_->refused : found_->silent);
    return add_time(number);
  }
  if (!reader_->check()) {
    found_->text.resize(text_begin_);
    return is_bad();
  }
  const bool is_written =
      finding.verdict == Verdict::passed ? !text_.is_selected() : refused_ == Refused::are_listed;
  enter(finding, is_written ? std::string_view(reader_->line(), reader_->line_size()) : std::string_view(),
        line, number);
}

void FilterWorker::set_place(std::string_view record, uint32_t number) {
  const uint32_t in_batch = batch_->rewriting ? batch_->rewriting->line_of(offset(record)) : number;
  const uint64_t line = place_.lines_before + in_batch + 1;
  predicate_.set_place(place_.source, line);
  if (text_.is_selected()) text_.select().set_place(place_.source, line);
  if (time_.has_value()) time_->evaluator().set_place(place_.source, line);
}

// Decides on the current line and returns where it ends.
const char* FilterWorker::judge(const LineCursor& cursor) {
  if (options_.time.watermarks && is_watermark({cursor.begin(), cursor.batch_end()})) {
    return add_watermark(cursor.text(cursor.begin()), cursor.number());
  }
  if (in_order_) set_place({cursor.begin(), 0}, cursor.number());
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
    ++(finding.verdict == Verdict::refused ? found_->refused : found_->silent);
    add_time(cursor.number());
  } else if (const auto error = known == nullptr ? syntax_error(line) : std::nullopt) {
    found_->text.resize(text_begin_);
    not_json(line, cursor.number(), error->offset, error->reason);
  } else {
    if (expects_ && known == nullptr) predicate_.learn(line);
    enter(finding, line, line, cursor.number());
  }
  return end;
}

// Where lines are not validated anyway. Few are worth it: one of each kind.
void FilterWorker::learn(std::string_view line) {
  const bool predicate = !always_ && predicate_.wants_to_learn(line);
  const bool select = text_.is_selected() && text_.select().wants_to_learn(line);
  if (!(predicate || select) || validator_.check(line).has_value()) return;
  if (predicate) predicate_.learn(line);
  if (select) text_.select().learn(line);
}

// What a program says comes before what is done with the record.
void FilterWorker::keep_said(expr::Evaluator& evaluator) {
  if (!evaluator.has_said()) return;
  const std::string said = evaluator.take_said();
  found_->said += said;
  found_->said_ends.push_back({found_->lines.size(), found_->said.size()});
}

FilterWorker::Finding FilterWorker::examine(Answer answer, expr::Subject record) {
  text_begin_ = found_->text.size();
  keep_said(predicate_);
  switch (answer) {
    case Answer::failed:
    case Answer::malformed:
      return {Verdict::bad};
    case Answer::halted:
      return {Verdict::halted};
    case Answer::holds:
    case Answer::does_not_hold:
      break;
  }
  if (time_.has_value()) {
    const Finding finding = examine_time(record);
    if (finding.verdict != Verdict::passed) return finding;
  }
  const bool holds = answer == Answer::holds;
  if (holds != (options_.match == FilterOptions::Match::records_that_hold)) return {Verdict::refused};
  return text_.is_selected() ? examine_outputs(record) : Finding{Verdict::passed};
}

// `passed` for a record that has a time.
FilterWorker::Finding FilterWorker::examine_time(expr::Subject record) {
  const Answer answer = time_->read(record);
  keep_said(time_->evaluator());
  switch (answer) {
    case Answer::failed:
    case Answer::malformed:
      return {Verdict::bad, Finding::By::time};
    case Answer::halted:
      return {Verdict::halted, Finding::By::time};
    case Answer::holds:
    case Answer::does_not_hold:
      break;
  }
  return {Verdict::passed};
}

// EXPR runs before the record is validated: where it gives nothing, nobody needs to.
FilterWorker::Finding FilterWorker::examine_outputs(expr::Subject record) {
  const Answer answer = text_.select_from(found_->text, record);
  keep_said(text_.select());
  switch (answer) {
    case Answer::failed:
    case Answer::malformed:
      return {Verdict::bad, Finding::By::select};
    case Answer::halted:
      return {Verdict::halted, Finding::By::select, true};
    case Answer::holds:
    case Answer::does_not_hold:
      break;
  }
  return {Verdict::passed, Finding::By::select, answer == Answer::holds};
}

// A record that is written nowhere need not be validated, unless it is counted.
bool FilterWorker::is_of_no_interest(const Finding& finding) const {
  if (options_.strict) return false;
  if (finding.verdict == Verdict::refused) return refused_ == Refused::are_dropped;
  const bool counts = options_.output == FilterOptions::Output::count || options_.max_count.has_value();
  return finding.verdict == Verdict::passed && text_.is_selected() && !finding.has_text && !counts &&
         !options_.has_context();
}

// `record` is the line, or what stands in its place.
void FilterWorker::enter(const Finding& finding, std::string_view record, std::string_view line,
                         uint32_t number) {
  switch (finding.verdict) {
    case Verdict::bad:
      enter_failed(finding.by, line, number);
      break;
    case Verdict::refused:
      ++found_->refused;
      if (refused_ == Refused::are_listed) add_record(record, line, number, Verdict::refused);
      break;
    case Verdict::passed:
      enter_passed(record, line, number);
      break;
    case Verdict::halted:
      add_text(line, number, Verdict::halted);
      found_->halt = evaluator(finding.by).halt();
      break;
    case Verdict::time:
    case Verdict::watermark:
      break;
  }
  if (finding.verdict == Verdict::passed || finding.verdict == Verdict::refused) add_time(number);
}

expr::Evaluator& FilterWorker::evaluator(Finding::By by) {
  switch (by) {
    case Finding::By::select:
      return text_.select();
    case Finding::By::time:
      return time_->evaluator();
    case Finding::By::predicate:
      break;
  }
  return predicate_;
}

void FilterWorker::enter_passed(std::string_view record, std::string_view line, uint32_t number) {
  if (!text_.is_made()) return add_record(record, line, number, Verdict::passed);
  if (!text_.is_selected()) text_.append(found_->text, record);
  add_text(line, number, Verdict::passed);
}

void FilterWorker::enter_failed(Finding::By by, std::string_view line, uint32_t number) {
  add_bad(line, number);
  std::string reason = by == Finding::By::select ? text_.error_message()
                       : by == Finding::By::time ? time_->error_message()
                                                 : predicate_.error_message();
  found_->bad.push_back({BadRecord::Kind::failed, number, offset(line), size_of(line), 0, std::move(reason)});
}

// Nor whatever else the record should be.
void FilterWorker::not_json(std::string_view line, uint32_t number, size_t fault, std::string reason) {
  if (!options_.wrap_lines) {
    add_bad(line, number);
    found_->bad.push_back({BadRecord::Kind::not_json, number, offset(line), size_of(line),
                           static_cast<uint32_t>(fault + 1), std::move(reason)});
    return;
  }
  wrapped_.clear();
  append_wrapped_line(wrapped_, line);
  const size_t size = wrapped_.size() - 1;  // without its newline
  wrapped_.append(json::kPadding, ' ');
  const std::string_view record(wrapped_.data(), size);
  enter(examine(predicate_.test(record.data()).answer, record.data()), record, line, number);
}

std::optional<json::SyntaxError> FilterWorker::syntax_error(std::string_view line) {
  return all_utf8_ ? validator_.check_grammar(line) : validator_.check(line);
}

void FilterWorker::too_long(std::string_view line, uint32_t number) {
  line = line.substr(0, options_.max_line);
  add_bad(line, number);
  found_->bad.push_back({BadRecord::Kind::too_long, number, offset(line), size_of(line), 0,
                         fmt::format("the line is longer than {} bytes (--max-line)", options_.max_line)});
}

// The record is written as it is. The byte behind a line is its newline, or the one that the reader put
// behind the last line.
void FilterWorker::add_record(std::string_view record, std::string_view line, uint32_t number,
                              Verdict verdict) {
  if (record.data() == line.data() && !batch_->has_blanks) {
    add_line(offset(line), size_of(line) + 1, line, number, verdict, FilterExtract::Where::batch);
    return;
  }
  text_begin_ = found_->text.size();
  if (batch_->has_blanks) {
    append_without_blanks(found_->text, record);
  } else {
    found_->text += record;
  }
  found_->text += '\n';
  add_text(line, number, verdict);
}

// What is written stands at the end of the extract's text.
void FilterWorker::add_text(std::string_view line, uint32_t number, Verdict verdict) {
  add_line(static_cast<uint32_t>(text_begin_), static_cast<uint32_t>(found_->text.size() - text_begin_), line,
           number, verdict, FilterExtract::Where::text);
}

// What is written for the line begins at `begin` and has so many bytes.
void FilterWorker::add_line(uint32_t begin, uint32_t size, std::string_view line, uint32_t number,
                            Verdict verdict, FilterExtract::Where where) {
  found_->lines.push_back({begin, size, offset(line), size_of(line), number,
                           static_cast<uint32_t>(found_->records), verdict, where});
}

void FilterWorker::add_bad(std::string_view line, uint32_t number) {
  add_line(0, 0, line, number, Verdict::bad, FilterExtract::Where::text);
}

// It is no record, unless it is not what it seems to be. Returns where the line ends.
const char* FilterWorker::add_watermark(std::string_view line, uint32_t number) {
  if (const std::optional<int64_t> time = watermark_of(line)) {
    --found_->records;
    found_->times.push_back(*time);
    add_record(line, line, number, Verdict::watermark);
  } else {
    add_bad(line, number);
    found_->bad.push_back(
        {BadRecord::Kind::failed, number, offset(line), size_of(line), 0, std::string(kWatermarkExpected)});
  }
  return line.data() + line.size();
}

// Behind a record that is no bad one.
void FilterWorker::add_time(uint32_t number) {
  if (!time_.has_value() || !time_->count()) return;
  found_->times.push_back(*time_->newest());
  add_line(0, 0, {batch_->begin(), 0}, number, Verdict::time, FilterExtract::Where::text);
}

}  // namespace runnel::op
