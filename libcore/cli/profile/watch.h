// --watch of stream-stats: shows the profiles on the terminal as they grow, a new look each second, and does
// at once what a key asks for: see WatchView. At the end the last table stays, all of it.
//
// Messages pass above the table. Everything is called on the ordered stage.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cli/common_options.h"
#include "cli/messages.h"
#include "cli/profile/watch_view.h"
#include "cli/terminal_area.h"
#include "op/stats/report_taker.h"

namespace runnel::cli {

// Whether there are keys: not where records are typed on the terminal.
enum class WatchKeys : bool { none, terminal };
// `inputs`: as on the command line; none is stdin.
WatchKeys watch_keys(std::span<const std::string> inputs);

class WatchTaker final : public op::ReportTaker {
 public:
  // Begins at once. REQUIRES: check_watch() of cli/watch_sink.h. All must outlive this.
  WatchTaker(op::FieldChoice choice, ColorWhen color, WatchKeys keys, Messages& messages, const Clock& clock);
  ~WatchTaker() override;

  // The last profiles: they stay on the terminal.
  op::Demand take(const op::DueProfiles& profiles) override;
  op::Demand flush() override { return demand(); }
  std::span<const int> watched() const override;

  // Never more than a tenth of a second, for the keys and the terminal's size.
  int wants_look_ms() override;
  // `enough` where the key was pressed that ends the run, or the terminal is gone.
  op::Demand look(const op::DueProfiles& profiles) override;

  // Kind sink: the terminal could not be written to.
  const std::optional<Error>& error() const { return error_; }

 private:
  op::Demand demand() const;
  // Whether the view has changed.
  bool obey_keys();
  void draw();
  void close();

  Messages& messages_;
  const Clock& clock_;
  Screen screen_;
  TerminalArea area_;
  std::optional<TerminalKeys> keys_;
  WatchView view_;
  ProfileHistory history_;
  std::vector<op::ProfileSummary> profiles_;  // as they were looked at last: for a view that has changed
  int64_t asked_at_ = INT64_MIN;              // when keys were read last
  std::optional<int64_t> looked_at_;
  bool is_ending_ = false;
  bool is_closed_ = false;
  std::optional<Error> error_;
};

}  // namespace runnel::cli
