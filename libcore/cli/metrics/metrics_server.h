// --metrics ADDR: the figures of a run over HTTP, while it runs.
//
//   GET /metrics   what write_metrics() writes
//   GET /healthz   200 and `ok`, or 503 and what is wrong (health())
//
// Anything else is answered with 404. It has threads of its own, and takes nothing from the run but the
// atomics of Metrics and Pulse. What speaks HTTP lies in a module, lib/runnel/runnel-http.so beside the
// programs' directory, loaded here and nowhere else: it brings libraries whose loading would double the start
// of every program (http_module.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "cli/metrics/metrics.h"
#include "cli/metrics/pulse.h"
#include "cli/metrics/target.h"
#include "cli/metrics/write_metrics.h"

namespace runnel::cli {

// What /healthz says is wrong: nothing where all is well, a run that waits for input or for the reader of its
// output among it. A run that is stopping is not well: nobody should wait for it.
std::optional<std::string> health(const MetricsSnapshot& snapshot, const Pulse& pulse);

class MetricsServer {
 public:
  // Listens, and answers from then on. Kind sink: the address cannot be had (`127.0.0.1:9100: Address already
  // in use`), or the module is not there. What is passed must outlive this.
  static Result<std::unique_ptr<MetricsServer>> start(const MetricsAddress& address, const Metrics& metrics,
                                                      const Pulse& pulse, MetricsLabels labels);
  // Ends at once, whatever a client is waiting for.
  ~MetricsServer();
  MetricsServer(const MetricsServer&) = delete;
  MetricsServer& operator=(const MetricsServer&) = delete;

  // Where it listens.
  uint16_t port() const;

 private:
  struct Functions;
  struct Content;
  explicit MetricsServer(std::unique_ptr<Content> content);

  std::unique_ptr<Content> content_;
};

}  // namespace runnel::cli
