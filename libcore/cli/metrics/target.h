// Where the figures of a run go: the value of --metrics.
//
//   9100          port 9100 of 127.0.0.1: nobody but this machine sees it
//   :9100         port 9100 of every address of the machine
//   HOST:9100     of that address or name; IPv6 in brackets: [::1]:9100
//   file:PATH     a file; also anything else, such as PATH or ./9100
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"

namespace runnel::cli {

struct MetricsAddress {
  std::string host;   // empty: every address of the machine
  uint16_t port = 0;  // 0: one that is free
};
struct MetricsPath {
  std::string path;
};
using MetricsTarget = std::variant<MetricsAddress, MetricsPath>;

// Kind usage: an empty name, `-` (stdout is for records), or a port beyond 65535.
Result<MetricsTarget> parse_metrics_target(std::string_view text);

}  // namespace runnel::cli
