#include "op/stats/worker.h"

namespace runnel::op {

StatsWorker::StatsWorker(const StatsProgram& program, const StatsOptions& options, const Clock& clock)
    : KeyedWorker(
          {program.record(), program.has_time(), program.keys().size(), KeyedProgram::Nulls::are_keys},
          options.walk, RecordTime(options.time_reader, options.max_ahead), clock),
      program_(program),
      columns_(program.of()) {}

void StatsWorker::begin(WalkExtract& extract) {
  KeyedWorker::begin(extract);
  found_ = &static_cast<StatsExtract&>(extract);
  columns_.start(*found_, batch().text());
}

bool StatsWorker::read_more(const Record& record) {
  const auto row = static_cast<uint16_t>(found_->rows.size());
  if (program_.of().empty()) {
    columns_.add_record(record.text.data(), row);
    return true;
  }
  members_.clear();
  for (size_t i = 0; i < program_.of().size(); ++i) {
    if (!read_of(i)) return false;
  }
  for (const Member& member : members_) columns_.add_member(member.which, member.value, row);
  return true;
}

bool StatsWorker::read_of(size_t which) {
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

}  // namespace runnel::op
