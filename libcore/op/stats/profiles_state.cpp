// Profiles as bytes, and back.
#include <algorithm>

#include "op/stats/profiles.h"

namespace runnel::op {

void Profiles::save_profile(const Profile& profile, const std::vector<uint32_t>& numbers,
                            ByteWriter& out) const {
  out.u64(profile.records);
  out.u64(profile.bytes);
  out.u8(profile.time != nullptr ? 1 : 0);
  if (profile.time != nullptr) profile.time->save(out);
  const auto is_there = [](const auto& field) { return field != nullptr; };
  out.u64(static_cast<uint64_t>(std::count_if(profile.fields.begin(), profile.fields.end(), is_there)));
  for (FieldId field = 0; field < profile.fields.size(); ++field) {
    if (profile.fields[field] == nullptr) continue;
    out.u32(numbers[field]);
    profile.fields[field]->save(out);
  }
}

std::unique_ptr<Profile> Profiles::load_profile(ByteReader& in) {
  auto profile = make_profile();
  profile->records = in.u64();
  profile->bytes = in.u64();
  if (in.u8() != 0) time_of(*profile).load(context_, in);
  constexpr size_t kLeast = 100;
  const uint64_t count = in.count(kLeast);
  for (uint64_t i = 0; i < count && in.ok(); ++i) {
    const uint32_t field = in.u32();
    if (field >= tree_.limit() || profile->find(field) != nullptr) {
      in.fail();
    } else {
      profile_of(*profile, field).load(context_, in);
    }
  }
  return profile;
}

// Fields by their number in order, which is that under which the tree's load() adds them.
void Profiles::save(ByteWriter& out) const {
  tree_.save(out);
  std::vector<uint32_t> numbers(tree_.limit(), FieldTree::kNone);
  uint32_t next = 0;
  for (const FieldId field : tree_.in_order()) numbers[field] = next++;
  out.u64(left_out_);
  out.u8(is_closed_ ? 1 : 0);
  std::vector<std::pair<FieldId, uint64_t>> refused;
  for (const auto& [field, times] : refused_) refused.emplace_back(numbers[field], times);
  std::sort(refused.begin(), refused.end());
  out.u64(refused.size());
  for (const auto& [field, times] : refused) {
    out.u32(field);
    out.u64(times);
  }
  keys_.save(out);
  out.u64(by_key_.size());
  for (const auto& profile : by_key_) save_profile(*profile, numbers, out);
  if (whole_ != nullptr) save_profile(*whole_, numbers, out);
  out.u8(other_ != nullptr ? 1 : 0);
  if (other_ != nullptr) save_profile(*other_, numbers, out);
}

void Profiles::load(ByteReader& in) {
  tree_.load(in);
  left_out_ = in.u64();
  is_closed_ = in.u8() != 0;
  constexpr size_t kRefusedBytes = 12;
  const uint64_t refused = in.count(kRefusedBytes);
  for (uint64_t i = 0; i < refused; ++i) {
    const uint32_t field = in.u32();
    refused_[field] = in.u64();
  }
  keys_.load(in);
  const uint64_t count = in.u64();
  if (count != keys_.size() || (count > 0 && parts_ == 0)) in.fail();
  for (uint64_t key = 0; key < count && in.ok(); ++key) {
    if (!keys_.is_key(key)) return in.fail();
    keys_.refer(static_cast<KeyId>(key));
    by_key_.push_back(load_profile(in));
  }
  if (parts_ == 0) whole_ = load_profile(in);
  const uint8_t has_other = in.u8();
  if (has_other > 1) in.fail();
  if (has_other == 1) other_ = load_profile(in);
}

}  // namespace runnel::op
