// How far event time has come: F, a time such that no record older than F is expected any more. A window
// closes when F >= its end (a session when F > its end).
//
// Each input has its own: the largest event time seen less the delay, or what its watermark lines say. Over
// several the frontier is the smallest of those that are not idle, and it never goes back. It starts at the
// beginning of time, and an input that has given no record yet holds it there until it is idle or has ended.
//
// Idle: an input that has been waited for longer than the timeout no longer holds back the others; with its
// next record it does again, and the frontier stays where it is until that input has come as far. While all
// are idle the frontier advances by the time waited beyond the timeout, from where it stood when the last of
// them became idle; never to the wall clock, and not where no input has given a time yet. Only time spent
// waiting counts, so that a replay, which never waits, gives what the live run gave.
//
// For the ordered stage, one thread at a time. Times and waits are nanoseconds.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "time/saturate.h"

namespace runnel::time {

constexpr int64_t kBeginningOfTime = std::numeric_limits<int64_t>::min();
constexpr int64_t kEndOfTime = std::numeric_limits<int64_t>::max();

class Frontier {
 public:
  struct Options {
    int64_t delay = 0;                         // >= 0; kEndOfTime: records do not move the frontier
    std::optional<int64_t> idle_timeout = {};  // >= 0; nothing: inputs are never idle
  };
  explicit Frontier(Options options) : options_(options) {}

  // An input that is to be waited for, by its number; of several the smaller numbers need not be added. The
  // other calls add theirs too. A small number: each input up to it takes 24 bytes.
  void add_input(uint32_t input);
  // A record of this event time has come: the input is active, and its own frontier max(itself, time -
  // delay).
  void advance(uint32_t input, int64_t time) {
    advance_to(input,
               options_.delay == kEndOfTime ? kBeginningOfTime : saturated_subtract(time, options_.delay));
  }
  // A watermark line has come: the input is active, and its own frontier at least `time`.
  void advance_to(uint32_t input, int64_t time) {
    if (input < inputs_.size()) {
      Input& known = inputs_[input];
      known.waited = 0;
      if (known.state == State::active && time <= known.own) return;
    }
    move(input, time);
  }
  // Nothing has come from the input for so long, since its last record or since the start. REQUIRES: called
  // with growing times between two records of an input.
  void waited(uint32_t input, int64_t nanoseconds);
  // Nothing more comes from the input: what is said of it later is ignored. After the last one the frontier
  // is kEndOfTime.
  void end(uint32_t input);

  // The frontier F.
  int64_t now() const { return now_; }
  // An input's own; the beginning of time where it has given nothing. REQUIRES: it was added.
  int64_t own(uint32_t input) const { return inputs_[input].own; }
  // Whether an input is idle, and whether it has ended. REQUIRES: it was added.
  bool is_idle(uint32_t input) const { return inputs_[input].state == State::idle; }
  bool has_ended(uint32_t input) const { return inputs_[input].state == State::ended; }

  // When waited() would first change something, in nanoseconds of waiting from the last call on: 0 while all
  // inputs are idle, since every moment moves the frontier then; nothing where no waiting changes anything.
  std::optional<int64_t> next_change() const;

  // Without the options. After a load that failed (see base/bytes.h) it is as new.
  void save(ByteWriter& out) const;
  void load(ByteReader& in);
  // What was loaded comes from an earlier run, and these are the inputs of this one: they are active, also
  // where one had ended or was idle then, and those that are not among them have ended. An input that was not
  // among those of that run holds the frontier where it is until it has given a record.
  void resume(const std::vector<uint32_t>& inputs);

 private:
  enum class State : uint8_t { unknown, active, idle, ended };
  struct Input {
    int64_t own = kBeginningOfTime;
    int64_t waited = 0;
    State state = State::unknown;
  };
  // While all inputs that have not ended are idle, and there is one.
  struct Quiet {
    int64_t stood;  // where the frontier stood when this began
    int64_t from;   // of the waiting beyond the timeout, what does not count
  };

  void move(uint32_t input, int64_t time);
  void settle();
  void begin_quiet();
  void forget_idleness();
  bool all_are_idle() const;
  int64_t least_beyond_timeout() const;
  int64_t counted_waiting() const;

  Options options_;
  std::vector<Input> inputs_;
  std::optional<Quiet> quiet_;
  int64_t now_ = kBeginningOfTime;
};

}  // namespace runnel::time
