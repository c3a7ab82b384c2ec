#include "programs.h"

#include "cli/compile.h"

namespace runnel {

using cli::ExitStatus;

std::variant<Programs, ExitStatus> compile_programs(const cli::ProgramText& text, const FilterFlags& flags,
                                                    const cli::CommonOptions& common,
                                                    std::span<const std::string> arguments,
                                                    cli::Messages& messages) {
  const auto globals = cli::globals(common, text);
  if (!globals) {
    messages.error(globals.error());
    return cli::exit_status(globals.error().kind);
  }
  auto predicate = cli::compile(text, filter_info(), *globals, arguments, messages);
  if (const auto* status = std::get_if<ExitStatus>(&predicate)) return *status;
  Programs programs{std::get<expr::Program>(std::move(predicate)), std::nullopt};
  if (flags.select) {
    auto select = cli::compile_value("--select", *flags.select, *globals, messages);
    if (const auto* status = std::get_if<ExitStatus>(&select)) return *status;
    programs.select = std::get<expr::Program>(std::move(select));
  }
  return programs;
}

std::string explain(const Programs& programs) {
  if (!programs.select) return programs.predicate.explain();
  return "PREDICATE\n" + programs.predicate.explain() + "\nEXPR of --select\n" + programs.select->explain();
}

}  // namespace runnel
