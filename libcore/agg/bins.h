// Counters by index, in one dense array that grows with the range of indexes in use: what DDSketch and
// histogram count in. 16 bytes, and 4 bytes a counter on the heap (8 once one of them is beyond 32 bits).
//
// The array is made of chunks of 32 counters, at multiples of 32, and holds at most 64 chunks: 2048 bins. If
// the range is wider, the lowest indexes collapse: they are counted in the lowest bin of the 64 chunks that
// end with the highest index's. Which bin that is depends on the highest index alone, so that the counters
// are a function of what was counted, whatever the order, and merging is exact.
//
// Not copied by itself: whoever holds it calls destroy().
#pragma once

#include <cstdint>

#include "agg/aggregate.h"

namespace runnel::agg {

class Bins {
 public:
  static constexpr uint32_t kChunk = 32;
  static constexpr uint32_t kMostChunks = 64;
  static constexpr uint32_t kIndexLimit = uint32_t{1} << 17;  // all indexes are below it

  void add(Context& context, uint32_t index) {
    const uint32_t place = index - first();
    if (place < size() && !wide_) {
      if (++narrow()[place] != 0) return;
      --narrow()[place];
    }
    add_slowly(context, index, 1);
  }
  // The same `times` times. REQUIRES: times > 0.
  void add(Context& context, uint32_t index, uint64_t times) { add_slowly(context, index, times); }
  void merge(Context& context, const Bins& other);

  // Indexes from first() up to, without, end() may have counts.
  uint32_t first() const { return uint32_t{first_chunk_} * kChunk; }
  uint32_t end() const { return first() + size(); }
  // REQUIRES: first() <= index < end().
  uint64_t count(uint32_t index) const {
    const uint32_t place = index - first();
    return wide_ ? wide()[place] : narrow()[place];
  }
  uint64_t total() const;

  void destroy(Context& context);
  void save(ByteWriter& out) const;
  void load(Context& context, ByteReader& in);

 private:
  uint32_t size() const { return uint32_t{chunks_} * kChunk; }
  uint32_t* narrow() { return static_cast<uint32_t*>(counters_); }
  const uint32_t* narrow() const { return static_cast<const uint32_t*>(counters_); }
  uint64_t* wide() { return static_cast<uint64_t*>(counters_); }
  const uint64_t* wide() const { return static_cast<const uint64_t*>(counters_); }

  size_t bytes() const { return size() * (wide_ ? sizeof(uint64_t) : sizeof(uint32_t)); }
  void add_slowly(Context& context, uint32_t index, uint64_t times);
  void make_room(Context& context, uint32_t chunk);
  enum class Width : uint8_t { narrow, wide };
  void rebuild(Context& context, uint32_t first_chunk, uint32_t chunks, Width width);

  void* counters_ = nullptr;  // of uint64_t if wide_, else of uint32_t
  uint16_t first_chunk_ = 0;
  uint16_t chunks_ = 0;
  uint8_t wide_ = 0;
};

static_assert(sizeof(Bins) == 16);

}  // namespace runnel::agg
