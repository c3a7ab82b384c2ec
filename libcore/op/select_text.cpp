#include "op/select_text.h"

#include <fmt/format.h>

#include "json/writer.h"

namespace runnel::op {

SelectText::SelectText(const expr::Program& program, SelectOptions options)
    : options_(options), evaluator_(program, expr::Budget::kSteps, options.number) {
  if (options.colors != nullptr) colors_.emplace(*options.colors);
}

SelectText::Answer SelectText::append(std::string& out, expr::Subject record) {
  const size_t before = out.size();
  too_large_ = false;
  Answer answer =
      evaluator_
          .outputs(record,
                   [&](const json::Value& output) {
                     append_output(out, output, before + kLargest);
                     too_large_ = out.size() - before > kLargest;
                     return too_large_ ? expr::Evaluator::Demand::enough : expr::Evaluator::Demand::more;
                   })
          .answer;
  if (too_large_) answer = Answer::failed;
  if (answer == Answer::failed || answer == Answer::malformed) out.resize(before);
  return answer;
}

SelectText::Answer SelectText::try_out(expr::Subject record) {
  too_large_ = false;
  return evaluator_.outputs(record, [](const json::Value&) { return expr::Evaluator::Demand::more; }).answer;
}

void SelectText::append_output(std::string& out, const json::Value& output, size_t limit) {
  if (output.is_string() && options_.strings == SelectOptions::Strings::raw) {
    out += output.text();
  } else if (colors_.has_value()) {
    uncolored_.clear();
    json::append_json(uncolored_, output, limit);
    colors_->append(out, uncolored_);
  } else {
    json::append_json(out, output, limit + 1);
  }
  out += '\n';
}

std::string SelectText::error_message() const {
  if (too_large_) return fmt::format("what --select makes of the record is larger than {} bytes", kLargest);
  return evaluator_.error_message();
}

}  // namespace runnel::op
