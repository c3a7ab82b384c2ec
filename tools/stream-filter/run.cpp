#include "run.h"

#include <algorithm>

#include "cli/color.h"
#include "cli/progress.h"
#include "cli/record_errors.h"
#include "cli/summary.h"
#include "op/filter.h"
#include "op/pipeline.h"

namespace runnel {

using cli::ExitStatus;

namespace {

// Of each thread, for programs with definitions that call themselves: enough for records as deep as they may
// be.
constexpr size_t kDeepStack = size_t{128} << 20;

// REQUIRES: the flags were checked.
op::FilterTimeOptions time_options(const cli::TimeOptions& flags) {
  return {.reader = *cli::event_time_reader(flags),
          .max_ahead = flags.max_ahead,
          .watermark_delay = flags.watermark_delay,
          .idle_timeout = flags.idle_timeout,
          .emit_watermarks = flags.emit_watermarks,
          .watermarks = flags.watermarks};
}

op::FilterOptions filter_options(const FilterFlags& flags, const cli::CommonOptions& common,
                                 const std::optional<json::Colors>& colors,
                                 const std::vector<std::string>& inputs) {
  const auto standard = std::find(inputs.begin(), inputs.end(), "-");
  const bool reads_standard = standard != inputs.end();
  return {.match = flags.invert_match ? op::FilterOptions::Match::records_that_do_not
                                      : op::FilterOptions::Match::records_that_hold,
          .output = flags.count ? op::FilterOptions::Output::count : op::FilterOptions::Output::records,
          .strings = flags.raw_output ? op::FilterOptions::Strings::raw : op::FilterOptions::Strings::as_json,
          .colors = colors.has_value() ? &*colors : nullptr,
          .max_count = flags.max_count,
          .before = flags.before,
          .after = flags.after,
          // Which lines are wrapped must not depend on how far the predicate looked.
          .strict = common.strict || common.on_error == op::OnError::wrap,
          .unique_keys = common.strict,
          .wrap_lines = common.on_error == op::OnError::wrap,
          .unnamed_source =
              reads_standard ? std::optional(static_cast<uint32_t>(standard - inputs.begin())) : std::nullopt,
          .max_line = common.max_line,
          .time = time_options(flags.time)};
}

}  // namespace

ExitStatus run(const Programs& programs, const std::vector<std::string>& inputs, const FilterFlags& flags,
               const cli::CommonOptions& common, const Sinks& sinks, cli::Outputs& outputs,
               const io::StopRequest& stop_request, cli::Messages& messages) {
  const Clock& clock = Clock::system();
  const int64_t start = clock.monotonic_ns();
  using Ends = io::ReaderOptions::Ends;
  const bool knows_time = flags.time.emit_watermarks.has_value() || flags.time.watermarks;
  io::Reader reader(inputs, io::open_source,
                    {.max_line = common.max_line, .ends = knows_time ? Ends::announced : Ends::silent},
                    stop_request, clock, [&](const Error& error) { messages.error(error); });
  cli::RecordErrors record_errors(messages);
  op::BadRecords bad(common.on_error, sinks.dead_letters, record_errors);
  const std::optional<json::Colors> colors =
      flags.count ? std::nullopt : cli::output_colors(common, messages);
  const auto given = [](const std::optional<expr::Program>& program) {
    return program ? &*program : nullptr;
  };
  op::Filter filter(
      {programs.predicate, given(programs.select), given(programs.time)},
      filter_options(flags, common, colors, inputs), reader, *sinks.passed, sinks.refused, bad,
      [&](std::string_view text) { messages.plain(text); }, clock);
  const auto stdout_use = flags.count || common.to != "-" ? cli::StdoutUse::little : cli::StdoutUse::records;
  cli::Progress progress(messages, cli::progress_style(common.progress, reader.bytes_total(), stdout_use),
                         clock);

  const int threads = common.threads > 0 ? static_cast<int>(common.threads) : op::default_threads();
  op::run_pipeline(reader, filter, {.threads = threads, .stack = programs.recurses() ? kDeepStack : 0},
                   &progress);
  filter.finish();
  progress.finish();
  record_errors.finish();

  ExitStatus status = outputs.close(messages);
  for (const Error& error : reader.errors()) {
    status = cli::worse(status, cli::exit_status(error.kind));
  }
  if (common.summary) {
    messages.plain(cli::summary_text({.records = filter.counts().records,
                                      .passed = filter.counts().passed,
                                      .bad = bad.count(),
                                      .bytes = reader.bytes_read(),
                                      .elapsed_ns = clock.monotonic_ns() - start}));
  }
  if (filter.halt() == expr::Evaluator::Halt::Kind::error)
    status = cli::worse(status, ExitStatus::bad_records);
  if (bad.lost() > 0) status = cli::worse(status, ExitStatus::bad_records);
  if (flags.exit_status && filter.counts().passed == 0) status = cli::worse(status, ExitStatus::nothing);
  return status;
}

}  // namespace runnel
