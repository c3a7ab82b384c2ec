#include "op/keyed/worker.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace runnel::op {

KeyedWorker::KeyedWorker(const KeyedProgram& program, const WalkOptions& options, RecordTime time,
                         const Clock& clock)
    : RecordWalker(program.record, options),
      program_(program),
      time_(std::move(time)),
      clock_(clock),
      parts_(program.parts) {}

void KeyedWorker::begin(WalkExtract& extract) {
  found_ = &static_cast<KeyedExtract&>(extract);
  keys_.start(found_->keys, found_->text);
  latest_ = time_.latest(clock_.now_ns());
}

bool KeyedWorker::take(const Record& record) {
  KeyedExtract::Row row{0, 0, record.offset(), static_cast<uint32_t>(record.line.size())};
  if (!read_time(row.time) || !read_key(record, row.key) || !read_more(record)) return false;
  found_->rows.push_back(row);
  return true;
}

bool KeyedWorker::read_more(const Record& /*record*/) {
  return true;
}

bool KeyedWorker::read_time(int64_t& time) {
  if (!program_.has_time) return true;
  json::Value value;
  if (evaluator().value_of(0, value) == expr::Flow::error) return fail_by_program();
  const auto read = time_.of(value, latest_);
  if (!read.has_value()) return fail(time_.reason(value));
  time = *read;
  return true;
}

bool KeyedWorker::read_key(const Record& record, uint32_t& key) {
  if (parts_.empty() && !found_->keys.empty()) {  // all have the same
    key = 0;
    return true;
  }
  for (size_t i = 0; i < parts_.size(); ++i) {
    parts_[i] = {};
    if (evaluator().value_of(program_.first_part() + i, parts_[i]) == expr::Flow::error) {
      return fail_by_program();
    }
  }
  if (program_.nulls == KeyedProgram::Nulls::stand_apart && holds_null()) {
    key = KeyedExtract::kNullKey;
    return true;
  }
  const std::string_view line = record.is_line ? record.line : std::string_view();
  key = parts_.size() == 1 ? keys_.place_of(parts_[0], line) : keys_.place_of(parts_);
  return true;
}

bool KeyedWorker::holds_null() const {
  return std::any_of(parts_.begin(), parts_.end(), [](const json::Value& part) {
    if (!part.is_number()) return part.is_null();
    return part.number_source().empty() && std::isnan(part.number().as_double());
  });
}

}  // namespace runnel::op
