#include "report.h"

#include <fmt/format.h>

#include "cli/losses.h"
#include "cli/summary.h"
#include "op/stats/field_choice.h"

namespace runnel {

using cli::ExitStatus;

namespace {

constexpr size_t kMostMaps = 10;  // that are named

std::string count_of(uint64_t count, std::string_view one, std::string_view many) {
  return count == 1 ? fmt::format("1 {}", one) : fmt::format("{} {}", count, many);
}

void say_maps(std::span<const std::string> maps, cli::Messages& messages) {
  for (size_t i = 0; i < maps.size() && i < kMostMaps; ++i) {
    const std::string members = maps[i] == "." ? ".*" : maps[i] + ".*";
    messages.say(
        fmt::format("{} is a map: members whose names are data are one field, {}", maps[i], members));
  }
  if (maps.size() > kMostMaps) {
    messages.say(fmt::format("{} more are maps", maps.size() - kMostMaps));
  }
}

void say_missing(const Profiled& profiled, const StatsFlags& flags, cli::Messages& messages) {
  for (const auto& [path, nearest] : op::FieldChoice(flags.fields).missing(profiled.fields)) {
    const std::string hint = nearest.empty() ? "" : fmt::format("; did you mean {}?", nearest);
    messages.say(fmt::format("--field: there is no field {}{}", path, hint));
  }
}

void say_other(uint64_t count, std::string_view bound, cli::Messages& messages) {
  messages.say(fmt::format("{} of keys beyond {} {} one profile, \"other\"", cli::records(count), bound,
                           count == 1 ? "is in" : "share"));
}

}  // namespace

ExitStatus report(const Profiled& profiled, const StatsFlags& flags, cli::Messages& messages) {
  const op::StatsCounts& counts = profiled.counts;
  ExitStatus status = ExitStatus::done;
  say_maps(profiled.maps, messages);
  if (counts.left_out > 0) {
    messages.say(
        fmt::format("{} of fields beyond --max-fields {}, deeper than 64 or with a name beyond 1024 bytes {} "
                    "only counted",
                    count_of(counts.left_out, "value", "values"), flags.max_fields,
                    counts.left_out == 1 ? "was" : "were"));
  }
  if (counts.other_by_limit > 0) {
    say_other(counts.other_by_limit, fmt::format("--limit-keys {}", flags.limit_keys.value_or(0)), messages);
  }
  if (counts.other_by_memory > 0) {
    say_other(counts.other_by_memory, "--max-memory", messages);
    status = ExitStatus::bad_records;
  }
  say_missing(profiled, flags, messages);
  return status;
}

std::string summary_text(const op::StatsCounts& counts, const StatsFlags& flags,
                         const cli::RunTotals& totals) {
  cli::Summary summary(16);
  summary.number("records", counts.records).number("bad", totals.bad);
  if (flags.by || counts.keys > 0) summary.number("keys", counts.keys);
  return summary.number("fields", counts.fields)
      .number("memory at most", counts.most_bytes)
      .rates(counts.records, totals.bytes, totals.elapsed_ns)
      .lines();
}

}  // namespace runnel
