#include "agg/space_saving.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace runnel::agg {

namespace {

// Ties in the order of appearance.
bool is_more(const SpaceSaving::Entry& a, const SpaceSaving::Entry& b) {
  return a.count != b.count ? a.count > b.count : a.seen < b.seen;
}

}  // namespace

void SpaceSaving::order_all() {
  std::vector<uint32_t> order(entries_.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto is_less = [this](uint32_t a, uint32_t b) { return is_more(entries_[b], entries_[a]); };
  std::sort(order.begin(), order.end(), is_less);
  std::vector<uint64_t> counts;
  counts.reserve(order.size());
  for (const uint32_t place : order) counts.push_back(entries_[place].count);
  order_.build(std::move(order), counts);
}

void SpaceSaving::add(Context& context, Hash64 hash, const json::Value& value, size_t capacity) {
  ++total_;
  if (const uint32_t place = find(hash); place != PlaceTable::kNone) {
    ++entries_[place].count;
    if (!order_.is_empty()) order_.increment(place);
  } else if (is_full(capacity)) {
    replace_least(context, hash, value);
  } else {
    const auto added = static_cast<uint32_t>(entries_.size());
    entries_.push_back({hash, 1, 0, total_ - 1, {}});
    entries_.back().value.set(context, value);
    places_.insert(hash, added, hash_at());
    if (is_full(capacity)) order_all();
  }
}

void SpaceSaving::replace_least(Context& context, Hash64 hash, const json::Value& value) {
  const uint32_t place = order_.least();
  Entry& entry = entries_[place];
  places_.erase(entry.hash, hash_at());
  entry.hash = hash;
  entry.error = entry.count;
  ++entry.count;
  entry.seen = total_ - 1;
  entry.value.set(context, value);
  places_.insert(hash, place, hash_at());
  order_.increment(place);
  lossy_ = true;
}

void SpaceSaving::merge(Context& context, const SpaceSaving& other, size_t capacity) {
  if (other.total_ == 0) return;
  const uint64_t mine = floor();
  const uint64_t others = other.floor();
  for (Entry& entry : entries_) {
    const uint32_t place = other.find(entry.hash);
    const bool there = place != PlaceTable::kNone;
    entry.count += there ? other.entries_[place].count : others;
    entry.error += there ? other.entries_[place].error : others;
  }
  for (const Entry& entry : other.entries_) {
    if (find(entry.hash) != PlaceTable::kNone) continue;
    entries_.push_back({entry.hash, entry.count + mine, entry.error + mine, entry.seen + total_, {}});
    entries_.back().value.set(context, entry.value.view());
  }
  total_ += other.total_;
  lossy_ = lossy_ || other.lossy_;
  keep_largest(context, capacity);
  index_all(capacity);
}

void SpaceSaving::keep_largest(Context& context, size_t capacity) {
  if (entries_.size() <= capacity) return;
  const auto end = entries_.begin() + static_cast<std::ptrdiff_t>(capacity);
  std::nth_element(entries_.begin(), end, entries_.end(), is_more);
  for (auto dropped = end; dropped != entries_.end(); ++dropped) dropped->value.destroy(context);
  entries_.erase(end, entries_.end());
  entries_.shrink_to_fit();
  lossy_ = true;
}

// After the entries have changed.
void SpaceSaving::index_all(size_t capacity) {
  places_.clear();
  for (uint32_t place = 0; place < entries_.size(); ++place) {
    places_.insert(entries_[place].hash, place, hash_at());
  }
  if (is_full(capacity)) order_all();
}

std::vector<const SpaceSaving::Entry*> SpaceSaving::top(size_t k) const {
  std::vector<const Entry*> all;
  all.reserve(entries_.size());
  for (const Entry& entry : entries_) all.push_back(&entry);
  const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(k, all.size()));
  const auto order = [](const Entry* a, const Entry* b) { return is_more(*a, *b); };
  std::partial_sort(all.begin(), end, all.end(), order);
  all.erase(end, all.end());
  return all;
}

size_t SpaceSaving::heap_bytes() const {
  return entries_.capacity() * sizeof(Entry) + places_.heap_bytes() + order_.heap_bytes();
}

void SpaceSaving::release(Context& context) {
  for (Entry& entry : entries_) entry.value.destroy(context);
}

// The entries in their order: where all counters are in use it says which one goes next.
void SpaceSaving::save(ByteWriter& out) const {
  out.u64(total_);
  out.u8(lossy_ ? 1 : 0);
  out.u64(entries_.size());
  for (size_t i = 0; i < entries_.size(); ++i) {
    const Entry& entry = entries_[order_.is_empty() ? i : order_.order()[i]];
    entry.hash.save(out);
    out.u64(entry.count);
    out.u64(entry.error);
    out.u64(entry.seen);
    entry.value.save(out);
  }
}

bool SpaceSaving::load_entry(Context& context, ByteReader& in) {
  Entry& entry = entries_.emplace_back();
  entry.hash = Hash64::load(in);
  entry.count = in.u64();
  entry.error = in.u64();
  entry.seen = in.u64();
  entry.value.load(context, in);
  if (!in.ok() || entry.error >= entry.count || entry.seen >= total_ || entry.hash.is_zero() ||
      entry.value.is_null() || find(entry.hash) != PlaceTable::kNone) {
    return false;
  }
  places_.insert(entry.hash, static_cast<uint32_t>(entries_.size() - 1), hash_at());
  return true;
}

void SpaceSaving::load(Context& context, ByteReader& in, size_t capacity) {
  total_ = in.u64();
  const uint8_t lossy = in.u8();
  constexpr size_t kLeastSize = 4 * sizeof(uint64_t) + 1;
  const uint64_t size = in.count(kLeastSize);
  if (lossy > 1 || size > capacity || (lossy == 1 && size < capacity)) return in.fail();
  for (uint64_t i = 0; i < size; ++i) {
    if (!load_entry(context, in)) return in.fail();
  }
  if (!in.ok()) return;
  lossy_ = lossy == 1;
  if (!is_full(capacity)) return;
  std::vector<uint32_t> order(entries_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::vector<uint64_t> counts;
  counts.reserve(order.size());
  for (const Entry& entry : entries_) counts.push_back(entry.count);
  if (!std::is_sorted(counts.begin(), counts.end())) return in.fail();
  order_.build(std::move(order), counts);
}

}  // namespace runnel::agg
