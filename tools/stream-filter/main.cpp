// stream-filter: flags -> operator -> run.
#include <algorithm>

#include "cli/outputs.h"
#include "cli/places.h"
#include "cli/signals.h"
#include "cli/start.h"
#include "options.h"
#include "programs.h"
#include "run.h"

namespace runnel {
namespace {

using cli::ExitStatus;

ExitStatus filter_main(int argc, char** argv, io::StopRequest& stop_request, cli::Messages& messages) {
  FilterFlags flags;
  cli::CommonOptions common;
  cli::CommandLine line;
  add_filter_flags(line, flags);
  add_common_options(line, common);
  auto started = cli::start(argc, argv, filter_info(), line, common, messages);
  if (const auto* status = std::get_if<ExitStatus>(&started)) return *status;
  const auto fail = [&](const Error& error) {
    messages.error(error);
    return cli::exit_status(error.kind);
  };

  if (const auto checked = check_flags(flags); !checked) return fail(checked.error());
  const auto text = cli::program_text(filter_info(), common, std::get<0>(std::move(started)));
  if (!text) return fail(text.error());
  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  const auto compiled = compile_programs(*text, flags, common, arguments, messages);
  if (const auto* status = std::get_if<ExitStatus>(&compiled)) return *status;
  const auto& programs = std::get<Programs>(compiled);
  if (common.explain) return cli::print(explain(programs), messages);

  const auto checked = cli::check_places(text->inputs, common, "--else", flags.otherwise);
  if (!checked) return fail(checked.error());

  cli::Outputs outputs;
  const auto passed = outputs.open(common.to);
  if (!passed) return fail(passed.error());
  const auto refused = outputs.open(flags.otherwise);
  if (!refused) return fail(refused.error());
  const auto dead_letters = outputs.open(common.dead_letter);
  if (!dead_letters) return fail(dead_letters.error());
  // Not before: a signal must end the wait for the reader of a FIFO, which opening one is.
  cli::install_signal_handlers(stop_request);
  return run(programs, text->inputs, flags, common, {*passed, *refused, *dead_letters}, outputs, stop_request,
             messages);
}

}  // namespace
}  // namespace runnel

int main(int argc, char** argv) {
  return runnel::cli::run_main("stream-filter", argc, argv, runnel::filter_main);
}
