// What the codes of a running program share beside their frames: where the current value lies, which label is
// being left, what a record may still cost. One a worker.
#pragma once

#include <absl/container/inlined_vector.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "expr/code/code.h"
#include "expr/function.h"
#include "json/record_fields.h"
#include "json/value.h"

namespace runnel::expr {

// A place in a value, as the steps from its root: a list from the last step up. Lies in the arena; null is
// the root itself.
struct PathLink {
  const PathLink* up;
  json::Value key;  // not owned
  uint32_t length;  // of the whole path
};

// Stands for the place of a value that lies nowhere, since it was computed.
extern const PathLink kNowhere;

// A program that was given for a parameter, with the frame that it was written in.
struct Block;
struct Closure {
  const Block* values = nullptr;  // what it gives
  const Block* places = nullptr;  // and where that lies, as a path expression
  Frame* frame = nullptr;
};

// A call that is to be made in place of the one that is running.
struct TailCall {
  const Block* block = nullptr;
  Frame* outer = nullptr;
  const PathLink* place = nullptr;
  absl::InlinedVector<json::Value, 3> values;  // registers from 0 on
  absl::InlinedVector<Closure, 2> closures;
};

// What a record may cost: a bound that no program of ordinary use comes near, so that one which would not end
// fails instead of holding up the stream. What has run out stays so until the next record, and is not caught
// by `try`.
class Budget {
 public:
  // A program may go through a large record many times.
  static constexpr uint64_t kSteps = 50'000'000;
  static constexpr uint64_t kStepsPerByte = 32;
  static constexpr size_t kMemory = size_t{1} << 30;

  explicit Budget(uint64_t steps = kSteps) : steps_per_record_(steps) {}

  // For a record of which so many bytes are read.
  void refill(size_t bytes);
  bool is_spent() const { return spent_ != nullptr; }

  // Counts a step. False where there are none left.
  bool step(Context& context) {
    return --steps_ != 0 && context.arena.used() <= kMemory ? true : look(context);
  }
  // Whether there is stack for one more level.
  bool deeper(Context& context);
  // Whether so much may be held at once, beside what the arena holds.
  bool may_hold(Context& context, size_t bytes);

 private:
  bool look(Context& context);
  bool fail(Context& context, const char* what);

  uint64_t steps_per_record_;
  uint64_t steps_ = 0;   // until the next look
  uint64_t rounds_ = 0;  // looks that are left
  const char* stack_end_ = nullptr;
  const char* spent_ = nullptr;  // what there was too much of, as the message says it
};

struct Machine {
  const char* record = nullptr;          // its text; null where it is none, and nobody has asked for it
  json::RecordFields* fields = nullptr;  // who makes it then
  const char* line() { return record != nullptr ? record : record = fields->line(); }
  const PathLink* place = nullptr;  // of the value that a path expression has just given
  uint64_t labels = 0;              // how many have been entered
  uint64_t breaking = 0;            // the one that is being left, while Step::stop unwinds; 0: none
  TailCall tail;
  Budget budget;
  bool halted = false;  // by halt or halt_error:
  enum class HaltKind : bool { plain, error } halt_kind = HaltKind::plain;
  std::string last_words = {};       // of halt_error
  std::string said = {};             // by debug and stderr, for this record
  std::string_view input_name = {};  // of the source that the record comes from; empty for stdin
  uint64_t input_line = 0;           // and which of its lines it is, from 1
};

// The place one step below `up`. The key's text is copied to the arena where it is owned.
const PathLink* place_below(Context& context, const PathLink* up, const json::Value& key);

// The steps from the root. REQUIRES: path is not kNowhere.
json::Value path_value(Context& context, const PathLink* path);

}  // namespace runnel::expr
