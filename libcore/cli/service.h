// What a service manager is told of a run (sd_notify(3), over the socket that NOTIFY_SOCKET names): that it
// is ready, what it does, that it is alive, that it reloads or stops. Without such a manager every call does
// nothing.
//
// The watchdog (WATCHDOG_USEC, and WATCHDOG_PID where it is ours) is fed by a thread of its own, four times
// in its time, as long as the run's Pulse is not stuck: so neither a quiet input nor a reader that does not
// read lets the manager kill the run. What fails it is a batch that takes longer than half of that time,
// since the run beats between batches; then the run is killed at one and a half times of it at the latest. So
// that time is to be minutes: a record alone ends after seconds, but a batch has thousands. A start (opening,
// loading tables) and a stop have their own bounds with systemd, TimeoutStartSec and TimeoutStopSec.
//
// ready(), status() and the others: one call at a time, by the ordered stage. The signals of the process are
// not taken by that thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "cli/metrics/pulse.h"

namespace runnel::cli {

class Service {
 public:
  // As the environment says. The clock outlives this.
  explicit Service(const Clock& clock);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // Whether somebody listens.
  bool is_watched() const;

  // Inputs and outputs are open, and what there was to load is loaded. Again after reloading().
  void ready();
  // One line for people, as `systemctl status` shows it. At most one a second is sent, and only one that is
  // new: so it may be called after every batch where status_is_due() says so, which costs a look at the
  // clock.
  bool status_is_due() const;
  void status(std::string_view text);
  // SIGHUP was taken; ready() follows.
  void reloading();
  // The input has ended or a stop was requested: what was read is being finished. Ends the watchdog's thread.
  // Said once.
  void stopping();

  // From now on the watchdog is fed while `pulse`, which outlives this, is not stuck. After a fork only the
  // parent goes on feeding it. Does nothing where no watchdog was asked for.
  void feed_watchdog(const Pulse& pulse);

  // How long input may be waited for until the next beat; -1 where nobody listens.
  int interval_ms() const;

 private:
  class Channel;
  class Watchdog;

  const Clock& clock_;
  std::unique_ptr<Channel> channel_;  // null where nobody listens
  std::unique_ptr<Watchdog> watchdog_;
  bool stopping_ = false;
  int64_t watchdog_ns_ = 0;  // 0: none
  int64_t next_status_ns_ = 0;
  std::string last_status_;
};

}  // namespace runnel::cli
