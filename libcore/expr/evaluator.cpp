#include "expr/evaluator.h"

#include "json/writer.h"

namespace runnel::expr {

Evaluator::Evaluator(const Program& program, uint64_t steps, size_t number)
    : program_(program),
      number_(number),
      slots_(program.compiled().paths.size() + 1),
      registers_(program.compiled().registers + 1),
      places_(program.compiled().places + 1),
      context_{arena_, {}},
      frame_{slots_.data(), nullptr, context_, machine_, registers_.data(), places_.data()} {
  for (const json::Value& constant : program.compiled().constants) constants_.push_back(constant.copy());
  frame_.constants = constants_.data();
  machine_.budget = Budget(steps);
  many_ = program.size() > 0 && program.code().many();
}

json::Projector::Walk Evaluator::look_at(const char* line) {
  const json::Projector::Walk walk = program_.projector().project(line, slots_.data());
  is_known_ = false;
  begin(line, static_cast<size_t>(walk.stopped - line));
  return walk;
}

void Evaluator::look_at(json::RecordFields& fields, size_t size) {
  fields.fill(number_, slots_.data());
  is_known_ = true;  // there is nothing to learn
  begin(nullptr, size);
  machine_.fields = &fields;
}

// As look_at(), but faster where the line is like others before it.
json::Projector::Walk Evaluator::look(Subject subject) {
  const char* const line = subject.line();
  if (line == nullptr) {
    look_at(subject.fields(), subject.size());
    return {nullptr, false};
  }
  if (!is_taught_) return look_at(line);
  const json::Shape::Match match = shapes_.match(line, slots_.data(), json::Shape::Extent::wanted);
  if (!match.known) return look_at(line);
  is_known_ = true;
  begin(line, static_cast<size_t>(match.stopped - line));
  return {match.stopped, false};
}

void Evaluator::begin(const char* line, size_t size) {
  arena_.reset();
  machine_.record = line;
  context_.grown = context_.may_grow_to = nullptr;
  machine_.budget.refill(size);
}

const char* Evaluator::look_at_known(const char* line) {
  const json::Shape::Match match = shapes_.match(line, slots_.data(), json::Shape::Extent::whole);
  is_known_ = match.known;
  if (match.known) begin(line, static_cast<size_t>(match.stopped - line));
  return match.end;
}

void Evaluator::learn(std::string_view line) {
  const auto& paths = program_.projector().paths();
  is_taught_ = true;
  shapes_.learn(line, paths, std::span(slots_).first(paths.size()));
}

Evaluator::Judgement Evaluator::test(Subject subject) {
  const json::Projector::Walk walk = look(subject);
  if (walk.malformed) return {Answer::malformed, walk.stopped};
  return {decide(), walk.stopped};
}

Evaluator::Answer Evaluator::decide() {
  const Code& code = program_.code();
  bool truth = false;
  Flow flow;
  if (many_) {
    const Step step = code.each(frame_, [&](json::Value& output) {
      truth = output.truthy();
      return truth ? Step::stop : Step::more;
    });
    flow = truth ? Flow::value : flow_after(step);
  } else {
    flow = code.test(frame_, truth);
  }
  if (flow == Flow::error) return failure();
  return flow == Flow::value && truth ? Answer::holds : Answer::does_not_hold;
}

Evaluator::Judgement Evaluator::outputs(Subject subject, Take take) {
  const json::Projector::Walk walk = look(subject);
  if (walk.malformed) return {Answer::malformed, walk.stopped};
  return {outputs_of(0, take), walk.stopped};
}

Evaluator::Answer Evaluator::outputs_of(size_t expression, Take take) {
  bool any = false;
  const Step step = program_.code(expression).each(frame_, [&](json::Value& output) {
    any = true;
    return take(output) == Demand::more ? Step::more : Step::stop;
  });
  if (step == Step::error) return failure();
  return any ? Answer::holds : Answer::does_not_hold;
}

std::string Evaluator::error_message() const {
  const json::Value& error = context_.error;
  if (error.is_string()) return std::string(error.text());
  std::string message = "error: ";
  json::append_json(message, error);
  return message;
}

Evaluator::Halt Evaluator::halt() const {
  return {machine_.last_words,
          machine_.halt_kind == Machine::HaltKind::error ? Halt::Kind::error : Halt::Kind::plain};
}

std::string Evaluator::take_said() {
  return std::exchange(machine_.said, {});
}

void Evaluator::set_place(std::string_view name, uint64_t line) {
  machine_.input_name = name;
  machine_.input_line = line;
}

}  // namespace runnel::expr
