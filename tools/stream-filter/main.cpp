// stream-filter: flags -> operator -> run.
#include <algorithm>

#include "cli/format_times.h"
#include "cli/input_formats.h"
#include "cli/open_session.h"
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

// Null without --else.
Result<io::Sink*> open_refused(const FilterFlags& flags, const cli::CommonOptions& common,
                               cli::Outputs& outputs) {
  if (!flags.otherwise) return Result<io::Sink*>(nullptr);
  return outputs.open(*flags.otherwise, cli::output_format(flags.output, common, *flags.otherwise),
                      std::nullopt);
}

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

  auto text = cli::program_text(filter_info(), common, std::get<0>(std::move(started)));
  if (!text) return fail(text.error());
  if (const auto taken = take_redrive(flags, text->inputs); !taken) return fail(taken.error());
  flags.input.dead_letters = flags.redrive.has_value();
  const cli::InputFormats formats(flags.input, text->inputs);
  cli::FormatTimes times(formats, common.state);
  if (needs_time(flags)) times.set(flags.time);
  if (const auto checked = check_flags(flags, common); !checked) return fail(checked.error());
  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  const auto compiled = compile_programs(*text, flags, common, arguments, messages);
  if (const auto* status = std::get_if<ExitStatus>(&compiled)) return *status;
  const auto& programs = std::get<Programs>(compiled);
  if (common.explain) return cli::print(explain(programs) + formats.explain(), messages);

  const auto checked = cli::check_places(text->inputs, common, "--else", flags.otherwise);
  if (!checked) return fail(checked.error());

  cli::Outputs outputs(cli::net_options(common.sockets, common.follow.follow, stop_request, messages));
  const auto session = cli::open_session({.line = line,
                                          .common = common,
                                          .program = filter_info().name,
                                          .texts = {{"PREDICATE", text->text}},
                                          .times = times.found(),
                                          .inputs = text->inputs,
                                          .positional = text->positional,
                                          .more = {"--else", flags.otherwise},
                                          .output = &flags.output},
                                         outputs);
  if (!session) return fail(session.error());
  const auto passed =
      outputs.open(common.to, cli::output_format(flags.output, common, common.to), std::nullopt);
  if (!passed) return fail(passed.error());
  const auto refused = open_refused(flags, common, outputs);
  if (!refused) return fail(refused.error());
  const auto dead_letters = outputs.open(common.dead_letter);
  if (!dead_letters) return fail(dead_letters.error());
  // Not before: a signal must end the wait for the reader of a FIFO, which opening one is.
  cli::install_signal_handlers(stop_request);
  return run(programs, formats, flags, common, {*passed, *refused, *dead_letters},
             {session->get(), outputs, stop_request, messages});
}

}  // namespace
}  // namespace runnel

int main(int argc, char** argv) {
  return runnel::cli::run_main("stream-filter", argc, argv, runnel::filter_main);
}
