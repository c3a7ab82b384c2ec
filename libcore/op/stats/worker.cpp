#include "op/stats/worker.h"

#include <algorithm>

namespace runnel::op {

StatsWorker::StatsWorker(const StatsProgram& program, const StatsOptions& options, const Clock& clock)
    : KeyedWorker(
          {program.record(), program.has_time(), program.keys().size(), KeyedProgram::Nulls::are_keys},
          options.walk, RecordTime(options.time_reader, options.max_ahead), clock),
      program_(program),
      columns_(program.of()) {
  for (size_t i = 0; i < program.of().size(); ++i) {
    const auto slot = program.record().slot_of(program.first_of() + i);
    if (!slot.has_value()) {
      slots_.clear();
      break;
    }
    slots_.push_back(*slot);
  }
}

void StatsWorker::begin(WalkExtract& extract) {
  KeyedWorker::begin(extract);
  found_ = &static_cast<StatsExtract&>(extract);
  columns_.start(*found_, batch().text());
  is_known_ = false;
}

const char* StatsWorker::look_at_known(const char* line) {
  if (!takes_whole_records()) return KeyedWorker::look_at_known(line);
  const char* const end = columns_.match(line);
  is_known_ = end != nullptr;
  if (is_known_ && program_.first_of() > 0) evaluator().look_at(line);  // for the time and the key
  return end;
}

void StatsWorker::learn(std::string_view line) {
  if (takes_whole_records()) {
    columns_.learn(line);
  } else {
    KeyedWorker::learn(line);
  }
}

bool StatsWorker::read_more(const Record& record) {
  const auto row = static_cast<uint16_t>(found_->rows.size());
  if (!takes_whole_records()) {
    if (!read_members()) return false;
    add_members(row);
  } else if (is_known_) {
    columns_.add_known(row);
  } else {
    columns_.add_record(text_of(record).data(), row);
  }
  is_known_ = false;
  return true;
}

// All of them before any is added: a record counts wholly or not at all.
bool StatsWorker::read_members() {
  members_.clear();
  const auto is_found = [this](uint32_t slot) {
    return evaluator().slot(slot).state != json::Slot::State::wrong_type;
  };
  if (!slots_.empty() && std::all_of(slots_.begin(), slots_.end(), is_found)) return true;
  for (size_t i = 0; i < program_.of().size(); ++i) {
    if (!read_member(i)) return false;
  }
  return true;
}

bool StatsWorker::read_member(size_t which) {
  const size_t expression = program_.first_of() + which;
  if (!program_.record().code(expression).many()) {
    json::Value value;
    if (evaluator().value_of(expression, value) == expr::Flow::error) return fail_by_program();
    members_.push_back({which, std::move(value)});
    return true;
  }
  const auto answer = evaluator().outputs_of(expression, [&](const json::Value& value) {
    members_.push_back({which, value.copy()});
    return expr::Evaluator::Demand::more;
  });
  const bool ok = answer != expr::Evaluator::Answer::failed && answer != expr::Evaluator::Answer::halted;
  return ok || fail_by_program();
}

void StatsWorker::add_members(uint16_t row) {
  if (slots_.empty() || !members_.empty()) {
    for (const Member& member : members_) columns_.add_member(member.which, member.value, row);
    return;
  }
  for (size_t i = 0; i < slots_.size(); ++i) {
    const json::Slot& slot = evaluator().slot(slots_[i]);
    if (slot.state == json::Slot::State::string) {
      columns_.add_member(i, json::Value::string(slot.text), row);
      continue;
    }
    const bool is_there = slot.state == json::Slot::State::present;
    columns_.add_member_text(i, is_there ? slot.text : std::string_view("null"), row);
  }
}

}  // namespace runnel::op
