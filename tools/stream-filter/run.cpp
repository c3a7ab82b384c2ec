#include "run.h"

#include <algorithm>

#include "cli/color.h"
#include "cli/run.h"
#include "cli/summary.h"
#include "gate_report.h"
#include "op/filter/filter.h"

namespace runnel {

using cli::ExitStatus;

namespace {

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
          .strings = flags.writes_raw_strings() ? op::FilterOptions::Strings::raw
                                                : op::FilterOptions::Strings::as_json,
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
          .trace = flags.trace,
          .time = time_options(flags.time),
          .gates = gate_options(flags.gates, flags.time)};
}

// --summary
std::string summary_text(const op::Filter& filter, const cli::RunTotals& totals) {
  const op::FilterCounts& counts = filter.counts();
  const op::Gates* const gates = filter.gates();
  cli::Summary summary(gates != nullptr ? 16 : 11);
  summary.number("records", counts.records).number("passed", counts.passed).number("bad", totals.bad);
  if (gates != nullptr) add_gates(*gates, summary);
  return summary.rates(counts.records, totals.bytes, totals.elapsed_ns).lines();
}

}  // namespace

ExitStatus run(const Programs& programs, const cli::InputFormats& formats, const FilterFlags& flags,
               const cli::CommonOptions& common, const Sinks& sinks, const cli::RunContext& context) {
  const Clock& clock = context.clock;
  cli::Messages& messages = context.messages;
  const bool knows_time = flags.time.emit_watermarks.has_value() || flags.time.watermarks ||
                          (flags.time.time && flags.gates.any());
  const std::vector<std::string>& inputs = formats.inputs();
  const auto wants_ends = knows_time ? cli::WantsEnds::yes : cli::WantsEnds::no;
  const auto reader =
      cli::open_reader(inputs, common, cli::reader_options(common, formats, wants_ends, context), context);
  cli::Run run(common, *reader, sinks.dead_letters,
               flags.count ? cli::StdoutUse::little : cli::StdoutUse::records, context);
  const std::optional<json::Colors> colors = flags.count || flags.trace || !flags.output.is_json()
                                                 ? std::nullopt
                                                 : cli::output_colors(common, messages);
  const auto given = [](const std::optional<expr::Program>& program) {
    return program ? &*program : nullptr;
  };
  op::Filter filter(
      {programs.predicate, given(programs.select), given(programs.time),
       programs.keys ? &*programs.keys : nullptr},
      filter_options(flags, common, colors, inputs), *reader, *sinks.passed, sinks.refused, run.bad_records(),
      [&](std::string_view text) { messages.plain(text); }, clock);
  run.execute(filter, programs.recurses() ? cli::Recursion::deep : cli::Recursion::none);
  run.end(
      filter, [&] { filter.finish(); }, flags.count ? cli::AtEnd::totals : cli::AtEnd::nothing);

  ExitStatus status = run.finish();
  if (const op::Gates* gates = filter.gates())
    status = cli::worse(status, report_forgotten(*gates, messages));
  if (common.summary) messages.plain(summary_text(filter, run.totals()));
  if (filter.halt() == expr::Evaluator::Halt::Kind::error)
    status = cli::worse(status, ExitStatus::bad_records);
  if (flags.exit_status && filter.counts().passed == 0) status = cli::worse(status, ExitStatus::nothing);
  return status;
}

}  // namespace runnel
