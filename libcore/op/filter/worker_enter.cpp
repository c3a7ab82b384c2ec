// What a worker enters in its extract for the ordered stage, once it knows what becomes of a record.
#include <fmt/format.h>

#include "op/filter/worker.h"
#include "op/record_text.h"

namespace runnel::op {

namespace {

uint32_t size_of(std::string_view line) {
  return static_cast<uint32_t>(line.size());
}

}  // namespace

// `record` is the line, or what stands in its place.
void FilterWorker::enter(const Finding& finding, std::string_view record, std::string_view line,
                         uint32_t number) {
  if (!finding.is_sampled) return pass_over(finding, number);
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
  if (is_gated(finding)) add_gated();
  if (finding.verdict == Verdict::passed || finding.verdict == Verdict::refused) add_time(number);
}

expr::Evaluator& FilterWorker::evaluator(Finding::By by) {
  switch (by) {
    case Finding::By::select:
      return text_.select();
    case Finding::By::time:
      return time_->evaluator();
    case Finding::By::keys:
      return keys_->evaluator();
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
                       : by == Finding::By::keys ? keys_->error_message()
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

void FilterWorker::broken_off(std::string_view line) {
  add_bad(line, 0);
  found_->bad.push_back(
      {BadRecord::Kind::failed, 0, offset(line), size_of(line), 0, std::string(kBrokenOff)});
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
                           static_cast<uint32_t>(found_->records), verdict, where, FilterExtract::Gated::no,
                           static_cast<uint32_t>(found_->not_sampled)});
}

// The line that was added last is up to the gates. Its own time does not count yet.
void FilterWorker::add_gated() {
  found_->lines.back().gated = FilterExtract::Gated::yes;
  gated_.time = time_.has_value() ? time_->time() : 0;
  gated_.newest = time_.has_value() ? time_->newest().value_or(time::kBeginningOfTime) : 0;
  found_->gated.push_back(gated_);
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
