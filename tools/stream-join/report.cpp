#include "report.h"

#include <fmt/format.h>

#include "cli/losses.h"
#include "cli/summary.h"

namespace runnel {

using cli::ExitStatus;
using op::kLeft;
using op::kRight;

namespace {

std::string times(uint64_t count) {
  return count == 1 ? "once" : fmt::format("{} times", count);
}

// What waited with --interleave was written before its time; of other joins it is gone, unless --late keeps
// it.
ExitStatus report_evicted(uint64_t count, const JoinFlags& flags, cli::Messages& messages) {
  if (count == 0) return ExitStatus::done;
  const std::string gave_way = fmt::format("{} had to give way at --max-memory", cli::records(count));
  if (flags.interleave) {
    messages.say(gave_way + ": the output may be out of order");
    return ExitStatus::done;
  }
  if (flags.late.kept()) {
    messages.say(fmt::format("{}, and {} in {}", gave_way, count == 1 ? "is" : "are", flags.late.path));
    return ExitStatus::done;
  }
  messages.say(gave_way +
               ": pairs of theirs may be missing; a larger --max-memory, shorter bounds of time or "
               "a shorter --watermark-delay keep them");
  return ExitStatus::bad_records;
}

}  // namespace

ExitStatus report_losses(const op::JoinCounts& counts, const JoinFlags& flags, cli::Messages& messages) {
  const auto& [left, right] = counts.sides;
  ExitStatus status = ExitStatus::done;
  const bool has_side_delay =
      flags.sides[kLeft].watermark_delay.has_value() || flags.sides[kRight].watermark_delay.has_value();
  const cli::LateRecords late{.count = left.late + right.late,
                              .latest = counts.latest,
                              .by_watermarks = flags.time.watermarks,
                              .remedy = has_side_delay ? "a watermark delay of" : "--watermark-delay"};
  if (cli::report_late(late, flags.late, messages)) status = ExitStatus::bad_records;
  status = cli::worse(status, report_evicted(left.evicted + right.evicted, flags, messages));
  if (counts.failures.count > 0) {
    messages.say(fmt::format("--select failed {}, and nothing was written there: {}",
                             times(counts.failures.count), counts.failures.first));
    status = ExitStatus::bad_records;
  }
  return status;
}

std::string summary_text(const op::JoinCounts& counts, const op::JoinOptions& options,
                         const cli::RunTotals& totals) {
  const auto& [left, right] = counts.sides;
  const bool is_lookup = options.kind == op::JoinKind::lookup;
  cli::Summary summary(20);
  if (options.kind == op::JoinKind::interleave) {
    summary.number("records", left.records).number("bad", totals.bad).number("late", left.late);
  } else {
    summary.number("left records", left.records);
    summary.number(is_lookup ? "table rows" : "right records",
                   is_lookup ? counts.most_records : right.records);
    summary.number("bad", totals.bad).number("null keys", left.null_keys + right.null_keys);
    if (!is_lookup) summary.number("late", left.late + right.late);
    summary.number("pairs", counts.pairs)
        .number("left matched", left.matched)
        .number("left unmatched", left.unmatched);
    // Which rows of a table are matched is only noted where the others are written.
    if (!is_lookup || op::writes_unmatched(options.type, kRight)) {
      summary.number("right matched", right.matched).number("right unmatched", right.unmatched);
    }
  }
  if (is_lookup) {
    summary.number("reloads", counts.reloads);
  } else {
    summary.number("evicted", left.evicted + right.evicted).number("records at most", counts.most_records);
  }
  return summary.number("memory at most", counts.most_bytes)
      .rates(left.records + right.records, totals.bytes, totals.elapsed_ns)
      .lines();
}

}  // namespace runnel
