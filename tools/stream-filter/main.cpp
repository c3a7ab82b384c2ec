// stream-filter: flags -> operator -> run.
#include <algorithm>

#include "cli/memory.h"
#include "cli/outputs.h"
#include "cli/places.h"
#include "cli/signals.h"
#include "cli/start.h"
#include "io/descriptors.h"
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

  std::vector<std::pair<std::string, std::string>> places{{"--to", common.to}};
  if (flags.otherwise) places.emplace_back("--else", *flags.otherwise);
  if (common.dead_letter) places.emplace_back("--dead-letter", *common.dead_letter);
  if (const auto checked = cli::check_places(text->inputs, places); !checked) return fail(checked.error());

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
  runnel::cli::end_when_out_of_memory("stream-filter");
  if (!runnel::io::reserve_standard_descriptors())
    return static_cast<int>(runnel::cli::ExitStatus::stream_failed);
  // It opens a descriptor, so the standard ones must be taken. Signal handlers reach it until the process
  // ends.
  static runnel::io::StopRequest stop_request;
  runnel::cli::ignore_broken_pipes();
  runnel::cli::Messages messages("stream-filter");
  const auto status = runnel::filter_main(argc, argv, stop_request, messages);
  if (stop_request.requested()) runnel::cli::die_by_signal(stop_request.signal());
  return static_cast<int>(status);
}
