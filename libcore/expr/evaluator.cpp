#include "expr/evaluator.h"

#include "json/writer.h"

namespace runnel::expr {

Evaluator::Evaluator(const Program& program)
    : program_(program),
      slots_(program.compiled().paths.size() + 1),
      registers_(program.compiled().registers + 1),
      context_{arena_, {}},
      frame_{slots_.data(), registers_.data(), nullptr, context_} {
  for (const json::Value& constant : program.compiled().constants) constants_.push_back(constant.copy());
  frame_.constants = constants_.data();
}

Evaluator::Judgement Evaluator::test(const char* line) {
  const json::Projector::Walk walk = program_.projector().project(line, slots_.data());
  if (walk.malformed) return {Answer::malformed, walk.stopped};
  arena_.reset();
  bool truth = false;
  switch (program_.code().test(frame_, truth)) {
    case Flow::value:
      return {truth ? Answer::holds : Answer::does_not_hold, walk.stopped};
    case Flow::empty:
      return {Answer::does_not_hold, walk.stopped};
    case Flow::error:
      break;
  }
  return {Answer::failed, walk.stopped};
}

std::string Evaluator::error_message() const {
  const json::Value& error = context_.error;
  if (error.is_string()) return std::string(error.text());
  std::string message = "error: ";
  json::append_json(message, error);
  return message;
}

}  // namespace runnel::expr
