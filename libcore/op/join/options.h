// What stream-join is asked to do, beside its programs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/event_time.h"
#include "op/walk_options.h"

namespace runnel::op {

// Of an array of two: which side of a join. An input's number is its side.
constexpr size_t kLeft = 0;
constexpr size_t kRight = 1;

enum class JoinKind : uint8_t {
  pairs,       // --within: every two records of a key whose times fit
  pick,        // --asof, --within --first: each left record and the right one nearest to it
  lookup,      // the right side is a table
  interleave,  // no pairs: two or more inputs become one
};

enum class JoinType : uint8_t { inner, left, right, full, semi, anti };

// Whether a record of that side is written when it has no partner. `side` is kLeft or kRight.
constexpr bool writes_unmatched(JoinType type, size_t side) {
  if (type == JoinType::full) return true;
  return side == kLeft ? type == JoinType::left || type == JoinType::anti : type == JoinType::right;
}
// Whether what is written for a pair holds both records.
constexpr bool writes_pairs(JoinType type) {
  return type != JoinType::semi && type != JoinType::anti;
}

// How the record that is written is made of two.
struct JoinTextOptions {
  enum class Form : uint8_t {
    nested,  // the left record with the right one as its member `name`
    flat,    // the left record with the members of the right one
    left,    // the left record as it came: semi and anti joins
    select,  // what a program makes of both
  };
  Form form = Form::nested;
  std::string name = "right";
  std::string prefix;        // of the right one's names, with `flat`
  bool raw_strings = false;  // with `select`
};

struct JoinOptions {
  JoinKind kind = JoinKind::pairs;
  JoinType type = JoinType::inner;
  // pairs, pick: right.time lies in [left.time + low, left.time + high], in nanoseconds. An end may be
  // time::kBeginningOfTime or time::kEndOfTime with `pick`.
  int64_t low = 0;
  int64_t high = 0;
  bool every_row = false;  // lookup: a record pairs with all rows of its key, not with the last alone
  JoinTextOptions text;
  std::optional<std::string> trace;  // the member of each record that says where it was read; not with lookup

  // What differs between the sides; interleave has the left one's for all inputs. Times are nanoseconds.
  struct Side {
    EventTimeReader time_reader;
    int64_t watermark_delay = 5'000'000'000;  // time::kEndOfTime: everything is held to the end
  };
  std::array<Side, 2> sides;
  int64_t max_ahead = 86'400'000'000'000;  // of the clock
  std::optional<int64_t> idle_timeout;
  std::optional<int64_t> emit_watermarks;  // whenever time crosses a multiple of it

  uint64_t max_memory = uint64_t{2} << 30;
  WalkOptions walk;  // its watermarks say how far time has come, in place of the records
};

}  // namespace runnel::op
