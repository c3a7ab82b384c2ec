// How often each value of a field occurs: all of them exactly while there are at most kMost different ones,
// and then the most frequent ones with a bound.
//
// A value without a counter is counted in one of kCells cells, by its hash, together with all others there:
// none of them occurred more often than the cell says. It gets a counter, which begins with what the cell
// says, when that is more than floor(), which lies kSlack above what was given up last: so that most values
// that come once never get one. When the counters are used up, half of them are given up, those with
// the least counts, up to the median: that becomes the floor, and the cells of those values are raised to
// what they had.
//
// This is Homem and Carvalho, "Finding top-k elements in data streams" (2010), whose filter keeps the many
// values that come once away from the counters, with the counters of Misra and Gries in the form that
// Anderson, Bevin, Lang, Liberty, Rhodes and Thaler give them, "A high-performance algorithm for identifying
// frequent items in data streams" (2017): given up many at once, so that no order of them is needed. N being
// the number of values added:
//   - a value's true count lies within [count - error, count];
//   - a value without a counter occurred at most floor() times, and floor() is at most 2 N / kMost + kSlack:
//   when it
//     rises by d, kMost / 2 counters or more are beyond it that were counted up by d since they were made, or
//     since it rose last. Usually it is nearer to N / kCells.
// Merging as in Agarwal and others, "Mergeable summaries" (2012): counts and errors add up, and a value that
// is in one of them only has what the other's cell says added to both. The bounds hold for the result, and
// where both are exact and have room together it is exact.
//
// 48 bytes a counter, 4 to 8 of index, the text of strings up to 256 bytes, and 32 KB of cells where there
// are more values than counters.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agg/aggregate.h"
#include "agg/hash.h"
#include "agg/place_table.h"
#include "agg/profile/scalar.h"

namespace runnel::agg {

class ValueCounts {
 public:
  static constexpr size_t kMost = 2048;
  static constexpr size_t kCells = 8192;
  static constexpr uint64_t kSlack = 4;

  struct Entry {
    uint64_t hash;
    uint64_t count;
    uint64_t error;
    uint64_t word;        // the number's bits, or where in the texts the string is
    uint32_t size;        // of the text that is kept
    uint32_t characters;  // of the whole string
    Scalar::Kind kind;
    bool is_cut;  // the string is longer than what is kept
  };

  // REQUIRES: scalar.is_counted().
  void add(Context& context, const Scalar& scalar);
  // Adds them as long as there is room for all different ones, and returns how many that were. REQUIRES:
  // is_exact().
  size_t add_exactly(Context& context, std::span<const Scalar> scalars);
  void add_all(Context& context, std::span<const Scalar> scalars);
  void merge(Context& context, const ValueCounts& other);

  bool is_exact() const { return cells_.empty(); }
  uint64_t floor() const { return is_exact() ? 0 : given_up_ + kSlack; }
  size_t size() const { return entries_.size(); }
  // In the order in which they came. Views are valid until a change.
  const std::vector<Entry>& entries() const { return entries_; }
  // As it was given, but for the length of what is cut. Borrows.
  Scalar value(const Entry& entry) const;
  // By count, largest first, ties by value: strings behind numbers behind booleans. Those that are surely
  // more frequent than floor(), at most k.
  std::vector<const Entry*> top(size_t k) const;

  void release(Context& context);
  void save(ByteWriter& out) const;
  void load(Context& context, ByteReader& in);

 private:
  struct Cell {
    uint32_t has_counters : 1;  // values of it have counters of their own
    uint32_t count : 31;        // kFull: it says nothing, and the floor stands in its place
    static constexpr uint32_t kFull = (uint32_t{1} << 31) - 1;
  };

  auto hash_at() const {
    return [this](uint32_t place) { return Hash64{entries_[place].hash}; };
  }
  void add_new(Context& context, const Scalar& scalar);
  Entry& insert(Context& context, const Scalar& scalar, uint32_t length, bool is_cut);
  // The table of counters takes the low bits.
  static size_t cell_of(uint64_t hash) { return hash >> 51; }
  // Whether the value has no counter and needs none: then it is counted in its cell. REQUIRES: !is_exact().
  bool passes(uint64_t hash) {
    Cell& cell = cells_[cell_of(hash)];
    if (cell.has_counters != 0 || cell.count >= floor() || floor() >= Cell::kFull) return false;
    ++cell.count;
    return true;
  }
  // What a value without a counter may have occurred at most.
  uint64_t most_without(uint64_t hash) const {
    if (cells_.empty()) return 0;
    const Cell cell = cells_[cell_of(hash)];
    return cell.count == Cell::kFull ? floor() : cell.count;
  }
  void note_counter(uint64_t hash) {
    if (!cells_.empty()) cells_[cell_of(hash)].has_counters = 1;
  }
  void note_counters();
  void prefetch(uint64_t hash) const;
  void raise_cell(uint64_t hash, uint64_t count);
  void give_up_half(Context& context);
  void merge_cells(Context& context, const ValueCounts& other);
  void index_all();
  std::string_view text_of(const Entry& entry) const { return {texts_.data() + entry.word, entry.size}; }
  void count_bytes(Context& context);
  bool load_entry(Context& context, ByteReader& in);

  std::vector<Entry> entries_;
  PlaceTable places_;
  std::string texts_;
  uint64_t given_up_ = 0;    // the largest count that was
  std::vector<Cell> cells_;  // none while all values have counters
  size_t bytes_ = 0;         // of all these, as they are counted in Context::heap_bytes
};

inline void ValueCounts::add(Context& context, const Scalar& scalar) {
  if (!is_exact() && passes(scalar.hash)) return;
  const uint32_t place = places_.find({scalar.hash}, hash_at());
  if (place != PlaceTable::kNone) {
    ++entries_[place].count;
  } else {
    add_new(context, scalar);
  }
}

}  // namespace runnel::agg
