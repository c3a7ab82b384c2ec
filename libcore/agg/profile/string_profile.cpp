#include "agg/profile/string_profile.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace runnel::agg {

void StringProfile::add(std::string_view kept, uint64_t characters, size_t size, uint64_t times) {
  widen(kept, kept, characters, characters);
  count_ += times;
  total_ += characters * times;
  if (size == 0) empty_ += times;
  const TextKind kind = size > Scalar::kMostKept ? TextKind::other : text_kind(kept);
  kinds_[static_cast<size_t>(kind)] += times;
}

// Before what these are of is counted.
void StringProfile::widen(std::string_view low, std::string_view high, uint64_t least, uint64_t most) {
  const bool is_first = count_ == 0;
  least_ = is_first ? least : std::min(least_, least);
  most_ = std::max(most_, most);
  const uint64_t low_head = head(low);
  if (is_first || low_head < min_head_ || (low_head == min_head_ && low < min_)) {
    min_ = low;
    min_head_ = low_head;
  }
  const uint64_t high_head = head(high);
  if (is_first || high_head > max_head_ || (high_head == max_head_ && high > max_)) {
    max_ = high;
    max_head_ = high_head;
  }
}

uint64_t StringProfile::head(std::string_view text) {
  uint64_t bytes = 0;
  if (text.size() >= sizeof bytes) {
    std::memcpy(&bytes, text.data(), sizeof bytes);
  } else if (!text.empty()) {
    std::memcpy(&bytes, text.data(), text.size());
  }
  if constexpr (std::endian::native == std::endian::little) bytes = __builtin_bswap64(bytes);
  return bytes;
}

void StringProfile::merge(const StringProfile& other) {
  if (other.count_ == 0) return;
  widen(other.min_, other.max_, other.least_, other.most_);
  count_ += other.count_;
  empty_ += other.empty_;
  total_ += other.total_;
  for (size_t i = 0; i < kTextKinds; ++i) kinds_[i] += other.kinds_[i];
}

void StringProfile::save(ByteWriter& out) const {
  out.u64(count_);
  if (count_ == 0) return;
  for (const uint64_t number : {empty_, least_, most_, total_}) out.u64(number);
  out.text(min_);
  out.text(max_);
  for (const uint64_t number : kinds_) out.u64(number);
}

void StringProfile::load(ByteReader& in) {
  *this = {};
  count_ = in.u64();
  if (count_ == 0) return;
  for (uint64_t* number : {&empty_, &least_, &most_, &total_}) *number = in.u64();
  min_ = in.text();
  max_ = in.text();
  min_head_ = head(min_);
  max_head_ = head(max_);
  for (uint64_t& number : kinds_) number = in.u64();
  if (empty_ > count_ || least_ > most_ || min_ > max_) in.fail();
}

}  // namespace runnel::agg
