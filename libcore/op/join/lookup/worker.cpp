#include "op/join/lookup/worker.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace runnel::op {

namespace {

constexpr std::string_view kAbsent;

}  // namespace

LookupWorker::LookupWorker(const JoinProgram& program, const JoinOptions& options, const Clock& clock,
                           const CurrentTable& table)
    : options_(options),
      current_(table),
      has_time_(program.side(kLeft).has_time),
      is_selected_(program.select() != nullptr),
      left_(program, options, kLeft, clock),
      text_(options.text, program.select()) {}

void LookupWorker::process(const io::Batch& batch, Extract& extract) {
  batch_ = &batch;
  found_ = &static_cast<LookupExtract&>(extract);
  found_->table = current_.get();
  found_->lines = {};
  left_.process(batch, found_->left);
  find_rows();
  make_portion();
}

void LookupWorker::process_more(const io::Batch& batch, LookupExtract& extract) {
  batch_ = &batch;
  found_ = &extract;
  if (found_->is_through()) {
    left_.process_rest(batch, found_->left);
    find_rows();
  }
  make_portion();
}

void LookupWorker::find_rows() {
  found_->first.resize(found_->left.keys.size());
  found_->table.table->find_all(found_->left.keys, found_->first.data());
  found_->next = 0;
  found_->next_row = Table::kNone;
  found_->next_event = 0;
  found_->passed_events = 0;
}

void LookupWorker::make_portion() {
  found_->answers.clear();
  // One large record must not hold its memory for ever.
  if (found_->text.capacity() > 2 * LookupExtract::kMostText) found_->text = {};
  found_->text.clear();
  found_->bad.clear();
  found_->matched.clear();
  found_->counts = {};
  if (follows_rows(options_)) matched_.assign(found_->left.keys.size(), false);
  while (!found_->is_through() && found_->text.size() < LookupExtract::kMostText) look_up();
}

void LookupWorker::look_up() {
  record_ = found_->left.texts[found_->next];
  const uint32_t key = row().key;
  const RowId first = key == KeyedExtract::kNullKey ? Table::kNone : found_->first[key];
  const bool is_matched = first != Table::kNone;
  if (is_matched && writes_pairs(options_.type)) {
    return pair_up(found_->next_row == Table::kNone ? first : found_->next_row);
  }
  const bool is_written =
      is_matched ? options_.type == JoinType::semi : writes_unmatched(options_.type, kLeft);
  if (!is_written) {
    answer(Kind::nothing, 0, 0);
  } else if (!write_alone()) {
    return;
  }
  settle(is_matched);
}

// With the rows of its key from this one on. Where they come to more than a portion, the rest is for the next
// one; but what a program makes is all written or nothing.
void LookupWorker::pair_up(RowId row) {
  std::string& text = found_->text;
  const size_t begin = text.size();
  uint64_t pairs = 0;
  for (; row != Table::kNone; row = found_->table.table->next(row), ++pairs) {
    if (!is_selected_ && pairs > 0 && text.size() >= LookupExtract::kMostText) break;
    if (!text_.append(text, record_, found_->table.table->text(row))) {
      return add_bad(begin, text_.error_message());
    }
    if (is_selected_ && text.size() - begin > SelectText::kLargest) {
      return add_bad(begin,
                     fmt::format("what --select makes of the record and its rows is larger than {} bytes",
                                 SelectText::kLargest));
    }
  }
  found_->counts.pairs += pairs;
  answer(Kind::made, begin, text.size() - begin);
  found_->next_row = row;
  if (row == Table::kNone) settle(true);
}

// False: it is a bad record.
bool LookupWorker::write_alone() {
  if (options_.text.form == JoinTextOptions::Form::left && record_.data() == batch_->begin() + row().offset) {
    answer(Kind::lines, row().offset, row().size + size_t{1});
    return true;
  }
  const size_t begin = found_->text.size();
  if (!text_.append(found_->text, record_, kAbsent)) {
    add_bad(begin, text_.error_message());
    return false;
  }
  answer(Kind::made, begin, found_->text.size() - begin);
  return true;
}

// Counts a record that is done with, and goes on to the next one.
void LookupWorker::settle(bool is_matched) {
  const uint32_t key = row().key;
  ++(is_matched ? found_->counts.matched : found_->counts.unmatched);
  if (key == KeyedExtract::kNullKey) ++found_->counts.null_keys;
  if (is_matched && follows_rows(options_) && !matched_[key]) {
    matched_[key] = true;
    found_->matched.push_back(key);
  }
  ++found_->next;
}

void LookupWorker::answer(Kind kind, size_t begin, size_t size) {
  if (kind == Kind::nothing && !has_time_) return;
  if (!found_->answers.empty() && !stands_apart()) {
    LookupExtract::Answer& last = found_->answers.back();
    if (last.kind == kind && kind != Kind::bad && last.begin + last.size == begin) {
      last.size += size;
      return;
    }
  }
  found_->answers.push_back({found_->next, kind, begin, size});
}

// Whether something must be done between the last answer and that for this record.
bool LookupWorker::stands_apart() {
  const std::vector<WalkExtract::Event>& events = found_->left.events;
  const size_t before = found_->passed_events;
  size_t& passed = found_->passed_events;
  while (passed < events.size() && events[passed].before <= found_->next) ++passed;
  return has_time_ || passed > before;
}

// What was made of the record begins there, and is taken back.
void LookupWorker::add_bad(size_t begin, std::string reason) {
  found_->text.resize(begin);
  answer(Kind::bad, found_->bad.size(), 0);
  found_->bad.push_back(
      {BadRecord::Kind::failed, line_number(), row().offset, row().size, 0, std::move(reason)});
  ++found_->next;
}

// Of the line in the batch, from 0.
uint32_t LookupWorker::line_number() {
  LookupExtract::Lines& lines = found_->lines;
  const char* const begin = batch_->begin();
  lines.count += static_cast<uint32_t>(std::count(begin + lines.offset, begin + row().offset, '\n'));
  lines.offset = row().offset;
  return lines.count;
}

}  // namespace runnel::op
