#include "op/filter_worker.h"

#include <fmt/format.h>

namespace runnel::op {

namespace {

bool is_decided(expr::Evaluator::Answer answer) {
  return answer == expr::Evaluator::Answer::holds || answer == expr::Evaluator::Answer::does_not_hold;
}

uint32_t size_of(std::string_view line) {
  return static_cast<uint32_t>(line.size());
}

}  // namespace

FilterWorker::FilterWorker(const expr::Program& program, const FilterOptions& options, Refused refused)
    : evaluator_(program),
      validator_(options.unique_keys ? json::Keys::are_unique : json::Keys::may_repeat),
      options_(options),
      refused_(refused) {}

void FilterWorker::process(const io::Batch& batch, Extract& extract) {
  start(batch, static_cast<FilterExtract&>(extract));
  if (batch.overlong > 0) {
    too_long(batch.text(), 0);
    found_->line_count = 1;
    found_->records = 1;
    return;
  }
  all_utf8_ = options_.strict && json::utf8_valid(batch.text());
  walk(LineCursor(batch));
}

// Goes on where the extract was full, in the place of what was found before.
void FilterWorker::process_rest(const io::Batch& batch, FilterExtract& extract) {
  const LineCursor cursor(batch, extract.rest, extract.line_count);
  start(batch, extract);
  all_utf8_ = false;
  walk(cursor);
}

void FilterWorker::start(const io::Batch& batch, FilterExtract& extract) {
  found_ = &extract;
  batch_ = &batch;
  found_->clear();
}

void FilterWorker::walk(LineCursor cursor) {
  while (cursor.next()) {
    if (found_->is_full()) {
      found_->rest = cursor.begin();
      break;
    }
    ++found_->records;
    cursor.leave(judge(cursor));
  }
  found_->line_count = cursor.number();
}

// Decides on the current line and returns where it ends.
const char* FilterWorker::judge(const LineCursor& cursor) {
  const auto [answer, looked_at] = evaluator_.test(cursor.begin());
  const std::string_view line = cursor.text(looked_at);
  if (line.size() > options_.max_line) {
    too_long(line, cursor.number());
  } else if (is_of_no_interest(answer)) {
    ++found_->refused;
  } else if (const auto error = syntax_error(line)) {
    not_json(line, cursor.number(), *error);
  } else {
    enter(answer, line, line, cursor.number());
  }
  return line.data() + line.size();
}

bool FilterWorker::passes(Answer answer) const {
  return answer ==
         (options_.match == FilterOptions::Match::records_that_hold ? Answer::holds : Answer::does_not_hold);
}

// A record that is written nowhere need not be validated.
bool FilterWorker::is_of_no_interest(Answer answer) const {
  return is_decided(answer) && !passes(answer) && refused_ == Refused::are_dropped && !options_.strict;
}

// `record` is the line, or what stands in its place.
void FilterWorker::enter(Answer answer, std::string_view record, std::string_view line, uint32_t number) {
  if (!is_decided(answer)) {
    add(line, number, Verdict::bad);
    found_->bad.push_back(
        {BadRecord::Kind::failed, number, offset(line), size_of(line), 0, evaluator_.error_message()});
  } else if (passes(answer)) {
    add(record, number, Verdict::passed);
  } else {
    ++found_->refused;
    if (refused_ == Refused::are_kept) add(record, number, Verdict::refused);
  }
}

void FilterWorker::not_json(std::string_view line, uint32_t number, const json::SyntaxError& error) {
  if (!options_.wrap_lines) {
    add(line, number, Verdict::bad);
    found_->bad.push_back({BadRecord::Kind::not_json, number, offset(line), size_of(line),
                           static_cast<uint32_t>(error.offset + 1), error.reason});
    return;
  }
  std::string& record = found_->wrapped.emplace_back();
  append_wrapped_line(record, line);
  const size_t size = record.size() - 1;  // without its newline
  record.append(json::kPadding, ' ');
  enter(evaluator_.test(record.data()).answer, {record.data(), size}, line, number);
}

std::optional<json::SyntaxError> FilterWorker::syntax_error(std::string_view line) {
  return all_utf8_ ? validator_.check_grammar(line) : validator_.check(line);
}

void FilterWorker::too_long(std::string_view line, uint32_t number) {
  line = line.substr(0, options_.max_line);
  add(line, number, Verdict::bad);
  found_->bad.push_back({BadRecord::Kind::too_long, number, offset(line), size_of(line), 0,
                         fmt::format("the line is longer than {} bytes (--max-line)", options_.max_line)});
}

void FilterWorker::add(std::string_view line, uint32_t number, Verdict verdict) {
  found_->lines.push_back({line.data(), size_of(line), number, verdict});
}

}  // namespace runnel::op
