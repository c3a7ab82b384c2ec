// A program, NUL, and a line of any bytes. What compiles runs to an end on any line. On a line that is JSON
// its outputs are JSON, the same when it runs again, the same as the items of the array that `[PROGRAM]`
// makes (for which no short way through the record is taken), and what the predicate says about the line
// agrees with them.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "../unit/json/line_fixture.h"
#include "expr/evaluator.h"
#include "expr/program.h"
#include "json/validator.h"
#include "json/writer.h"

namespace {

using namespace runnel;
using expr::Evaluator;
using expr::Program;
using json::PaddedLine;

// A mutation easily makes more brackets than are worth waiting for.
constexpr size_t kLongest = 4096;

// A program that goes on for longer is stopped, in the way that is tested.
constexpr uint64_t kSteps = 5'000;

void require(bool condition) {
  if (!condition) std::abort();
}

bool is_json(std::string_view text) {
  static json::Validator validator;
  const PaddedLine line(text);
  return !validator.check(line.text()).has_value();
}

struct Run {
  Evaluator::Answer answer = Evaluator::Answer::does_not_hold;
  std::string outputs;  // JSON, with commas between them
  bool any_true = false;
  std::string error;

  bool ended_well() const {
    return answer == Evaluator::Answer::holds || answer == Evaluator::Answer::does_not_hold;
  }
};

Run run(Evaluator& evaluator, const PaddedLine& line) {
  Run found;
  const auto judgement = evaluator.outputs(line.begin(), [&](const json::Value& output) {
    std::string text;
    json::append_json(text, output);
    require(text.find('\n') == std::string::npos);
    if (!found.outputs.empty()) found.outputs += ',';
    json::append_decoded_json(found.outputs, output);
    found.any_true = found.any_true || (text != "null" && text != "false");
    return Evaluator::Demand::more;
  });
  require(judgement.looked_at >= line.begin() && judgement.looked_at <= line.newline());
  found.answer = judgement.answer;
  if (found.answer == Evaluator::Answer::failed) found.error = evaluator.error_message();
  evaluator.take_said();
  return found;
}

// Programs that give something else each time, and those that see where they stand.
bool repeatable(std::string_view program) {
  for (const std::string_view word : {"now", "__loc__", "local", "input", "nan", "infinite"}) {
    if (program.find(word) != std::string_view::npos) return false;
  }
  return true;
}

void check_in_array(std::string_view program, const PaddedLine& line, const Run& alone) {
  const auto compiled = Program::compile("[(" + std::string(program) + "\n)]", {});
  const auto* whole = std::get_if<Program>(&compiled);
  if (whole == nullptr) return;  // its last comment went on, or it is too large now
  Evaluator evaluator(*whole, kSteps);
  const Run together = run(evaluator, line);
  if (together.error.find("needs too much") != std::string::npos) return;  // it holds all outputs at once
  require(together.answer == Evaluator::Answer::failed ? alone.answer == together.answer
                                                       : alone.ended_well());
  if (alone.ended_well()) require(together.outputs == "[" + alone.outputs + "]");
}

void check_json(const Program& compiled, std::string_view program, const PaddedLine& line) {
  Evaluator evaluator(compiled, kSteps);
  const Run first = run(evaluator, line);
  require(first.answer != Evaluator::Answer::malformed);
  if (first.answer == Evaluator::Answer::halted || !repeatable(program)) return;
  if (first.error.find("needs too much") != std::string::npos) return;  // once is slow enough
  if (first.ended_well()) require(is_json("[" + first.outputs + "]"));

  const Run again = run(evaluator, line);
  require(again.answer == first.answer && again.outputs == first.outputs && again.error == first.error);
  const auto judgement = evaluator.test(line.begin());
  evaluator.take_said();
  if (first.ended_well()) {
    require(judgement.answer ==
            (first.any_true ? Evaluator::Answer::holds : Evaluator::Answer::does_not_hold));
  }
  check_in_array(program, line, first);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), std::min(size, kLongest));
  const size_t end = std::min(input.find('\0'), input.size());
  const std::string_view program = input.substr(0, end);
  std::string record(input.substr(std::min(end + 1, input.size())));
  std::replace(record.begin(), record.end(), '\n', ' ');

  const auto result = Program::compile(program, {});
  const auto* compiled = std::get_if<Program>(&result);
  if (compiled == nullptr) {
    require(!std::get<expr::Diagnostic>(result).message.empty());
    return 0;
  }
  require(!compiled->explain().empty());
  const PaddedLine line(record, json::kFillers[size % std::size(json::kFillers)]);
  if (is_json(record)) {
    check_json(*compiled, program, line);
  } else {
    Evaluator evaluator(*compiled, kSteps);
    run(evaluator, line);
  }
  return 0;
}
