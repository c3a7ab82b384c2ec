// The progress of a run on stderr: `412 MB of 1.07 GB, 38 %, 1.21 GB/s, 1s left`.
//
// On a terminal it is one line, renewed at most five times a second and gone when the run ends; elsewhere, a
// line of its own every ten seconds. The pipeline's ordered stage calls progress() after every batch: between
// renewals it costs a look at the clock. Not thread-safe; Messages, which it writes through, is.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "cli/messages.h"
#include "op/pipeline.h"

namespace runnel::cli {

enum class ProgressStyle { none, terminal, lines };

// What goes to stdout: records, or at most a line at the end (--count, --to FILE), which a status line does
// not disturb.
enum class StdoutUse { records, little };

// What decides how progress is shown.
struct ProgressWish {
  bool asked_for;  // --progress
  bool stderr_is_terminal;
  bool records_on_terminal;
  uint64_t total;  // bytes of all inputs, 0 where that is not known
};

// Asked for: as a line on a terminal, unless records pass over the same screen. Not asked for: as such a line
// where it is likely to be missed, when more than 100 MB are to be read.
ProgressStyle progress_style(const ProgressWish& wish);
// The same, asking the system about descriptors 1 and 2.
ProgressStyle progress_style(bool asked_for, uint64_t total, StdoutUse use = StdoutUse::records);

class Progress : public op::Monitor {
 public:
  // The clock's monotonic time is used. Both outlive this.
  Progress(Messages& messages, ProgressStyle style, const Clock& clock);
  ~Progress() override { finish(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // bytes: read so far; total: of all inputs, or 0.
  void progress(uint64_t bytes, uint64_t total) override {
    if (style_ == ProgressStyle::none) return;
    if (const int64_t now_ns = clock_.monotonic_ns(); now_ns >= next_ns_) show(bytes, total, now_ns);
  }
  int interval_ms() const override { return style_ == ProgressStyle::none ? -1 : 200; }
  // Takes the line away.
  void finish();

 private:
  void show(uint64_t bytes, uint64_t total, int64_t now_ns);

  Messages& messages_;
  const ProgressStyle style_;
  const Clock& clock_;
  const int64_t start_ns_;
  int64_t next_ns_;  // when something is shown next
  // The rate is that of the last seconds, so that the time left follows a disk or a peer that changes its
  // pace.
  int64_t rate_since_ns_;
  uint64_t rate_since_bytes_ = 0;
  double rate_ = 0;  // bytes a second; 0: not known yet
};

// The text of the line. `rate` in bytes a second.
std::string progress_text(uint64_t bytes, uint64_t total, double rate, int64_t elapsed_ns);

}  // namespace runnel::cli
