#include "agg/profile/value_counts.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/prefetch.h"

namespace runnel::agg {

using Kind = Scalar::Kind;

Scalar ValueCounts::value(const Entry& entry) const {
  Scalar scalar{entry.hash, {}, 0, 0, entry.kind};
  if (entry.kind == Kind::string) {
    scalar.text = texts_.data() + entry.word;
    scalar.size = entry.size;
  } else {
    scalar.u = entry.word;
  }
  return scalar;
}

size_t ValueCounts::add_exactly(Context& context, std::span<const Scalar> scalars) {
  for (size_t i = 0; i < scalars.size(); ++i) {
    const uint32_t place = places_.find({scalars[i].hash}, hash_at());
    if (place != PlaceTable::kNone) [[likely]] {
      ++entries_[place].count;
    } else if (entries_.size() < kMost) {
      add_new(context, scalars[i]);
    } else {
      return i;
    }
  }
  return scalars.size();
}

// The value will be added soon: its cell lies in the second-level cache at best.
void ValueCounts::prefetch(uint64_t hash) const {
  if (!is_exact()) runnel::prefetch(&cells_[cell_of(hash)]);
}

void ValueCounts::add_all(Context& context, std::span<const Scalar> scalars) {
  constexpr size_t kAhead = 8;
  for (size_t i = 0; i < scalars.size(); ++i) {
    if (i + kAhead < scalars.size()) prefetch(scalars[i + kAhead].hash);
    add(context, scalars[i]);
  }
}

// A value that shares its cell with one that has a counter, and has none itself, is looked for in vain; it is
// counted in the cell all the same.
void ValueCounts::add_new(Context& context, const Scalar& scalar) {
  const uint64_t before = most_without(scalar.hash);
  if (!is_exact() && before < floor()) {
    raise_cell(scalar.hash, before + 1);
    return;
  }
  if (entries_.size() == kMost) {
    give_up_half(context);
    return add_new(context, scalar);
  }
  const bool is_string = scalar.is_string();
  const auto length = is_string ? static_cast<uint32_t>(characters(scalar.as_text())) : 0;
  Entry& entry = insert(context, scalar, length, is_string && scalar.size > Scalar::kMostKept);
  entry.count = before + 1;
  entry.error = before;
}

void ValueCounts::raise_cell(uint64_t hash, uint64_t count) {
  Cell& cell = cells_[cell_of(hash)];
  cell.count = std::min<uint64_t>(std::max<uint64_t>(cell.count, count), Cell::kFull) & Cell::kFull;
}

// Without a count yet.
ValueCounts::Entry& ValueCounts::insert(Context& context, const Scalar& scalar, uint32_t length,
                                        bool is_cut) {
  Entry entry{scalar.hash, 0, 0, scalar.u, 0, length, scalar.kind, is_cut};
  if (scalar.is_string()) {
    const std::string_view kept = kept_part(scalar.as_text());
    entry.word = texts_.size();
    entry.size = static_cast<uint32_t>(kept.size());
    texts_ += kept;
  } else if (!scalar.is_number()) {
    entry.word = 0;
  }
  entries_.push_back(entry);
  places_.insert({entry.hash}, static_cast<uint32_t>(entries_.size() - 1), hash_at());
  note_counter(entry.hash);
  count_bytes(context);
  return entries_.back();
}

void ValueCounts::give_up_half(Context& context) {
  std::vector<uint64_t> counts(entries_.size());
  std::transform(entries_.begin(), entries_.end(), counts.begin(),
                 [](const Entry& entry) { return entry.count; });
  const auto median = counts.begin() + static_cast<std::ptrdiff_t>((counts.size() - 1) / 2);
  std::nth_element(counts.begin(), median, counts.end());
  cells_.resize(kCells);
  given_up_ = std::max(given_up_, *median);
  std::erase_if(entries_, [this](const Entry& entry) {
    const bool gives_up = entry.count <= given_up_;
    if (gives_up) raise_cell(entry.hash, entry.count);
    return gives_up;
  });
  std::string kept;
  for (Entry& entry : entries_) {
    if (entry.kind != Kind::string) continue;
    const std::string_view text = text_of(entry);
    entry.word = kept.size();
    kept += text;
  }
  texts_.assign(kept);  // which keeps the room
  index_all();
  count_bytes(context);
}

void ValueCounts::index_all() {
  places_.clear();
  note_counters();
  for (uint32_t place = 0; place < entries_.size(); ++place) {
    places_.insert({entries_[place].hash}, place, hash_at());
  }
}

// In the cells, after counters were given up, or the cells came.
void ValueCounts::note_counters() {
  for (Cell& cell : cells_) cell.has_counters = 0;
  for (const Entry& entry : entries_) note_counter(entry.hash);
}

void ValueCounts::merge(Context& context, const ValueCounts& other) {
  const size_t mine = entries_.size();
  std::vector<bool> in_both(mine);
  for (const Entry& theirs : other.entries_) {
    const uint32_t place = places_.find({theirs.hash}, hash_at());
    if (place != PlaceTable::kNone) {
      entries_[place].count += theirs.count;
      entries_[place].error += theirs.error;
      in_both[place] = true;
      continue;
    }
    const uint64_t before = most_without(theirs.hash);
    Entry& entry = insert(context, other.value(theirs), theirs.characters, theirs.is_cut);
    entry.count = theirs.count + before;
    entry.error = theirs.error + before;
  }
  for (size_t place = 0; place < mine; ++place) {
    if (in_both[place]) continue;
    const uint64_t theirs = other.most_without(entries_[place].hash);
    entries_[place].count += theirs;
    entries_[place].error += theirs;
  }
  merge_cells(context, other);
  while (entries_.size() > kMost) give_up_half(context);
}

void ValueCounts::merge_cells(Context& context, const ValueCounts& other) {
  if (other.cells_.empty()) return;
  given_up_ += other.given_up_ + (cells_.empty() ? 0 : kSlack);
  cells_.resize(kCells);
  for (size_t i = 0; i < kCells; ++i) {
    const uint64_t sum = uint64_t{cells_[i].count} + other.cells_[i].count;
    cells_[i].count = std::min<uint64_t>(sum, Cell::kFull) & Cell::kFull;
  }
  note_counters();
  count_bytes(context);
}

std::vector<const ValueCounts::Entry*> ValueCounts::top(size_t k) const {
  std::vector<const Entry*> all;
  for (const Entry& entry : entries_) {
    if (entry.count - entry.error > floor()) all.push_back(&entry);
  }
  const auto rank = [](Kind kind) {
    return kind < Kind::integer ? static_cast<int>(kind) : kind == Kind::string ? 4 : 3;
  };
  const auto is_before = [&](const Entry* a, const Entry* b) {
    if (a->count != b->count) return a->count > b->count;
    if (rank(a->kind) != rank(b->kind)) return rank(a->kind) < rank(b->kind);
    if (a->kind == Kind::string) {
      const int order = text_of(*a).compare(text_of(*b));
      return order != 0 ? order < 0 : a->hash < b->hash;  // they differ beyond what is kept
    }
    return rank(a->kind) == 3 && json::compare(value(*a).as_number(), value(*b).as_number()) < 0;
  };
  const size_t count = std::min(k, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count), all.end(), is_before);
  all.resize(count);
  return all;
}

void ValueCounts::count_bytes(Context& context) {
  const size_t bytes = entries_.capacity() * sizeof(Entry) + texts_.capacity() + places_.heap_bytes() +
                       cells_.capacity() * sizeof(Cell);
  context.heap_bytes += bytes - bytes_;
  bytes_ = bytes;
}

void ValueCounts::release(Context& context) {
  context.heap_bytes -= bytes_;
  ValueCounts fresh;
  std::swap(*this, fresh);  // an empty string that is assigned would keep the room of this one
}

void ValueCounts::save(ByteWriter& out) const {
  out.u8(is_exact() ? 1 : 0);
  if (!is_exact()) {
    out.u64(given_up_);
    for (const Cell cell : cells_) out.u32(cell.count);
  }
  out.u64(entries_.size());
  for (const Entry& entry : entries_) {
    out.u8(static_cast<uint8_t>(entry.kind));
    out.u64(entry.hash);
    out.u64(entry.count);
    out.u64(entry.error);
    if (entry.kind == Kind::string) {
      out.u8(entry.is_cut ? 1 : 0);
      out.u32(entry.characters);
      out.text(text_of(entry));
    } else {
      out.u64(entry.word);
    }
  }
}

void ValueCounts::load(Context& context, ByteReader& in) {
  release(context);
  if (in.u8() == 0) {
    given_up_ = in.u64();
    cells_.resize(kCells);
    count_bytes(context);
    for (Cell& cell : cells_) cell.count = in.u32() & Cell::kFull;
  }
  constexpr size_t kLeast = 25;
  const uint64_t count = in.count(kLeast);
  if (count > kMost) return in.fail();
  for (uint64_t i = 0; i < count; ++i) {
    if (!load_entry(context, in)) return in.fail();
  }
}

bool ValueCounts::load_entry(Context& context, ByteReader& in) {
  const uint8_t kind = in.u8();
  Scalar scalar{in.u64(), {}, 0, 0, static_cast<Kind>(kind)};
  if (kind >= Scalar::kKinds || !scalar.is_counted()) return false;
  const uint64_t times = in.u64();
  const uint64_t error = in.u64();
  bool is_cut = false;
  uint32_t length = 0;
  if (scalar.is_string()) {
    is_cut = in.u8() != 0;
    length = in.u32();
    const std::string_view text = in.text();
    if (text.size() > Scalar::kMostKept) return false;
    scalar.text = text.data();
    scalar.size = static_cast<uint32_t>(text.size());
  } else {
    scalar.u = in.u64();
    if (scalar.kind == Kind::real && !std::isfinite(scalar.d)) return false;
  }
  if (!in.ok() || error > times || places_.find({scalar.hash}, hash_at()) != PlaceTable::kNone) return false;
  Entry& entry = insert(context, scalar, length, is_cut);
  entry.count = times;
  entry.error = error;
  return true;
}

}  // namespace runnel::agg
