// What a profile says, as plain data: for whoever writes or shows it. Made when someone asks (op/stats/
// profile.h); nothing in it refers to the profile any more.
//
// A field is a place in the records: `.latency_ms`, `.geo.city`, `.tags[]` for the elements of an array, `.*`
// for the members of an object that is a map (its names are data). Its text is a path of the language where
// it can be one: `.geo."first name"`.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agg/profile/points.h"
#include "base/text_kind.h"
#include "json/value.h"

namespace runnel::op {

struct NumberSummary {
  uint64_t count = 0;
  uint64_t whole = 0;  // how many of them are integers, 2.0 among them
  json::Number min{};
  json::Number max{};
  double sum = 0;
  double mean = 0;
  std::optional<double> stddev;  // of the sample
  agg::Points points;  // of the distribution; infinities of 1e400 and the like as the largest double
  double error = 0;    // relative, of the points' values: 0 where they are exact
};

struct StringSummary {
  uint64_t count = 0;
  uint64_t empty = 0;
  uint64_t least_length = 0;  // in characters
  uint64_t most_length = 0;
  double mean_length = 0;
  std::string min, max;  // in the order of code points; not more than their first 256 bytes
  std::array<uint64_t, kTextKinds> kinds{};  // by TextKind
};

struct ArraySummary {
  uint64_t count = 0;
  uint64_t least_length = 0;
  uint64_t most_length = 0;
  double mean_length = 0;
};

struct TopValue {
  std::string json;  // a scalar, as JSON writes it; of a string not more than its first 256 bytes
  bool is_cut = false;
  uint64_t count = 0;
  uint64_t error = 0;  // the true count lies within [count - error, count]
};

struct FieldSummary {
  std::string path;
  uint64_t count = 0;  // how many values stand there, nulls too
  // In how many objects it could stand: records, for a field of theirs. Nothing for elements of arrays, and
  // for members of a map.
  std::optional<uint64_t> places;
  uint64_t nulls = 0;
  uint64_t booleans = 0;
  uint64_t numbers = 0;
  uint64_t strings = 0;
  uint64_t arrays = 0;
  uint64_t objects = 0;

  std::optional<NumberSummary> number;
  std::optional<StringSummary> string;
  std::optional<ArraySummary> array;

  // Of scalars but null, compared as the language does: 1 and 1.0 are one value.
  uint64_t distinct = 0;
  double distinct_error = 0;  // relative standard error: 0 where it is exact
  // The most frequent ones, largest count first; ties by value, in the language's order. Empty where no value
  // is known to have come twice as often as any other might have.
  std::vector<TopValue> top;
  // What a value that is not in `top` may have occurred at most, where not all values are known; else 0.
  uint64_t top_floor = 0;
  bool is_map = false;  // an object whose members were folded into one field
};

// Times of records, by -t, or by the clock on live input. Nanoseconds.
struct TimeSummary {
  bool by_clock = false;
  int64_t first = 0;
  int64_t last = 0;
  std::optional<double> rate;  // records a second from the first to the last; nothing where these are equal
  // Over the last second, ten seconds, minute of the stream's time, or since its first record if that is
  // later.
  double rate_1s = 0, rate_10s = 0, rate_1m = 0;
  struct Silence {
    int64_t from, to;
  };
  std::optional<Silence> silence;  // the longest
  // By event time only. Lateness: how far a record is behind the largest time before it.
  uint64_t out_of_order = 0;
  int64_t lateness_max = 0;  // the --watermark-delay that loses nothing
  int64_t lateness_p99 = 0;  // over all records
};

struct ProfileSummary {
  // The members of --by and their values as JSON, in their order; empty without --by.
  std::vector<std::pair<std::string, std::string>> key;
  bool is_other = false;  // in place of keys for which there was no room (key is empty)

  uint64_t records = 0;
  uint64_t bytes = 0;  // of the records' lines, with newlines
  uint64_t bad = 0;    // lines that were no records; of the whole stream, so 0 with --by
  std::optional<TimeSummary> time;
  std::vector<FieldSummary> fields;  // in the order in which they came first
  uint64_t fields_left_out = 0;      // values of fields beyond --max-fields

  // With --every: the end of the period, and whether more are to come.
  std::optional<int64_t> until;
  bool is_final = true;
};

}  // namespace runnel::op
