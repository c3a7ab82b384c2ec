#include "report.h"

#include <fmt/format.h>

#include "base/quantity.h"
#include "cli/losses.h"
#include "cli/summary.h"

namespace runnel {

using cli::ExitStatus;

namespace {

void say_other(uint64_t count, std::string_view bound, cli::Messages& messages) {
  messages.say(fmt::format("{} of keys beyond {} {} counted under \"$other\"", cli::records(count), bound,
                           count == 1 ? "was" : "were"));
}

}  // namespace

ExitStatus report_losses(const op::Window& window, const WindowFlags& flags, cli::Messages& messages) {
  const op::WindowCounts& counts = window.counts();
  ExitStatus status = ExitStatus::done;
  const cli::LateRecords late{
      .count = counts.late, .latest = counts.latest, .by_watermarks = flags.time.watermarks};
  if (cli::report_late(late, flags.late, messages)) status = ExitStatus::bad_records;
  if (counts.other_by_limit > 0) {
    say_other(counts.other_by_limit, fmt::format("--limit-keys {}", flags.limit_keys), messages);
  }
  if (counts.other_by_memory > 0) {
    say_other(counts.other_by_memory, "--max-memory", messages);
    status = ExitStatus::bad_records;
  }
  if (const auto& failures = window.results().failures(); failures.count > 0) {
    messages.say(fmt::format("an expression over the results failed {} and was null there: {}",
                             failures.count == 1 ? "once" : fmt::format("{} times", failures.count),
                             failures.first));
    status = ExitStatus::bad_records;
  }
  return status;
}

std::string summary_text(const op::Window& window, const cli::RunTotals& totals) {
  const op::WindowCounts& counts = window.counts();
  const uint64_t a_group = counts.most_groups == 0 ? 0 : counts.most_bytes / counts.most_groups;
  return cli::Summary(22)
      .number("records", counts.records)
      .number("bad", totals.bad)
      .number("late", counts.late)
      .text("largest lateness", format_duration(counts.largest_lateness))
      .text("delay to keep all", counts.late > 0 ? format_duration(counts.latest) : "as it is")
      .number("in no window", counts.in_no_window)
      .number("beyond limits", counts.other_by_limit + counts.other_by_memory)
      .number("windows", window.results().counts.windows)
      .number("results", window.results().counts.records)
      .number("keys at most", counts.most_keys)
      .number("groups at most", counts.most_groups)
      .number("memory at most", counts.most_bytes)
      .number("bytes a group", a_group)
      .rates(counts.records, totals.bytes, totals.elapsed_ns)
      .lines();
}

}  // namespace runnel
