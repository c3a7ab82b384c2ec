#include "run.h"

#include "cli/color.h"
#include "cli/run.h"
#include "cli/time_hint.h"
#include "cli/watch_sink.h"
#include "report.h"

namespace runnel {

using cli::ExitStatus;

namespace {

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
  auto hint = cli::time_hint_of_new_state(job.formats, job.common.state);
  if (!hint && !job.common.follow.follow) hint = cli::time_hint(job.formats);
  if (hint) messages.say(*hint);
}

}  // namespace

Result<io::Sink*> open_results(const WindowFlags& flags, const cli::CommonOptions& common,
                               cli::Outputs& outputs, cli::Messages& messages) {
  if (!flags.watch) {
    return outputs.open(common.to, cli::output_format(flags.output, common, common.to),
                        flags.output.is_json() ? cli::output_colors(common, messages) : std::nullopt);
  }
  if (const auto possible = cli::check_watch(common.to); !possible) return possible.error();
  return Result<io::Sink*>(nullptr);
}

ExitStatus run(const WindowJob& job, const WindowSinks& sinks, const cli::RunContext& context) {
  const Clock& clock = context.clock;
  cli::Messages& messages = context.messages;
  const cli::CommonOptions& common = job.common;
  const auto reader =
      cli::open_reader(job.formats.inputs(), common,
                       cli::reader_options(common, job.formats, cli::WantsEnds::yes, context), context);
  say_time_of_a_file(job, messages);
  cli::WatchSink* const watch = add_watch(job, context.outputs, messages, clock);
  io::Sink& results = watch != nullptr ? *watch : *sinks.results;
  cli::Run run(common, *reader, sinks.dead_letters, cli::StdoutUse::records, context);
  op::Window window(job.program, job.options, *reader, {results, sinks.late}, run.bad_records(), clock);
  cli::WatchMonitor monitor(watch, run.progress());
  run.execute(window, job.program.record().recurses() ? cli::Recursion::deep : cli::Recursion::none,
              &monitor);
  run.end(
      window, [&] { window.finish(); }, cli::AtEnd::nothing, job.flags.late.on_term);

  ExitStatus status = run.finish();
  status = cli::worse(status, report_losses(window, job.flags, messages));
  if (common.summary) messages.plain(summary_text(window, run.totals()));
  return status;
}

}  // namespace runnel
