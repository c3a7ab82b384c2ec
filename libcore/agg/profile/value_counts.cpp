#include "agg/profile/value_counts.h"

#include <algorithm>
#include <cmath>

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

void ValueCounts::add_new(Context& context, const Scalar& scalar, uint64_t times) {
  if (entries_.size() == kMost) give_up_half(context);
  const bool is_string = scalar.is_string();
  const auto length = is_string ? static_cast<uint32_t>(characters(scalar.as_text())) : 0;
  Entry& entry = insert(context, scalar, length, is_string && scalar.size > Scalar::kMostKept);
  entry.count = times + floor_;
  entry.error = floor_;
}

// Without a count yet.
ValueCounts::Entry& ValueCounts::insert(Context& context, const Scalar& scalar, uint32_t length,
                                        bool is_cut) {
  const size_t before = bytes();
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
  context.heap_bytes += bytes() - before;
  return entries_.back();
}

void ValueCounts::give_up_half(Context& context) {
  std::vector<uint64_t> counts(entries_.size());
  std::transform(entries_.begin(), entries_.end(), counts.begin(),
                 [](const Entry& entry) { return entry.count; });
  const auto median = counts.begin() + static_cast<std::ptrdiff_t>((counts.size() - 1) / 2);
  std::nth_element(counts.begin(), median, counts.end());
  is_exact_ = false;
  floor_ = std::max(floor_, *median);
  const size_t before = bytes();
  std::erase_if(entries_, [this](const Entry& entry) { return entry.count <= floor_; });
  std::string kept;
  for (Entry& entry : entries_) {
    if (entry.kind != Kind::string) continue;
    const std::string_view text = text_of(entry);
    entry.word = kept.size();
    kept += text;
  }
  texts_.assign(kept);  // which keeps the room
  index_all();
  context.heap_bytes += bytes() - before;
}

void ValueCounts::index_all() {
  places_.clear();
  for (uint32_t place = 0; place < entries_.size(); ++place) {
    places_.insert({entries_[place].hash}, place, hash_at());
  }
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
    Entry& entry = insert(context, other.value(theirs), theirs.characters, theirs.is_cut);
    entry.count = theirs.count + floor_;
    entry.error = theirs.error + floor_;
  }
  for (size_t place = 0; place < mine; ++place) {
    if (in_both[place]) continue;
    entries_[place].count += other.floor_;
    entries_[place].error += other.floor_;
  }
  floor_ += other.floor_;
  is_exact_ = is_exact_ && other.is_exact_;
  while (entries_.size() > kMost) give_up_half(context);
}

std::vector<const ValueCounts::Entry*> ValueCounts::top(size_t k) const {
  std::vector<const Entry*> all;
  for (const Entry& entry : entries_) {
    if (entry.count - entry.error > floor_) all.push_back(&entry);
  }
  const auto rank = [](Kind kind) {
    return kind < Kind::integer ? static_cast<int>(kind) : kind == Kind::string ? 4 : 3;
  };
  const auto is_before = [&](const Entry* a, const Entry* b) {
    if (a->count != b->count) return a->count > b->count;
    if (rank(a->kind) != rank(b->kind)) return rank(a->kind) < rank(b->kind);
    if (a->kind == Kind::string) return text_of(*a) < text_of(*b);
    if (rank(a->kind) != 3) return false;
    return json::compare(value(*a).as_number(), value(*b).as_number()) < 0;
  };
  const size_t count = std::min(k, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count), all.end(), is_before);
  all.resize(count);
  return all;
}

void ValueCounts::release(Context& context) {
  context.heap_bytes -= bytes();
  *this = {};
}

void ValueCounts::save(ByteWriter& out) const {
  out.u8(is_exact_ ? 1 : 0);
  out.u64(floor_);
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
  const bool is_exact = in.u8() != 0;
  const uint64_t floor = in.u64();
  constexpr size_t kLeast = 25;
  const uint64_t count = in.count(kLeast);
  if (count > kMost) return in.fail();
  for (uint64_t i = 0; i < count; ++i) {
    if (!load_entry(context, in)) return in.fail();
  }
  floor_ = floor;
  is_exact_ = is_exact;
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
