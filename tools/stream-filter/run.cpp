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
          .max_line = common.max_line};
}

}  // namespace

ExitStatus run(const Programs& programs, const std::vector<std::string>& inputs, const FilterFlags& flags,
               const cli::CommonOptions& common, const Sinks& sinks, cli::Outputs& outputs,
               const io::StopRequest& stop_request, cli::Messages& messages) {
  const Clock& clock = Clock::system();
  const int64_t start = clock.monotonic_ns();
  io::Reader reader(inputs, io::open_source, {.max_line = common.max_line}, stop_request, clock,
                    [&](const Error& error) { messages.error(error); });
  cli::RecordErrors record_errors(messages);
  op::BadRecords bad(common.on_error, sinks.dead_letters, record_errors);
  const std::optional<json::Colors> colors =
      flags.count ? std::nullopt : cli::output_colors(common, messages);
  op::Filter filter({programs.predicate, programs.select.has_value() ? &*programs.select : nullptr},
                    filter_options(flags, common, colors, inputs), reader, *sinks.passed, sinks.refused, bad,
                    [&](std::string_view text) { messages.plain(text); });
  const auto stdout_use = flags.count || common.to != "-" ? cli::StdoutUse::little : cli::StdoutUse::records;
  cli::Progress progress(messages, cli::progress_style(common.progress, reader.bytes_total(), stdout_use),
                         clock);

  const int threads = common.threads > 0 ? static_cast<int>(common.threads) : op::default_threads();
  const bool recurses =
      programs.predicate.recurses() || (programs.select.has_value() && programs.select->recurses());
  op::run_pipeline(reader, filter, {.threads = threads, .stack = recurses ? kDeepStack : 0}, &progress);
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
