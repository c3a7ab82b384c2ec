#include "run.h"

#include "cli/color.h"
#include "cli/progress.h"
#include "cli/record_errors.h"
#include "cli/time_hint.h"
#include "cli/watch_sink.h"
#include "op/pipeline.h"
#include "report.h"

namespace runnel {

using cli::ExitStatus;

namespace {

// Of each thread, for programs with definitions that call themselves.
constexpr size_t kDeepStack = size_t{128} << 20;

// Null without --watch.
cli::WatchSink* add_watch(const WindowJob& job, cli::Outputs& outputs, cli::Messages& messages,
                          const Clock& clock) {
  if (!job.flags.watch) return nullptr;
  cli::WatchShape shape{
      .kind = job.window.kind, .keys = job.program.keys(), .values = {}, .top = job.flags.top};
  for (const op::WindowOutput& output : job.program.outputs()) shape.values.push_back(output.name);
  auto sink = std::make_unique<cli::WatchSink>(std::move(shape), job.common.color, messages, clock);
  cli::WatchSink* const watch = sink.get();
  outputs.add(std::move(sink));
  return watch;
}

// Of windows that the clock closes nobody means the records of a file.
void say_time_of_a_file(const WindowJob& job, cli::Messages& messages) {
  const bool by_clock =
      !job.program.has_time() && (job.window.on_grid() || job.window.kind == time::WindowSpec::Kind::session);
  if (!by_clock) return;
  if (const auto hint = cli::time_hint(job.inputs)) messages.say(*hint);
}

}  // namespace

Result<io::Sink*> open_results(const WindowFlags& flags, const cli::CommonOptions& common,
                               cli::Outputs& outputs, cli::Messages& messages) {
  if (!flags.watch) return outputs.open(common.to, cli::output_colors(common, messages));
  if (const auto possible = cli::check_watch(common.to); !possible) return possible.error();
  return Result<io::Sink*>(nullptr);
}

ExitStatus run(const WindowJob& job, const WindowSinks& sinks, cli::Outputs& outputs,
               const io::StopRequest& stop_request, cli::Messages& messages) {
  const Clock& clock = Clock::system();
  const int64_t start = clock.monotonic_ns();
  const cli::CommonOptions& common = job.common;
  io::Reader reader(job.inputs, io::open_source,
                    {.max_line = common.max_line, .ends = io::ReaderOptions::Ends::announced}, stop_request,
                    clock, [&](const Error& error) { messages.error(error); });
  say_time_of_a_file(job, messages);
  cli::WatchSink* const watch = add_watch(job, outputs, messages, clock);
  io::Sink& results = watch != nullptr ? *watch : *sinks.results;
  cli::RecordErrors record_errors(messages);
  op::BadRecords bad(common.on_error, sinks.dead_letters, record_errors);
  op::Window window(job.program, job.options, reader, {results, sinks.late}, bad, clock);
  const auto stdout_use = common.to != "-" ? cli::StdoutUse::little : cli::StdoutUse::records;
  cli::Progress progress(messages, cli::progress_style(common.progress, reader.bytes_total(), stdout_use),
                         clock);

  cli::WatchMonitor monitor(watch, progress);
  const int threads = common.threads > 0 ? static_cast<int>(common.threads) : op::default_threads();
  op::run_pipeline(reader, window,
                   {.threads = threads, .stack = job.program.record().recurses() ? kDeepStack : 0}, &monitor);
  window.finish();
  progress.finish();
  record_errors.finish();

  ExitStatus status = outputs.close(messages);
  for (const Error& error : reader.errors()) {
    status = cli::worse(status, cli::exit_status(error.kind));
  }
  status = cli::worse(status, report_losses(window, job.flags, messages));
  if (common.summary) {
    messages.plain(summary_text(
        window,
        {.bad = bad.count(), .bytes = reader.bytes_read(), .elapsed_ns = clock.monotonic_ns() - start}));
  }
  if (bad.lost() > 0) status = cli::worse(status, ExitStatus::bad_records);
  return status;
}

}  // namespace runnel
