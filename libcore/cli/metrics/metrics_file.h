// --metrics FILE: the figures of a run as a file that is always whole, for the node exporter's textfile
// collector.
//
// It is written by whoever calls, which is the ordered stage: when something was read and kInterval has
// passed, and at the end, so that what a run of a moment did stays to be collected. In the file the samples
// carry the label `name`, the file's own name without .prom. Not thread-safe. A file that cannot be written
// is an error of the sink, for the caller to say; the next write tries again, and the run goes on.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "cli/metrics/metrics.h"
#include "cli/metrics/write_metrics.h"
#include "cli/profile/replaced_file.h"

namespace runnel::cli {

class MetricsFile {
 public:
  static constexpr int64_t kIntervalNs = 10'000'000'000;

  // Kind sink where no file can be made there, or something else than a plain file is. `labels.name` is set
  // here. Metrics and clock outlive this.
  static Result<std::unique_ptr<MetricsFile>> open(const std::string& path, const Metrics& metrics,
                                                   MetricsLabels labels, const Clock& clock);

  // Writes if it is time to: called between batches and while waiting. Costs a look at the clock.
  void tick() {
    if (clock_.monotonic_ns() >= next_ns_) write();
  }
  // Now, whatever the time.
  void write();

  // Whether the last text was written; else error() says why.
  bool ok() const { return file_->state() != io::SinkState::failed; }
  const Error& error() const { return file_->error(); }

 private:
  MetricsFile(std::string path, std::unique_ptr<ReplacedFile> file, const Metrics& metrics,
              MetricsLabels labels, const Clock& clock);

  const std::string path_;
  std::unique_ptr<ReplacedFile> file_;
  const Metrics& metrics_;
  const MetricsLabels labels_;
  const Clock& clock_;
  int64_t next_ns_;
  std::string text_;
};

}  // namespace runnel::cli
