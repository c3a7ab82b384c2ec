// stream-join: flags -> operator -> run.
#include <algorithm>

#include "checks.h"
#include "cli/color.h"
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

namespace runnel {
namespace {

using cli::ExitStatus;

ExitStatus join_main(int argc, char** argv, io::StopRequest& stop_request, cli::Messages& messages) {
  JoinFlags flags;
  cli::CommonOptions common;
  cli::CommandLine line;
  add_join_flags(line, flags);
  add_common_options(line, common);
  auto started = cli::start(argc, argv, join_info(), line, common, messages);
  if (const auto* status = std::get_if<ExitStatus>(&started)) return *status;
  const auto fail = [&](const Error& error) {
    messages.error(error);
    return cli::exit_status(error.kind);
  };

  const auto taken = cli::take_text_from_file(common, flags.select, "the EXPR of --select");
  if (!taken) return fail(taken.error());
  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  const auto operands = read_operands(std::get<0>(std::move(started)), flags, common, arguments);
  if (!operands) return fail(operands.error());
  const cli::InputFormats formats(flags.input, operands->inputs, flags.side_formats);
  cli::FormatTimes times(formats, common.state);
  set_time_of_formats(flags, times, operands->inputs.size());
  if (const auto checked = check_flags(flags, common); !checked) return fail(checked.error());
  const auto options = join_options(flags, common);
  if (!options) return fail(options.error());
  const auto compiled = compile_join(flags, common, operands->positional, messages);
  if (const auto* status = std::get_if<ExitStatus>(&compiled)) return *status;
  const auto& program = std::get<op::JoinProgram>(compiled);
  if (common.explain) return cli::print(program.explain() + formats.explain(), messages);
  if (const auto timed = check_time_of_files(flags, formats); !timed) return fail(timed.error());
  const auto places = cli::check_places(operands->inputs, common, "--late", flags.late.kept());
  if (!places) return fail(places.error());

  cli::Outputs outputs(cli::net_options(common.sockets, common.follow.follow, stop_request, messages));
  const auto session = cli::open_session({.line = line,
                                          .common = common,
                                          .program = join_info().name,
                                          .texts = cli::text_of_file(common, "--select", flags.select),
                                          .times = times.found(),
                                          .inputs = operands->inputs,
                                          .positional = operands->positional,
                                          .more = {"--late", flags.late.kept()},
                                          .output = &flags.output},
                                         outputs);
  if (!session) return fail(session.error());
  const bool has_colors = flags.output.is_json() && !flags.raw_output;
  const auto results = outputs.open(common.to, cli::output_format(flags.output, common, common.to),
                                    has_colors ? cli::output_colors(common, messages) : std::nullopt);
  if (!results) return fail(results.error());
  const auto late = outputs.open(flags.late.kept());
  if (!late) return fail(late.error());
  const auto dead_letters = outputs.open(common.dead_letter);
  if (!dead_letters) return fail(dead_letters.error());
  // Not before: a signal must end the wait for the reader of a FIFO, which opening one is.
  cli::install_signal_handlers(stop_request);
  return run({program, *options, flags, common, formats}, {*results, *late, *dead_letters},
             {session->get(), outputs, stop_request, messages});
}

}  // namespace
}  // namespace runnel

int main(int argc, char** argv) {
  return runnel::cli::run_main("stream-join", argc, argv, runnel::join_main);
}
