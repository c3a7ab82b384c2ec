#include "cli/compile.h"

#include "json/parse.h"

namespace runnel::cli {

expr::Globals globals(const CommonOptions& options) {
  expr::Globals values;
  for (const ProgramArgument& argument : options.arguments) {
    if (argument.kind == ProgramArgument::Kind::string) {
      values.emplace_back(argument.name, json::Value::owned_string(argument.text));
    } else if (auto value = json::parse(argument.text)) {  // its flag has refused text that is not JSON
      values.emplace_back(argument.name, std::move(*value));
    }
  }
  return values;
}

std::variant<expr::Program, ExitStatus> compile(const ProgramText& text, const ProgramInfo& info,
                                                const CommonOptions& options,
                                                std::span<const std::string> arguments, Messages& messages) {
  auto compiled = expr::Program::compile(text.text, globals(options));
  auto* fault = std::get_if<expr::Diagnostic>(&compiled);
  if (fault == nullptr) return std::move(std::get<expr::Program>(compiled));
  if (const auto suggestion = suggest_missing_program(info, text, arguments)) {
    messages.say(*suggestion);
  } else {
    messages.program_error(*fault, text.text, text.file);
  }
  return ExitStatus::usage;
}

}  // namespace runnel::cli
