// stream-window: flags -> operator -> run.
#include <algorithm>

#include "cli/format_times.h"
#include "cli/input_formats.h"
#include "cli/open_session.h"
#include "cli/outputs.h"
#include "cli/places.h"
#include "cli/signals.h"
#include "cli/start.h"
#include "info.h"
#include "operands.h"
#include "options.h"
#include "programs.h"
#include "run.h"

namespace runnel {
namespace {

using cli::ExitStatus;

ExitStatus window_main(int argc, char** argv, io::StopRequest& stop_request, cli::Messages& messages) {
  WindowFlags flags;
  cli::CommonOptions common;
  cli::CommandLine line;
  add_window_flags(line, flags);
  add_common_options(line, common);
  auto started = cli::start(argc, argv, window_info(), line, common, messages);
  if (const auto* status = std::get_if<ExitStatus>(&started)) return *status;
  const auto fail = [&](const Error& error) {
    messages.error(error);
    return cli::exit_status(error.kind);
  };

  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  const auto operands = read_operands(std::get<0>(std::move(started)), flags, common, arguments);
  if (!operands) return fail(operands.error());
  const auto& [window, window_text, text] = *operands;
  const cli::InputFormats formats(flags.input, text.inputs);
  cli::FormatTimes times(formats, common.state);
  times.set(flags.time);
  if (const auto checked = check_flags(flags, common, window); !checked) return fail(checked.error());
  const auto options = window_options(window, flags, common);
  if (!options) return fail(options.error());
  const auto compiled = compile_window(text, flags, common, messages);
  if (const auto* status = std::get_if<ExitStatus>(&compiled)) return *status;
  const auto& program = std::get<op::WindowProgram>(compiled);
  if (common.explain) return cli::print(program.explain() + formats.explain(), messages);

  const auto places = cli::check_places(text.inputs, common, "--late", flags.late.kept());
  if (!places) return fail(places.error());

  cli::Outputs outputs(cli::net_options(common.sockets, common.follow.follow, stop_request, messages));
  const auto session = cli::open_session({.line = line,
                                          .common = common,
                                          .program = window_info().name,
                                          .texts = {{"WINDOW", window_text}, {"AGGREGATES", text.text}},
                                          .times = times.found(),
                                          .inputs = text.inputs,
                                          .positional = text.positional,
                                          .more = {"--late", flags.late.kept()},
                                          .output = &flags.output},
                                         outputs);
  if (!session) return fail(session.error());
  const auto results = open_results(flags, common, outputs, messages);
  if (!results) return fail(results.error());
  const auto late = outputs.open(flags.late.kept());
  if (!late) return fail(late.error());
  const auto dead_letters = outputs.open(common.dead_letter);
  if (!dead_letters) return fail(dead_letters.error());
  // Not before: a signal must end the wait for the reader of a FIFO, which opening one is.
  cli::install_signal_handlers(stop_request);
  return run({program, window, *options, flags, common, formats}, {*results, *late, *dead_letters},
             {session->get(), outputs, stop_request, messages});
}

}  // namespace
}  // namespace runnel

int main(int argc, char** argv) {
  return runnel::cli::run_main("stream-window", argc, argv, runnel::window_main);
}
