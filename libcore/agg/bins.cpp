#include "agg/bins.h"

#include <algorithm>
#include <limits>

namespace runnel::agg {

namespace {

constexpr uint64_t kMostNarrow = std::numeric_limits<uint32_t>::max();

}  // namespace

// Moves the counters to an array of these chunks. What lies below it is counted in its first bin. REQUIRES:
// nothing lies above it.
void Bins::rebuild(Context& context, uint32_t first_chunk, uint32_t chunks, Width width) {
  Bins built;
  built.first_chunk_ = static_cast<uint16_t>(first_chunk);
  built.chunks_ = static_cast<uint16_t>(chunks);
  built.wide_ = width == Width::wide ? 1 : 0;
  if (width == Width::wide) {
    built.counters_ = new uint64_t[built.size()]();
  } else {
    built.counters_ = new uint32_t[built.size()]();
  }
  context.heap_bytes += built.bytes();
  for (uint32_t index = first(); index < end(); ++index) {
    if (const uint64_t times = count(index)) {
      built.add_slowly(context, std::max(index, built.first()), times);
    }
  }
  destroy(context);
  *this = built;
}

void Bins::make_room(Context& context, uint32_t chunk) {
  uint32_t low = chunk;
  uint32_t high = chunk;
  if (chunks_ > 0) {
    low = std::min<uint32_t>(low, first_chunk_);
    high = std::max<uint32_t>(high, first_chunk_ + uint32_t{chunks_} - 1);
  }
  if (high - low >= kMostChunks) low = high - kMostChunks + 1;
  if (chunks_ > 0 && low == first_chunk_ && high - low + 1 == chunks_) return;
  rebuild(context, low, high - low + 1, wide_ ? Width::wide : Width::narrow);
}

void Bins::add_slowly(Context& context, uint32_t index, uint64_t times) {
  if (index - first() >= size()) make_room(context, index / kChunk);
  const uint32_t place = std::max(index, first()) - first();
  if (!wide_ && times > kMostNarrow - narrow()[place]) {
    rebuild(context, first_chunk_, chunks_, Width::wide);
  }
  if (wide_) {
    wide()[place] += times;
  } else {
    narrow()[place] += static_cast<uint32_t>(times);
  }
}

void Bins::merge(Context& context, const Bins& other) {
  // From the highest on, so that the array is made once at its final end.
  for (uint32_t index = other.end(); index-- > other.first();) {
    if (const uint64_t times = other.count(index)) add_slowly(context, index, times);
  }
}

uint64_t Bins::total() const {
  uint64_t total = 0;
  for (uint32_t index = first(); index < end(); ++index) total += count(index);
  return total;
}

void Bins::destroy(Context& context) {
  context.heap_bytes -= bytes();
  if (wide_) {
    delete[] wide();
  } else {
    delete[] narrow();
  }
  *this = Bins();
}

// From the first bin with a count to the last one.
void Bins::save(ByteWriter& out) const {
  uint32_t from = first();
  uint32_t to = end();
  while (from < to && count(from) == 0) ++from;
  while (from < to && count(to - 1) == 0) --to;
  out.u64(to - from);
  if (from == to) return;
  out.u32(from);
  out.u8(wide_);
  for (uint32_t index = from; index < to; ++index) {
    if (wide_) {
      out.u64(count(index));
    } else {
      out.u32(static_cast<uint32_t>(count(index)));
    }
  }
}

void Bins::load(Context& context, ByteReader& in) {
  const uint64_t bins = in.count(sizeof(uint32_t));
  if (bins == 0) return;
  const uint32_t from = in.u32();
  const uint8_t wide = in.u8();
  if (wide > 1 || from >= kIndexLimit || bins > kMostChunks * kChunk || bins > kIndexLimit - from) {
    return in.fail();
  }
  const auto chunk_of_last = static_cast<uint32_t>((from + bins - 1) / kChunk);
  if (chunk_of_last - from / kChunk >= kMostChunks) return in.fail();
  rebuild(context, from / kChunk, chunk_of_last - from / kChunk + 1, wide ? Width::wide : Width::narrow);
  for (uint64_t i = 0; i < bins; ++i) {
    const uint64_t times = wide ? in.u64() : in.u32();
    add_slowly(context, static_cast<uint32_t>(from + i), times);
  }
}

}  // namespace runnel::agg
