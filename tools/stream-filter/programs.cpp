#include "programs.h"

#include "cli/compile.h"
#include "cli/program_text.h"
#include "cli/text.h"

namespace runnel {

using cli::ExitStatus;

namespace {

std::variant<op::GateProgram, ExitStatus> compile_keys(const GateFlags& flags, const expr::Globals& globals,
                                                       cli::Messages& messages) {
  const auto inside = flags.by ? cli::inside_of_braces(*flags.by) : std::nullopt;
  if (inside &&
      std::holds_alternative<op::GateProgram>(op::compile_gates({.dedupe = {}, .by = inside}, globals))) {
    const Error error = cli::braces_error("--by", "--by " + cli::shell_quoted(*inside));
    messages.error(error);
    return cli::exit_status(error.kind);
  }
  auto compiled = op::compile_gates({.dedupe = flags.dedupe, .by = flags.by}, globals);
  auto* fault = std::get_if<op::GateFault>(&compiled);
  if (fault == nullptr) return std::get<op::GateProgram>(std::move(compiled));
  const bool in_by = fault->text == op::GateFault::Text::by;
  fault->diagnostic.message = (in_by ? "--by: " : "--dedupe: ") + fault->diagnostic.message;
  messages.program_error(fault->diagnostic, in_by ? *flags.by : *flags.dedupe, {});
  return ExitStatus::usage;
}

}  // namespace

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
  Programs programs{std::get<expr::Program>(std::move(predicate)), {}, {}, {}};
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
  if (!flags.gates.have_keys()) return programs;
  auto keys = compile_keys(flags.gates, *globals, messages);
  if (const auto* status = std::get_if<ExitStatus>(&keys)) return *status;
  programs.keys = std::get<op::GateProgram>(std::move(keys));
  return programs;
}

std::string explain(const Programs& programs) {
  if (!programs.select && !programs.time && !programs.keys) return programs.predicate.explain();
  std::string out = "PREDICATE\n" + programs.predicate.explain();
  if (programs.select) out += "\nEXPR of --select\n" + programs.select->explain();
  if (programs.time) out += "\nEXPR of --time\n" + programs.time->explain();
  if (programs.keys) {
    const bool by = programs.keys->record.size() > programs.keys->first_part();
    out += !by                      ? "\nEXPR of --dedupe\n"
           : programs.keys->dedupes ? "\nEXPR of --dedupe, and BODY of --by\n"
                                    : "\nBODY of --by\n";
    out += programs.keys->record.explain();
  }
  return out;
}

}  // namespace runnel
