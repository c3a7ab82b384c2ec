#include "cli/metrics/write_metrics.h"

#include <fmt/format.h>

namespace runnel::cli {

namespace {

constexpr std::string_view kCounter = "counter";
constexpr std::string_view kGauge = "gauge";

// As the format wants the value of a label.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

// Exact, and without an exponent: `1.5`, `-0.25`, `1772366400.123456789`.
std::string seconds(int64_t ns) {
  constexpr uint64_t kSecond = 1'000'000'000;
  const bool negative = ns < 0;
  const uint64_t size = negative ? uint64_t{0} - static_cast<uint64_t>(ns) : static_cast<uint64_t>(ns);
  std::string text = fmt::format("{}{}", negative ? "-" : "", size / kSecond);
  if (size % kSecond == 0) return text;
  text += fmt::format(".{:09}", size % kSecond);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

class Writer {
 public:
  Writer(std::string& out, const MetricsLabels& labels) : out_(out) {
    labels_ = fmt::format("program=\"{}\"", escaped(labels.program));
    if (!labels.name.empty()) labels_ += fmt::format(",name=\"{}\"", escaped(labels.name));
  }

  void family(std::string_view name, std::string_view type, std::string_view help) {
    out_ += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
  }
  void sample(std::string_view name, std::string_view value, std::string_view more_labels = {}) {
    out_ += fmt::format("{}{{{}{}}} {}\n", name, labels_, more_labels, value);
  }

  void counter(std::string_view name, std::string_view help, uint64_t value) {
    family(name, kCounter, help);
    sample(name, fmt::to_string(value));
  }
  void gauge(std::string_view name, std::string_view help, std::string_view value) {
    family(name, kGauge, help);
    sample(name, value);
  }

 private:
  std::string& out_;
  std::string labels_;
};

void write_stream(Writer& w, const Figures& figures) {
  const op::Totals& totals = figures.totals;
  w.counter("runnel_input_bytes_total", "Bytes read from all inputs, before decompression.",
            figures.bytes_in);
  w.counter("runnel_input_records_total", "Records read from all inputs, bad ones among them.",
            totals.records_in);
  w.counter("runnel_output_bytes_total", "Bytes written to all outputs, before compression.",
            figures.bytes_out);
  w.counter("runnel_output_records_total", "Records written to all outputs, without dead letters.",
            totals.records_out);
  w.counter("runnel_bad_records_total", "Records that could not be processed.", figures.bad);
  w.counter("runnel_late_records_total", "Records that came after what they belong to was closed.",
            totals.late);
  w.counter("runnel_evicted_records_total", "Records left out because memory was at its bound.",
            totals.evicted);
}

void write_time(Writer& w, const MetricsSnapshot& snapshot) {
  const auto frontier = snapshot.figures.totals.frontier_ns;
  if (!frontier.has_value()) return;
  int64_t lag = 0;
  if (__builtin_sub_overflow(snapshot.now_ns, *frontier, &lag)) return;
  w.gauge("runnel_watermark_timestamp_seconds",
          "Event time before which no record is expected any more, since 1970.", seconds(*frontier));
  w.gauge("runnel_watermark_lag_seconds", "How far the watermark was behind the clock when this was written.",
          seconds(lag));
}

void write_latency(Writer& w, const MetricsSnapshot& snapshot) {
  w.family("runnel_latency_seconds", "histogram",
           "Time from the reading of a record's batch until what became of it was written.");
  uint64_t count = 0;
  for (size_t i = 0; i < snapshot.latency.size(); ++i) {
    count += snapshot.latency[i];
    const bool last = i == kLatencyBoundsNs.size();
    w.sample("runnel_latency_seconds_bucket", fmt::to_string(count),
             fmt::format(",le=\"{}\"", last ? "+Inf" : seconds(kLatencyBoundsNs[i])));
  }
  w.sample("runnel_latency_seconds_sum", seconds(snapshot.latency_sum_ns));
  w.sample("runnel_latency_seconds_count", fmt::to_string(count));
}

void write_held(Writer& w, const Figures& figures) {
  w.gauge("runnel_queue_batches", "Batches that were read and wait to be written.",
          fmt::to_string(figures.batches_in_flight));
  w.gauge("runnel_state_bytes", "Memory that windows, joins, profiles and the like hold.",
          fmt::to_string(figures.totals.bytes_held));
  w.gauge("runnel_state_keys", "Keys that state is held for.", fmt::to_string(figures.totals.keys));
}

void write_checkpoints(Writer& w, const MetricsSnapshot& snapshot) {
  if (!snapshot.has_state) return;
  w.counter("runnel_checkpoints_total", "Checkpoints that were written.", snapshot.checkpoints);
  w.counter("runnel_checkpoint_failures_total", "Checkpoints that could not be written.",
            snapshot.failed_checkpoints);
  if (!snapshot.last_checkpoint.has_value()) return;
  const Checkpoint& last = *snapshot.last_checkpoint;
  w.gauge("runnel_last_checkpoint_timestamp_seconds", "When the last checkpoint was complete, since 1970.",
          seconds(last.at_ns));
  w.gauge("runnel_last_checkpoint_duration_seconds",
          "Time that the last checkpoint took, from its snapshot until it was on the disk.",
          seconds(last.duration_ns));
  w.gauge("runnel_last_checkpoint_bytes", "Size of the state file that the last checkpoint wrote.",
          fmt::to_string(last.bytes));
  w.gauge("runnel_checkpoint_stall_seconds",
          "The longest time that a checkpoint of this run held up records.",
          seconds(snapshot.longest_stall_ns));
}

}  // namespace

void write_metrics(std::string& out, const MetricsSnapshot& snapshot, const MetricsLabels& labels) {
  Writer w(out, labels);
  write_stream(w, snapshot.figures);
  write_time(w, snapshot);
  write_latency(w, snapshot);
  write_held(w, snapshot.figures);
  write_checkpoints(w, snapshot);
  w.gauge("runnel_start_time_seconds", "When the run began, since 1970.", seconds(snapshot.start_ns));
  w.family("runnel_build_info", kGauge, "Which program this is; the value is always 1.");
  w.sample("runnel_build_info", "1", fmt::format(",version=\"{}\"", escaped(labels.version)));
}

}  // namespace runnel::cli
