// The figures of a run in Prometheus's text format, version 0.0.4: what /metrics answers, and what the node
// exporter's textfile collector reads.
//
// Names are runnel_..., in base units; counters end in _total. Each sample has the label `program`, and
// `name` where there is one, which keeps two runs of one program apart where they are collected from files
// side by side. What does not apply to a run is left out: no watermark without event time, no checkpoints
// without a state.
#pragma once

#include <string>
#include <string_view>

#include "cli/metrics/metrics.h"

namespace runnel::cli {

struct MetricsLabels {
  std::string program;  // stream-window
  std::string name;     // empty: no such label
  std::string version;  // of the program, for runnel_build_info
};

constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

void write_metrics(std::string& out, const MetricsSnapshot& snapshot, const MetricsLabels& labels);

}  // namespace runnel::cli
