// What a group of records comes to: one Aggregate for each call in the program (`count`, `p99(.latency_ms)`),
// and for each group a state of a fixed number of bytes that the Aggregate knows how to use.
//
// An Aggregate is immutable and shared by all groups; the states lie side by side in memory that their owner
// hands out (op/group_table.h), so that a group of `count` and `sum` costs their bytes and nothing else. A
// state that needs more than its bytes holds a pointer to it, and destroy() gives that back. A state lies
// where it was made until it is destroyed: it may not be moved.
//
// Every state merges: merge() of the states of two stretches of a stream is the state of both, exactly where
// the result is exact, within the sketch's bound otherwise. The order of add() and merge() is the order of
// the input, which is what first, last, collect and sums of doubles depend on.
//
// Not thread-safe: states belong to the ordered stage.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "json/value.h"

namespace runnel::agg {

// What the states of an operator share.
struct Context {
  // How many values a quantile keeps exactly before it becomes a sketch: less where there are many groups.
  size_t exact_values = 1024;
  // Bytes on the heap that the states hold, counted up and down by the states themselves: capacities, with
  // what the allocator adds left out.
  size_t heap_bytes = 0;
  // For text that is being built: any state may overwrite it.
  std::string scratch = {};
};

// What add() is given of a record.
enum class Takes : uint8_t {
  nothing,  // that there is one: count, rate. The value is null, and add() is called for every record
  truth,    // whether P holds for the record, once a record: count(P) and rate(P)
  number,   // a number that is no NaN, already parsed (Value::number() is cheap)
  value,  // any value but null, for any and every too; it may borrow from the record, so that what is kept is
          // copied
};
// But for `nothing`, nulls are left out by the caller. Of an argument with several outputs each is given by
// itself, but for `truth`, which is one boolean a record: whether any of them is true.

// What a result may depend on besides the state.
struct Span {
  int64_t duration_ns = 0;  // of the window, for rate; 0 where it has none
};

class Aggregate {
 public:
  virtual ~Aggregate() = default;

  virtual Takes takes() const = 0;

  // Of a state, a multiple of 8; states are aligned to 8.
  virtual size_t state_size() const = 0;
  virtual void create(std::byte* state) const = 0;
  virtual void destroy(Context& context, std::byte* state) const = 0;
  // Whether destroy() does nothing, so that it need not be called.
  virtual bool is_flat() const = 0;

  // `time`: the record's event time, in nanoseconds. REQUIRES: value is as takes() says.
  virtual void add(Context& context, std::byte* state, const json::Value& value, int64_t time) const = 0;
  // Adds what is in `from`, another state, which stays as it is; what it holds came behind what is in `into`.
  virtual void merge(Context& context, std::byte* into, const std::byte* from) const = 0;

  // Appends the result as compact JSON: null where nothing was added, 0 for counts.
  virtual void append_result(std::string& out, const std::byte* state, const Span& span) const = 0;
  // Whether the result is an estimate within the bound of a sketch.
  virtual bool is_approximate(const std::byte* state) const {
    static_cast<void>(state);
    return false;
  }

  // load() reads what save() wrote into a state fresh from create(). A reader that has failed, or fails, may
  // leave any state behind that destroy() can deal with.
  virtual void save(const std::byte* state, ByteWriter& out) const = 0;
  virtual void load(Context& context, std::byte* state, ByteReader& in) const = 0;
};

}  // namespace runnel::agg
