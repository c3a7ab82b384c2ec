// What a record is joined with, and when it is known that it has no more partners: one class for each kind of
// join, in a file of its own.
//
// The join (op/join/join.h) calls for every record that is not late, in the order in which they are taken:
// first add(), then advance() with the frontier that the record has brought about. For the ordered stage.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/bytes.h"
#include "op/join/space.h"
#include "time/frontier.h"

namespace runnel::op {

class JoinEngine {
 public:
  virtual ~JoinEngine() = default;

  struct Arrival {
    uint8_t side;
    int64_t time;
    uint64_t number;  // of all records of the join
    KeyId key;        // kNone: it matches nothing
    std::string_view text;
  };
  // `frontier`: as it stands before the record.
  virtual void add(const Arrival& record, int64_t frontier) = 0;

  // Does all that is proven now. Each call with a frontier that is not smaller; time::kEndOfTime at the end.
  virtual void advance(int64_t frontier) = 0;
  // The least frontier at which advance() may have something to do.
  virtual int64_t next_change() const = 0;

  // The least time of a record that is held and may still be written; time::kEndOfTime where there is none.
  virtual int64_t earliest() const = 0;
  // Gives up the oldest record that is held. False where nothing is.
  virtual bool evict() = 0;

  // Beside the space's own.
  virtual uint64_t bytes() const = 0;

  // The records that are held; the space's keys are saved and loaded before.
  virtual void save(ByteWriter& out) const = 0;
  virtual void load(ByteReader& in) = 0;
};

// Of options.kind, which is not lookup. The space must outlive it.
std::unique_ptr<JoinEngine> make_pairs_engine(JoinSpace& space);
std::unique_ptr<JoinEngine> make_pick_engine(JoinSpace& space);
std::unique_ptr<JoinEngine> make_interleave_engine(JoinSpace& space);

// The record, to be held: without a partner so far, in the first stage that the engine has.
inline Kept* hold(JoinSpace& space, const JoinEngine::Arrival& record) {
  return space.records.make({.time = record.time,
                             .deadline = 0,
                             .arrival = record.number,
                             .key = record.key,
                             .size = 0,
                             .side = record.side,
                             .matched = false,
                             .stage = 0},
                            record.text);
}

// Whether the frontier has passed `time`: nothing of that time, or before it, is expected any more.
inline bool has_passed(int64_t frontier, int64_t time) {
  return frontier > time || frontier == time::kEndOfTime;
}

}  // namespace runnel::op
