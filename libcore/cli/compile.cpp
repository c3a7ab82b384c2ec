#include "cli/compile.h"

#include <vector>

#include "cli/value_files.h"
#include "json/parse.h"

namespace runnel::cli {
namespace {

// The flag that names a file, for messages.
const char* flag_of(ProgramArgument::Kind kind) {
  return kind == ProgramArgument::Kind::json_file ? "--slurpfile: " : "--rawfile: ";
}

Result<json::Value> value_of(const ProgramArgument& argument) {
  using Kind = ProgramArgument::Kind;
  if (argument.kind == Kind::string) return json::Value::owned_string(argument.text);
  if (argument.kind == Kind::json) return json::parse(argument.text);  // was checked when it was given
  auto value =
      argument.kind == Kind::json_file ? read_json_file(argument.text) : read_text_file(argument.text);
  if (!value) return Error{ErrorKind::usage, flag_of(argument.kind) + value.error().message};
  return value;
}

json::Value args(std::vector<json::Value> positional, const expr::Globals& named) {
  const auto key = [](std::string_view text) { return json::Value::owned_string(text); };
  std::vector<json::Value::Member> members;
  for (const auto& [name, value] : named) members.emplace_back(key(name), value);
  std::vector<json::Value::Member> both;
  both.emplace_back(key("positional"), json::Value::array(std::move(positional)));
  both.emplace_back(key("named"), json::Value::object(std::move(members)));
  return json::Value::object(std::move(both));
}

}  // namespace

Result<expr::Globals> globals(const CommonOptions& options, std::span<const ProgramArgument> positional) {
  expr::Globals named;
  for (const ProgramArgument& argument : options.arguments) {
    auto value = value_of(argument);
    if (!value) return value.error();
    named.emplace_back(argument.name, std::move(*value));
  }
  std::vector<json::Value> in_order;
  for (const ProgramArgument& argument : positional) {
    auto value = value_of(argument);
    if (!value) return value.error();
    in_order.push_back(std::move(*value));
  }
  // First, so that it is what it is called also where --arg uses its name, as in jq.
  named.emplace(named.begin(), "ARGS", args(std::move(in_order), named));
  return named;
}

std::variant<expr::Program, ExitStatus> compile(const ProgramText& text, const ProgramInfo& info,
                                                const expr::Globals& globals,
                                                std::span<const std::string> arguments, Messages& messages) {
  auto compiled = expr::Program::compile(text.text, globals);
  auto* fault = std::get_if<expr::Diagnostic>(&compiled);
  // Nobody means it: such a predicate would pass every record.
  if (fault == nullptr && std::get<expr::Program>(compiled).assigns()) {
    const auto end = static_cast<uint32_t>(text.text.size());
    messages.program_error(
        {{0, end}, "this sets a value (=), and so holds for every record", "to compare, write =="}, text.text,
        text.file);
    return ExitStatus::usage;
  }
  if (fault == nullptr) return std::move(std::get<expr::Program>(compiled));
  if (const auto suggestion = suggest_missing_program(info, text, arguments)) {
    messages.say(*suggestion);
  } else {
    messages.program_error(*fault, text.text, text.file);
  }
  return ExitStatus::usage;
}

std::variant<expr::Program, ExitStatus> compile_value(std::string_view flag, std::string_view text,
                                                      const expr::Globals& globals, Messages& messages) {
  auto compiled = expr::Program::compile(text, globals);
  auto* fault = std::get_if<expr::Diagnostic>(&compiled);
  if (fault == nullptr) return std::move(std::get<expr::Program>(compiled));
  fault->message = std::string(flag) + ": " + fault->message;
  messages.program_error(*fault, text, {});
  return ExitStatus::usage;
}

}  // namespace runnel::cli
