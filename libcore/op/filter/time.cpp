#include "op/filter/time.h"

#include "op/filter/programs.h"
#include "op/filter/watermarks.h"

namespace runnel::op {

FilterTime::FilterTime(const expr::Program& program, const FilterTimeOptions& options, const Clock& clock)
    : options_(options),
      clock_(clock),
      record_time_(options.reader, options.max_ahead),
      evaluator_(program, expr::Budget::kSteps, FilterPrograms::kTime) {}

void FilterTime::start() {
  latest_ = record_time_.latest(clock_.now_ns());
  newest_.reset();
}

FilterTime::Answer FilterTime::read(expr::Subject record) {
  bool any = false;
  const auto take = [&](const json::Value& value) {
    any = true;
    const std::optional<int64_t> time = record_time_.of(value, latest_);
    if (time.has_value()) {
      time_ = *time;
    } else {
      reason_ = record_time_.reason(value);
    }
    return expr::Evaluator::Demand::enough;
  };
  reason_.clear();
  const Answer answer = evaluator_.outputs(record, take).answer;
  if (answer != Answer::holds && answer != Answer::does_not_hold) return answer;
  if (!any) take(json::Value());  // as null
  return reason_.empty() ? Answer::holds : Answer::failed;
}

std::string FilterTime::error_message() const {
  return reason_.empty() ? evaluator_.error_message() : reason_;
}

bool FilterTime::count() {
  if (newest_.has_value() && time_ <= *newest_) return false;
  const bool first = !newest_.has_value();
  newest_ = time_;
  if (!options_.moves_by_records() || (!first && time_ < next_)) return false;
  next_ = time_of_next_watermark(time_, options_);
  return true;
}

}  // namespace runnel::op
