#include "gate_report.h"

#include <fmt/format.h>

namespace runnel {

using cli::ExitStatus;
using op::GateKind;

namespace {

bool report_forgotten(const op::Gate* gate, std::string_view flag, std::string_view consequence,
                      cli::Messages& messages) {
  const uint64_t count = gate != nullptr ? gate->forgotten() : 0;
  if (count == 0) return false;
  messages.say(fmt::format("{}: {} key{} forgotten at --max-memory: {}; a larger --max-memory keeps them",
                           flag, count, count == 1 ? " was" : "s were", consequence));
  return true;
}

}  // namespace

ExitStatus report_forgotten(const op::Gates& gates, cli::Messages& messages) {
  const bool repeats =
      report_forgotten(gates.gate(GateKind::dedupe), "--dedupe", "repeats may have passed", messages);
  const bool rates = report_forgotten(gates.gate(GateKind::rate), "--rate",
                                      "more may have passed in a span than its count", messages);
  return repeats || rates ? ExitStatus::bad_records : ExitStatus::done;
}

void add_gates(const op::Gates& gates, cli::Summary& summary) {
  const auto add = [&](GateKind kind, std::string_view name) {
    if (gates.gate(kind) != nullptr) summary.number(name, gates.counts().dropped_by(kind));
  };
  add(GateKind::dedupe, "repeats");
  add(GateKind::sample, "not sampled");
  add(GateKind::rate, "over rate");
  uint64_t keys = 0, bytes = 0;
  for (const GateKind kind : {GateKind::dedupe, GateKind::rate}) {
    if (const op::Gate* gate = gates.gate(kind)) {
      keys += gate->held().most_entries;
      bytes += gate->held().most_bytes;
    }
  }
  if (keys > 0) summary.number("keys at most", keys).number("memory at most", bytes);
}

}  // namespace runnel
