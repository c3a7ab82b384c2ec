#include "op/stats/profiles.h"

#include <algorithm>
#include <bit>

namespace runnel::op {

using agg::FieldProfile;
using Kind = agg::Scalar::Kind;

Profiles::Profiles(size_t parts, const ProfileLimits& limits) : parts_(parts), limits_(limits) {
  if (parts_ == 0) whole_ = make_profile();
}

Profiles::~Profiles() {
  each_profile([this](Profile& profile) { release(profile); });
}

std::unique_ptr<Profile> Profiles::make_profile() {
  context_.heap_bytes += sizeof(Profile);
  return std::make_unique<Profile>();
}

agg::TimeProfile& Profiles::add_time(Profile& profile) {
  profile.time = std::make_unique<agg::TimeProfile>();
  context_.heap_bytes += sizeof(agg::TimeProfile);
  return *profile.time;
}

FieldProfile& Profiles::add_profile_of(Profile& profile, FieldId field) {
  if (profile.fields.size() <= field) profile.fields.resize(field + 1);
  profile.fields[field] = std::make_unique<FieldProfile>();
  context_.heap_bytes += sizeof(FieldProfile) + sizeof(void*);
  return *profile.fields[field];
}

Profiles::Found Profiles::of_key(const FoundKey& key, absl::FunctionRef<void()> settle) {
  if (const KeyId known = keys_.find(key); known != KeyTable::kNone) {
    return {by_key_[known].get(), Beyond::nothing};
  }
  Beyond beyond = Beyond::nothing;
  if (keys_.size() >= limits_.keys) {
    beyond = Beyond::limit;
  } else if (bytes() >= limits_.memory / 2) {
    // Whether it is so much at this record, and not only at the end of a batch.
    settle();
    if (bytes() >= limits_.memory) beyond = Beyond::memory;
  }
  if (beyond != Beyond::nothing) {
    if (other_ == nullptr) other_ = make_profile();
    return {other_.get(), beyond};
  }
  const KeyId added = keys_.add(key);
  keys_.refer(added);
  if (by_key_.size() <= added) by_key_.resize(added + 1);
  by_key_[added] = make_profile();
  return {by_key_[added].get(), Beyond::nothing};
}

FieldId Profiles::field(FieldId parent, FieldStep step, std::string_view name,
                        absl::FunctionRef<void()> settle,
                        absl::FunctionRef<void(const FieldTree::Moves&)> moved) {
  if (parent == FieldTree::kNone) return FieldTree::kNone;
  if (const FieldId known = tree_.find(parent, step, name); known != FieldTree::kNone) return known;
  if (is_closed_) return FieldTree::kNone;
  const bool is_full = tree_.size() >= limits_.fields;
  const bool is_named = step == FieldStep::member || step == FieldStep::other;
  const size_t members = tree_.members(parent).size() + 1;
  const bool is_time = is_named && members >= kManyMembers && std::has_single_bit(members);
  if (is_full || is_time) settle();
  // Where there is no room, something above may turn out to be a map and make some.
  for (FieldId object = parent; object != FieldTree::kNone && (is_full || is_time);
       object = is_full ? tree_.parent(object) : FieldTree::kNone) {
    const FieldTree::Moves moves = make_map_of(object);
    if (moves.empty()) continue;
    moved(moves);
    for (const auto& [from, to] : moves) {
      if (parent == from) parent = to;
    }
    return this->field(parent, step, name, settle, moved);
  }
  is_closed_ = is_full;
  if (is_full || step == FieldStep::other) return FieldTree::kNone;
  return tree_.add(parent, step, name);
}

// Nothing moves where it is none.
FieldTree::Moves Profiles::make_map_of(FieldId object) {
  const std::vector<FieldId> rare = rare_members(object);
  if (rare.empty()) return {};
  FieldTree::Moves moves = tree_.make_map(object, rare);
  fold(moves);
  for (const auto& [from, to] : moves) {
    const auto refused = refused_.find(from);
    if (refused == refused_.end()) continue;
    const uint64_t values = refused->second;
    refused_.erase(refused);
    refused_[to] += values;
  }
  return moves;
}

void Profiles::refuse(FieldId object, uint64_t values) {
  left_out_ += values;
  for (; object != FieldTree::kNone; object = tree_.parent(object)) refused_[object] += values;
}

void Profiles::look_for_maps(absl::FunctionRef<void(const FieldTree::Moves&)> moved) {
  for (const FieldId object : tree_.in_order()) {
    // One that was moved meanwhile has no members any more.
    if (!refused_.contains(object)) continue;
    const FieldTree::Moves moves = make_map_of(object);
    if (!moves.empty()) moved(moves);
  }
}

// Over all profiles what `count` says of the field in each.
template <class Count>
uint64_t Profiles::total(FieldId field, Count count) const {
  uint64_t total = 0;
  each_profile([&](const Profile& profile) {
    if (const FieldProfile* found = profile.find(field)) total += count(*found);
  });
  return total;
}

// The members that few of the objects have, if hardly any has most of them. Records of several kinds in one
// stream have many names as well, but the names of a kind come again and again.
std::vector<FieldId> Profiles::rare_members(FieldId object) const {
  constexpr uint64_t kHardlyAny = 64, kFew = 4;  // one in so many
  constexpr uint64_t kEnoughObjects = 64;        // to tell
  const std::vector<FieldId>& members = tree_.members(object);
  const uint64_t objects = total(object, [](const FieldProfile& field) { return field.count(Kind::object); });
  const bool is_full = is_closed_ || tree_.size() >= limits_.fields;
  if (objects < 2) {
    // One object alone does not tell, unless there is no room for what it has.
    return is_full && members.size() >= kManyMembers ? members : std::vector<FieldId>();
  }
  if (objects < kEnoughObjects && !is_full) return {};
  std::vector<FieldId> rare;
  size_t single = 0;
  for (const FieldId member : members) {
    const uint64_t times = total(member, [](const FieldProfile& field) { return field.count(); });
    if (times <= 1 || times * kHardlyAny <= objects) ++single;
    if (times * kFew < objects) rare.push_back(member);
  }
  const size_t enough = is_full ? members.size() / 2 : members.size() / 4 * 3;
  // Where there is no room for more, names that were refused are as good as members.
  const auto refused = refused_.find(object);
  const bool has_many =
      single >= kManyMembers / 2 || (refused != refused_.end() && refused->second >= kManyMembers / 2);
  if (!has_many || single < enough) rare.clear();
  return rare;
}

void Profiles::fold(const FieldTree::Moves& moves) {
  const auto fold_one = [&](Profile& profile) {
    for (const auto& [from, to] : moves) {
      FieldProfile* const gone = profile.find(from);
      if (gone == nullptr) continue;
      profile_of(profile, to).merge(context_, *gone);
      gone->release(context_);
      profile.fields[from].reset();
      context_.heap_bytes -= sizeof(FieldProfile) + sizeof(void*);
    }
  };
  each_profile(fold_one);
}

void Profiles::forget_records() {
  each_profile([this](Profile& profile) { release(profile); });
  left_out_ = 0;
}

// The profile stays, with nothing in it.
void Profiles::release(Profile& profile) {
  for (auto& field : profile.fields) {
    if (field != nullptr) field->release(context_);
  }
  if (profile.time != nullptr) profile.time->release(context_);
  profile.records = profile.bytes = 0;
}

uint64_t Profiles::records() const {
  uint64_t records = 0;
  each_profile([&](const Profile& profile) { records += profile.records; });
  return records;
}

std::vector<std::string> Profiles::maps() const {
  std::vector<std::string> maps;
  for (const FieldId field : tree_.in_order()) {
    if (tree_.is_map(field)) maps.push_back(tree_.path(field));
  }
  return maps;
}

std::vector<std::string> Profiles::field_paths() const {
  std::vector<std::string> paths;
  for (const FieldId field : tree_.in_order()) paths.push_back(tree_.path(field));
  return paths;
}

}  // namespace runnel::op
