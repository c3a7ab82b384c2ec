// stream-stats: flags -> operator -> run.
#include <algorithm>

#include "checks.h"
#include "cli/format_times.h"
#include "cli/input_formats.h"
#include "cli/open_session.h"
#include "cli/outputs.h"
#include "cli/places.h"
#include "cli/program_text.h"
#include "cli/signals.h"
#include "cli/start.h"
#include "info.h"
#include "operands.h"
#include "options.h"
#include "programs.h"
#include "run.h"
#include "state/show_state.h"
#include "state/state_file.h"

namespace runnel {
namespace {

using cli::ExitStatus;

// What --show-state asks for.
Result<std::string> text_of_state(const std::string& path, const std::vector<std::string>& operands) {
  if (!operands.empty()) {
    return Error{ErrorKind::usage, "--show-state reads a state, and no other input: " + operands.front()};
  }
  const auto state = state::read_state(path);
  if (!state) return state.error();
  if (!*state) return Error{ErrorKind::state, path + ": there is no such file"};
  return state::show_state(**state);
}

ExitStatus stats_main(int argc, char** argv, io::StopRequest& stop_request, cli::Messages& messages) {
  StatsFlags flags;
  cli::CommonOptions common;
  cli::CommandLine line;
  add_stats_flags(line, flags);
  add_common_options(line, common);
  auto started = cli::start(argc, argv, stats_info(), line, common, messages);
  if (const auto* status = std::get_if<ExitStatus>(&started)) return *status;
  const auto fail = [&](const Error& error) {
    messages.error(error);
    return cli::exit_status(error.kind);
  };

  if (flags.show_state) {
    const auto text = text_of_state(*flags.show_state, std::get<0>(started));
    return text ? cli::print(*text, messages) : fail(text.error());
  }
  if (const auto taken = cli::take_text_from_file(common, flags.of, "the BODY of --of"); !taken)
    return fail(taken.error());
  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  const auto operands = read_operands(std::get<0>(std::move(started)), flags, common, arguments);
  if (!operands) return fail(operands.error());
  const std::vector<std::string>& inputs = operands->inputs;
  const cli::InputFormats formats(flags.input, inputs);
  cli::FormatTimes times(formats, common.state);
  if (!flags.merge) times.set(flags.time);
  if (const auto checked = check_flags(flags, common); !checked) return fail(checked.error());
  const auto options = stats_options(flags, common, inputs);
  if (!options) return fail(options.error());
  const auto compiled = compile_stats(flags, common, operands->positional, messages);
  if (const auto* status = std::get_if<ExitStatus>(&compiled)) return *status;
  const auto& program = std::get<op::StatsProgram>(compiled);
  if (common.explain) return cli::print(program.explain() + formats.explain(), messages);
  const auto places = cli::check_places(inputs, common, "", std::nullopt);
  if (!places) return fail(places.error());

  cli::Outputs outputs(cli::net_options(common.sockets, common.follow.follow, stop_request, messages));
  const auto session = cli::open_session({.line = line,
                                          .common = common,
                                          .program = stats_info().name,
                                          .texts = cli::text_of_file(common, "--of", flags.of),
                                          .times = times.found(),
                                          .inputs = inputs,
                                          .positional = operands->positional},
                                         outputs);
  if (!session) return fail(session.error());
  const auto results = open_results(flags, common, outputs, messages);
  if (!results) return fail(results.error());
  const auto dead_letters = outputs.open(common.dead_letter);
  if (!dead_letters) return fail(dead_letters.error());
  // Not before: a signal must end the wait for the reader of a FIFO, which opening one is.
  cli::install_signal_handlers(stop_request);
  return run({program, *options, flags, common, formats}, {*results, *dead_letters},
             {session->get(), outputs, stop_request, messages});
}

}  // namespace
}  // namespace runnel

int main(int argc, char** argv) {
  return runnel::cli::run_main("stream-stats", argc, argv, runnel::stats_main);
}
