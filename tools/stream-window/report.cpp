#include "report.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/quantity.h"
#include "base/time_text.h"

namespace runnel {

using cli::ExitStatus;
using Late = cli::TimeOptions::Late;

namespace {

std::string records(uint64_t count) {
  return fmt::format("{} record{}", count, count == 1 ? "" : "s");
}

void say_late(const op::WindowCounts& counts, const WindowFlags& flags, cli::Messages& messages) {
  const std::string came =
      fmt::format("{} came late and {} left out, up to {} behind the newest", records(counts.late),
                  counts.late == 1 ? "was" : "were", format_duration(counts.latest));
  messages.say(flags.time.watermarks ? came + "; the watermarks of the input were ahead of them"
                                     : fmt::format("{}; --watermark-delay {} keeps them all", came,
                                                   format_duration(counts.latest)));
}

void say_other(uint64_t count, std::string_view bound, cli::Messages& messages) {
  messages.say(fmt::format("{} of keys beyond {} {} counted under \"$other\"", records(count), bound,
                           count == 1 ? "was" : "were"));
}

}  // namespace

ExitStatus report_losses(const op::Window& window, const WindowFlags& flags, cli::Messages& messages) {
  const op::WindowCounts& counts = window.counts();
  ExitStatus status = ExitStatus::done;
  if (counts.late > 0 && flags.time.late == Late::report) {
    say_late(counts, flags, messages);
    status = ExitStatus::bad_records;
  }
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

std::string summary_text(const op::Window& window, const WindowSummary& summary) {
  const op::WindowCounts& counts = window.counts();
  const double seconds = static_cast<double>(std::max<int64_t>(summary.elapsed_ns, 1)) / 1e9;
  const auto line = [](const char* name, const std::string& value) {
    return fmt::format("{:<22}{:>16}\n", name, value);
  };
  const auto number = [&](const char* name, uint64_t value) { return line(name, fmt::to_string(value)); };
  const uint64_t a_group = counts.most_groups == 0 ? 0 : counts.most_bytes / counts.most_groups;
  return number("records:", counts.records) + number("bad:", summary.bad) + number("late:", counts.late) +
         line("largest lateness:", format_duration(counts.largest_lateness)) +
         line("delay to keep all:", counts.late > 0 ? format_duration(counts.latest) : "as it is") +
         number("in no window:", counts.in_no_window) +
         number("beyond limits:", counts.other_by_limit + counts.other_by_memory) +
         number("windows:", window.results().counts.windows) +
         number("results:", window.results().counts.records) + number("keys at most:", counts.most_keys) +
         number("groups at most:", counts.most_groups) + number("memory at most:", counts.most_bytes) +
         number("bytes a group:", a_group) + number("bytes:", summary.bytes) +
         line("seconds:", fmt::format("{:.3f}", seconds)) +
         line("records/s:", fmt::format("{:.0f}", static_cast<double>(counts.records) / seconds)) +
         line("bytes/s:", fmt::format("{:.0f}", static_cast<double>(summary.bytes) / seconds));
}

}  // namespace runnel
