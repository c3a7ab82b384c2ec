// All that a program gives for a record, as text: what the tests of the language compare.
#pragma once

#include <string>
#include <string_view>

#include "expr/evaluator.h"
#include "json/validator.h"
#include "json/writer.h"

namespace runnel::expr {

// A line an output, and at its end `error: ` with the message, `malformed` or `halted`; `refused: ` with the
// diagnostic's message for a program that does not compile.
inline std::string outputs_of(std::string_view program, std::string_view record,
                              const Globals& globals = {}) {
  auto compiled = Program::compile(program, globals);
  if (const auto* fault = std::get_if<Diagnostic>(&compiled)) return "refused: " + fault->message;
  Evaluator evaluator(std::get<Program>(compiled));
  std::string line(record);
  line += '\n';
  line.append(json::kPadding, ' ');
  std::string text;
  const auto end_line = [&] {
    if (!text.empty()) text += '\n';
  };
  const auto [answer, looked_at] = evaluator.outputs(line.data(), [&](const json::Value& output) {
    end_line();
    json::append_decoded_json(text, output);
    return Evaluator::Demand::more;
  });
  if (answer == Evaluator::Answer::failed) {
    const std::string message = evaluator.error_message();
    end_line();
    text += message.starts_with("error: ") ? message : "error: " + message;
  }
  if (answer == Evaluator::Answer::malformed) end_line(), text += "malformed";
  if (answer == Evaluator::Answer::halted) end_line(), text += "halted";
  return text;
}

}  // namespace runnel::expr
