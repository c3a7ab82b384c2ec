// The peers of a sink, and the thread that serves them where the writer does not: it waits for those who
// come, sends what is held to those who take it, cuts off who takes nothing, and ends it all.
//
// The writer sends by itself to whoever has nothing else to take, so that lines pass without another thread;
// the thread sleeps meanwhile. What both use is under one lock; the gate is the thread's alone.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/thread.h"
#include "io/net/delivery.h"
#include "io/net/epoll.h"
#include "io/net/net_options.h"
#include "io/net/peer.h"
#include "io/net/peer_gate.h"
#include "io/net/spool_limit.h"
#include "io/uri.h"

namespace runnel::io {

class PeerHub {
 public:
  // Errors as of open_net_sink().
  static Result<std::unique_ptr<PeerHub>> open(const Uri& uri, const NetOptions& options);
  ~PeerHub();

  // Hands on whole lines; waits where there is no room for them. How many bytes it took: fewer than all where
  // it has given up.
  size_t write(std::string_view lines);
  // Waits until all is taken, or it has given up. Nothing is written after it.
  void close();

  // Bytes that it took in write() and its peers have not taken yet.
  uint64_t untaken();
  // Why it gave up, when it has: `nobody was there for 30s`.
  const std::string& failure() const { return failure_; }

 private:
  using Lock = std::unique_lock<std::mutex>;
  using Events = std::span<const epoll_event>;
  using Arrivals = std::vector<std::unique_ptr<Channel>>;
  struct Departure {
    std::unique_ptr<Peer> peer;
    Delivery::Rest rest;
  };

  // Of the epoll: what is no address of a peer, and below those of the gate.
  static constexpr uint64_t kWakeTag = 0;
  static constexpr uint64_t kStopTag = 1;

  PeerHub(const Uri& uri, const NetOptions& options);
  Outcome start(const Uri& uri);
  int64_t now_ns() const { return options_.clock->monotonic_ns(); }
  void wake();

  // With the lock.
  void follow(int64_t now);
  bool has_anybody() const;

  // The writer's, with the lock.
  void take_turn(Lock& lock);
  uint64_t limit(int64_t now);
  void wait_for_only_peer(Lock& lock);
  bool wait_for_room(Lock& lock, int64_t now);

  // The thread's.
  void run();
  Arrivals meet(Events events);
  void dismiss(std::vector<Departure> departures);
  void say(const Departure& departure) const;

  // The thread's, with the lock.
  std::vector<Departure> serve(Events events, Arrivals arrivals, int64_t now);
  void serve(Peer& peer, uint32_t events, int64_t now);
  void cut_off_silent(int64_t now);
  std::vector<Departure> take_departures();
  void admit(Arrivals arrivals, int64_t now);
  void note_progress(int64_t now);
  int64_t gives_up_at() const;
  void give_up_in_time(int64_t now);
  bool is_ending() const;
  void end(int64_t now);
  int64_t next_deadline(int64_t now) const;
  bool has_news_for_writer() const;

  const std::string name_;
  const NetOptions options_;
  Epoll epoll_;
  Descriptor wake_;                 // an eventfd
  std::unique_ptr<PeerGate> gate_;  // the thread's, once it runs
  bool has_many_ = false;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> is_wanted_{false};  // the thread asks for the lock, and the writer is to let it have it
  Peers peers_;                         // the thread alone changes the list
  std::unique_ptr<Delivery> delivery_;
  SpoolLimit limit_;
  // Times of the clock; 0: it is not so.
  int64_t taken_ns_ = 0;         // when anybody took something last
  int64_t waits_since_ns_ = 0;   // the writer, for room
  int64_t closing_ns_ = 0;       // since when
  int64_t stopped_ns_ = 0;       // when the run was asked to stop
  int64_t sleeps_until_ns_ = 0;  // the thread, if nothing happens
  bool is_undecided_ = false;    // as of the gate
  bool is_over_ = false;
  bool has_given_up_ = false;
  std::string failure_;
  std::optional<Thread> thread_;
};

}  // namespace runnel::io
