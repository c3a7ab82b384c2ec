// A gate: what lets a record pass, of those that the predicate holds for, by what has passed before it. The
// gates stand behind each other in the ordered stage of stream-filter, and each sees only what the one before
// it let pass: --dedupe, --sample, --rate.
//
// What a gate knows of a record is the hash of a key and a time, which the workers have read out of it
// (gate_keys.h); what it knows of time is in a moment (gate_time.h). All that a gate does follows from the
// records and moments that it has been given, in their order, so that it can be saved and loaded between any
// two of them.
#pragma once

#include <cstdint>

#include "agg/hash.h"
#include "base/bytes.h"

namespace runnel::op {

// Keys are held as 128 bits of XXH3 over their values as canonical JSON, one a line: 1 and 1.0 are one key.
// Of a million different keys two have the same hash with a probability of 1 in 10^27.
using GateKey = agg::Hash128;

// A record that passes the predicate.
struct GateRecord {
  GateKey repeats;  // of --dedupe
  GateKey by;       // of --by
  int64_t time;     // of -t; without meaning where gates go by the clock
  int64_t newest;  // the largest time of the records before it in its extract, also of those that do not pass
};

// When a record happened, and how far time had come before it: nothing older than the frontier is expected
// any more. By the clock both are the same.
struct GateMoment {
  int64_t time;
  int64_t frontier;
};

class Gate {
 public:
  virtual ~Gate() = default;

  // What take() would say. Changes nothing: for a record that, if it may pass, is a bad one.
  virtual bool admits(const GateRecord& record, GateMoment moment) const = 0;
  // Whether the record passes; either way it counts for those behind it.
  virtual bool take(const GateRecord& record, GateMoment moment) = 0;
  // The record comes soon: in two steps, the second some records later.
  virtual void prefetch(const GateRecord& /*record*/) const {}
  virtual void prefetch_more(const GateRecord& /*record*/) const {}

  // Of what is remembered of keys, in bytes and entries: now, and at most.
  struct Held {
    uint64_t bytes = 0;
    uint64_t entries = 0;
    uint64_t most_bytes = 0;
    uint64_t most_entries = 0;
  };
  virtual Held held() const { return {}; }
  // How many entries were forgotten since there was no room for them (--max-memory).
  virtual uint64_t forgotten() const { return 0; }

  // Without the options, and what was held at most. After a load that failed (see base/bytes.h) the gate is
  // good for nothing.
  virtual void save(ByteWriter& out) const = 0;
  virtual void load(ByteReader& in) = 0;
};

}  // namespace runnel::op
