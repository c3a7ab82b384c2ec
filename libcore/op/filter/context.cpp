#include "op/filter/context.h"

#include <utility>

namespace runnel::op {

namespace {

// What is known of the form of a record that an earlier run has read.
class KnownForm final : public io::RecordForm {
 public:
  explicit KnownForm(std::string_view members) : members_(members) {}
  std::string letter_members() const override { return members_; }

 private:
  const std::string members_;
};

// What the record points into becomes its own copy.
void make_own(FilterContext::Held& held) {
  const size_t size = held.record.size();
  const bool is_wrapped = held.record.data() != held.line.data();
  std::string copy;
  copy.reserve(size + 1 + (is_wrapped ? held.line.size() : 0));
  copy.append(held.record).append(1, '\n');
  if (is_wrapped) copy += held.line;
  held.copy = std::move(copy);
  held.record = std::string_view(held.copy).substr(0, size);
  held.line = is_wrapped ? std::string_view(held.copy).substr(size + 1) : held.record;
}

constexpr size_t kLeastSavedPlace = 4 + 8 + 8;
constexpr size_t kLeastSavedRecord = 8 + 1 + 8 + 8 + 8;

void save(const FilterContext::Held& held, ByteWriter& out) {
  out.text(held.record);
  const bool is_wrapped = held.record.data() != held.line.data();
  out.u8(is_wrapped ? 1 : 0);
  if (is_wrapped) out.text(held.line);
  out.u64(held.number);
  out.u64(held.offset);
  out.text(held.form != nullptr ? held.form->letter_members() : std::string());
}

FilterContext::Held loaded(ByteReader& in) {
  FilterContext::Held held{.record = in.text(), .line = {}, .number = 0, .offset = 0};
  const uint8_t is_wrapped = in.u8();
  if (is_wrapped > 1) in.fail();
  held.line = is_wrapped == 1 ? in.text() : held.record;
  held.number = in.u64();
  held.offset = in.u64();
  const std::string_view members = in.text();
  if (!members.empty()) held.form = std::make_shared<const KnownForm>(members);
  return held;
}

}  // namespace

void FilterContext::enter(const io::Batch& batch) {
  if (place_ != nullptr && place_->key != batch.source) leave();
  if (batch.begins_source && batch.earlier != io::Batch::kNoInput) {
    if (const auto known = by_key_.find(kEarlier | batch.earlier); known != by_key_.end()) {
      const Places::iterator place = known->second;
      by_key_.erase(known);
      place->key = batch.source;
      by_key_[place->key] = place;
    }
  }
  if (place_ != nullptr) return;
  const auto known = by_key_.find(batch.source);
  if (known == by_key_.end()) {
    place_ = &*add(batch.source);
    return;
  }
  places_.splice(places_.end(), places_, known->second);
  place_ = &places_.back();
  bytes_ -= std::exchange(place_->bytes, 0);
}

FilterContext::Places::iterator FilterContext::add(uint64_t key) {
  const Places::iterator place = places_.insert(places_.end(), Place{.key = key});
  by_key_[key] = place;
  return place;
}

void FilterContext::erase(Places::iterator place) {
  bytes_ -= place->bytes;
  by_key_.erase(place->key);
  places_.erase(place);
}

// The source that was read has others behind it.
void FilterContext::leave() {
  place_ = nullptr;
  const Places::iterator place = std::prev(places_.end());
  if (place->is_empty()) return erase(place);
  place->bytes = sizeof(Place);
  for (const Held& held : place->held) place->bytes += sizeof(Held) + held.copy.capacity();
  bytes_ += place->bytes;
  while (bytes_ > most_bytes_) erase(places_.begin());
}

bool FilterContext::refused(const Held& record) {
  if (place_->left > 0) {
    --place_->left;
    return true;
  }
  if (before_ == 0) return false;
  if (place_->held.size() == before_) place_->held.pop_front();
  place_->held.push_back(record);
  return false;
}

// Records are held in their order, so those of this batch are the last ones.
void FilterContext::keep() {
  for (auto held = place_->held.rbegin(); held != place_->held.rend() && held->copy.empty(); ++held) {
    make_own(*held);
  }
}

// Should the number of an earlier source have become another one's, nobody asks for the earlier one any more.
bool FilterContext::is_saved(const Place& place) const {
  const bool is_overtaken = place.key >= kEarlier && by_key_.contains(place.key & ~kEarlier);
  return !place.is_empty() && !is_overtaken;
}

void FilterContext::save(ByteWriter& out) const {
  uint64_t count = 0;
  for (const Place& place : places_) count += is_saved(place) ? 1 : 0;
  out.u64(count);
  for (const Place& place : places_) {
    if (!is_saved(place)) continue;
    out.u32(static_cast<uint32_t>(place.key));
    out.u64(place.left);
    out.u64(place.held.size());
    for (const Held& held : place.held) op::save(held, out);
  }
}

void FilterContext::load(ByteReader& in) {
  for (uint64_t places = in.count(kLeastSavedPlace); places > 0 && in.ok(); --places) {
    const uint64_t key = kEarlier | in.u32();
    if (by_key_.contains(key)) return in.fail();
    place_ = &*add(key);
    place_->left = in.u64();
    uint64_t records = in.count(kLeastSavedRecord);
    if (place_->left > after_ || records > before_) in.fail();
    for (; records > 0 && in.ok(); --records) make_own(place_->held.emplace_back(loaded(in)));
    leave();
  }
}

}  // namespace runnel::op
