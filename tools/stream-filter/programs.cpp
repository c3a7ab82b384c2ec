#include "programs.h"

#include "cli/compile.h"

namespace runnel {

using cli::ExitStatus;

std::variant<Programs, ExitStatus> compile_programs(const cli::ProgramText& text, const FilterFlags& flags,
                                                    const cli::CommonOptions& common,
                                                    std::span<const std::string> arguments,
                                                    cli::Messages& messages) {
  const auto globals = cli::globals(common, text.positional);
  if (!globals) {
    messages.error(globals.error());
    return cli::exit_status(globals.error().kind);
  }
  auto predicate = cli::compile(text, filter_info(), *globals, arguments, messages);
  if (const auto* status = std::get_if<ExitStatus>(&predicate)) return *status;
  Programs programs{std::get<expr::Program>(std::move(predicate)), std::nullopt, std::nullopt};
  const auto compile = [&](const char* flag, const std::optional<std::string>& expression,
                           std::optional<expr::Program>& program) -> std::optional<ExitStatus> {
    if (!expression) return std::nullopt;
    auto compiled = cli::compile_value(flag, *expression, *globals, messages);
    if (const auto* status = std::get_if<ExitStatus>(&compiled)) return *status;
    program = std::get<expr::Program>(std::move(compiled));
    return std::nullopt;
  };
  if (const auto status = compile("--select", flags.select, programs.select)) return *status;
  if (const auto status = compile("--time", flags.time.time, programs.time)) return *status;
  return programs;
}

std::string explain(const Programs& programs) {
  if (!programs.select && !programs.time) return programs.predicate.explain();
  std::string out = "PREDICATE\n" + programs.predicate.explain();
  if (programs.select) out += "\nEXPR of --select\n" + programs.select->explain();
  if (programs.time) out += "\nEXPR of --time\n" + programs.time->explain();
  return out;
}

}  // namespace runnel
