#include "expr/code/substitute.h"

#include <array>
#include <string>
#include <vector>

#include "expr/code/machine.h"
#include "expr/functions/arithmetic.h"
#include "expr/functions/regex_matches.h"
#include "expr/functions/support.h"

namespace runnel::expr {

using json::Value;

namespace {

// The results that are being put together: the n-th of them gets the n-th output for each match.
class Results {
 public:
  Results(Frame& frame, std::string_view input) : frame_(frame), input_(input) {}

  // What follows the last match up to `begin`, and then what replaces the match, in the result of that
  // number.
  Flow add(size_t number, size_t begin, const Value& replacement) {
    const std::string_view gap = input_.substr(last_end_, begin - last_end_);
    if (!replacement.is_string() && !replacement.is_null()) {
      Value none;
      return expr::add(frame_.context, Value::string(gap), replacement, none);
    }
    if (texts_.size() <= number) texts_.resize(number + 1);
    texts_[number] += gap;
    if (replacement.is_string()) texts_[number] += replacement.text();
    return frame_.machine.budget.may_hold(frame_.context, texts_[number].size()) ? Flow::value : Flow::error;
  }

  void end_match(size_t end) { last_end_ = end; }

  bool none() const { return texts_.empty(); }
  size_t count() const { return texts_.size(); }
  Value result(size_t number) {
    texts_[number] += input_.substr(last_end_);
    return Value::string(frame_.context.arena.copy(texts_[number]));
  }

 private:
  Frame& frame_;
  const std::string_view input_;
  size_t last_end_ = 0;
  std::vector<std::string> texts_;
};

}  // namespace

Flow Substitute::eval(Frame& frame, Value& out) const {
  const Step step = each(frame, [&](Value& output) {
    out = std::move(output);
    return Step::more;
  });
  return flow_after(step);
}

Step Substitute::each(Frame& frame, Emit emit) const {
  std::array<Value, 2> constants;
  if (const Flow flow = operands_.regex->eval(frame, constants[0]); flow != Flow::value)
    return step_after(flow);
  if (const Flow flow = operands_.flags->eval(frame, constants[1]); flow != Flow::value)
    return step_after(flow);
  Value input;
  if (const Flow flow = operands_.input->eval(frame, input); flow != Flow::value) return step_after(flow);
  std::vector<Edit> edits;
  const Arguments arguments{constants, operands_.prepared.get()};
  if (const Flow flow = find_edits(frame.context, input, arguments, matches_, edits); flow != Flow::value)
    return step_after(flow);
  Results results(frame, lasting_text(frame.context, input));
  for (Edit& edit : edits) {
    if (!frame.machine.budget.step(frame.context)) return Step::error;
    frame.registers[capture_.reg] = std::move(edit.captures);
    size_t number = 0;
    const Step step = replacement_->each(frame, [&](Value& replacement) {
      return step_after(results.add(number++, edit.begin, replacement));
    });
    if (step != Step::more) return step;
    results.end_match(edit.end);
  }
  if (results.none()) return emit(input);
  for (size_t i = 0; i < results.count(); ++i) {
    Value result = results.result(i);
    if (const Step step = emit(result); step != Step::more) return step;
  }
  return Step::more;
}

Explanation Substitute::explain() const {
  return {matches_ == Replace::all ? "gsub" : "sub",
          {operands_.input->explain(), operands_.regex->explain(), replacement_->explain()}};
}

}  // namespace runnel::expr
