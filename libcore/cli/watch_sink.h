// --watch: takes the results of stream-window and shows them as a table on the terminal that is kept up to
// date, at most ten times a second.
//
// It is a sink like another for whoever writes to it. tick() is for the time when nothing is written: it
// shows what has changed meanwhile, and follows the terminal's size. Messages pass above the table.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "cli/color.h"
#include "cli/messages.h"
#include "cli/terminal_area.h"
#include "cli/watch_table.h"
#include "io/sink.h"
#include "op/pipeline.h"

namespace runnel::cli {

// Whether the table can be shown on stdout. Kind usage, with what to do, where it cannot.
Outcome check_watch(const std::string& to);

class WatchSink final : public io::Sink {
 public:
  // Begins at once. REQUIRES: check_watch(). All must outlive this.
  WatchSink(WatchShape shape, ColorWhen color, Messages& messages, const Clock& clock);
  ~WatchSink() override;

  bool write(std::string_view text) override;
  bool flush() override { return state_ == io::SinkState::open; }
  bool close() override;
  int watch_descriptor() const override;
  std::optional<io::FileId> file_id() const override { return std::nullopt; }

  void tick();

 private:
  bool draw();

  Messages& messages_;
  const Clock& clock_;
  WatchRows rows_;
  WatchScreen screen_;
  TerminalArea area_;
  bool has_changed_ = true;  // since it was drawn
  int64_t drawn_at_ = 0;
  bool is_closed_ = false;
};

// Has the table kept up to date while the pipeline runs, beside what another monitor does.
class WatchMonitor final : public op::Monitor {
 public:
  // Null: there is no table.
  WatchMonitor(WatchSink* sink, op::Monitor& other) : sink_(sink), other_(other) {}
  void progress(uint64_t bytes_read, uint64_t bytes_total) override;
  int interval_ms() const override;

 private:
  WatchSink* const sink_;
  op::Monitor& other_;
};

}  // namespace runnel::cli
