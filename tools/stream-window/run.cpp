#include "run.h"

#include "cli/progress.h"
#include "cli/record_errors.h"
#include "op/pipeline.h"
#include "report.h"

namespace runnel {

using cli::ExitStatus;

namespace {

// Of each thread, for programs with definitions that call themselves.
constexpr size_t kDeepStack = size_t{128} << 20;

}  // namespace

ExitStatus run(const WindowJob& job, const WindowSinks& sinks, cli::Outputs& outputs,
               const io::StopRequest& stop_request, cli::Messages& messages) {
  const Clock& clock = Clock::system();
  const int64_t start = clock.monotonic_ns();
  const cli::CommonOptions& common = job.common;
  io::Reader reader(job.inputs, io::open_source,
                    {.max_line = common.max_line, .ends = io::ReaderOptions::Ends::announced}, stop_request,
                    clock, [&](const Error& error) { messages.error(error); });
  cli::RecordErrors record_errors(messages);
  op::BadRecords bad(common.on_error, sinks.dead_letters, record_errors);
  op::Window window(job.program, job.options, reader, {*sinks.results, sinks.late}, bad, clock);
  const auto stdout_use = common.to != "-" ? cli::StdoutUse::little : cli::StdoutUse::records;
  cli::Progress progress(messages, cli::progress_style(common.progress, reader.bytes_total(), stdout_use),
                         clock);

  const int threads = common.threads > 0 ? static_cast<int>(common.threads) : op::default_threads();
  op::run_pipeline(reader, window,
                   {.threads = threads, .stack = job.program.record().recurses() ? kDeepStack : 0}, &progress);
  window.finish();
  progress.finish();
  record_errors.finish();

  ExitStatus status = outputs.close(messages);
  for (const Error& error : reader.errors()) {
    status = cli::worse(status, cli::exit_status(error.kind));
  }
  status = cli::worse(status, report_losses(window, job.flags, messages));
  if (common.summary) {
    messages.plain(summary_text(window, {.bad = bad.count(),
                                         .bytes = reader.bytes_read(),
                                         .elapsed_ns = clock.monotonic_ns() - start}));
  }
  if (bad.lost() > 0) status = cli::worse(status, ExitStatus::bad_records);
  return status;
}

}  // namespace runnel
