#include "op/stats/profiles.h"

#include <algorithm>
#include <bit>

namespace runnel::op {

using agg::FieldProfile;
using Kind = agg::Scalar::Kind;

Profiles::Profiles(size_t parts, Limits limits) : parts_(parts), limits_(limits) {
  if (parts_ == 0) whole_ = make_profile();
}

Profiles::~Profiles() = default;

std::unique_ptr<Profile> Profiles::make_profile() {
  context_.heap_bytes += sizeof(Profile);
  return std::make_unique<Profile>();
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
  const bool is_full = tree_.size() >= limits_.fields;
  const bool is_named = step == FieldStep::member || step == FieldStep::other;
  // Where there is no room, something above may turn out to be a map and make some.
  for (FieldId object = parent; object != FieldTree::kNone && (is_full || object == parent);
       object = tree_.parent(object)) {
    if ((!is_named && !is_full) || !is_time_to_judge(object)) continue;
    settle();
    const std::vector<FieldId> rare = rare_members(object);
    if (rare.empty()) continue;
    const FieldTree::Moves moves = tree_.make_map(object, rare);
    fold(moves);
    moved(moves);
    for (const auto& [from, to] : moves) {
      if (parent == from) parent = to;
    }
    return this->field(parent, step, name, settle, moved);
  }
  if (is_full || step == FieldStep::other) return FieldTree::kNone;
  return tree_.add(parent, step, name);
}

// A member is to be added.
bool Profiles::is_time_to_judge(FieldId object) {
  const size_t members = tree_.members(object).size() + 1;
  if (tree_.size() < limits_.fields) return members >= kManyMembers && std::has_single_bit(members);
  return std::has_single_bit(++refused_[object]);
}

// The members that few of the objects have, if hardly any has most of them. Records of several kinds in one
// stream have many names as well, but the names of a kind come again and again.
std::vector<FieldId> Profiles::rare_members(FieldId object) const {
  constexpr uint64_t kHardlyAny = 64, kFew = 4;  // one in so many
  constexpr uint64_t kEnoughObjects = 64;        // to tell
  const std::vector<FieldId>& members = tree_.members(object);
  const uint64_t objects = count_objects(object);
  const bool is_full = tree_.size() >= limits_.fields;
  if (objects < 2) {
    // One object alone does not tell, unless there is no room for what it has.
    const bool has_most = members.size() >= kManyMembers && members.size() > tree_.size() / 2;
    return has_most && is_full ? members : std::vector<FieldId>();
  }
  if (objects < kEnoughObjects && !is_full) return {};
  std::vector<FieldId> rare;
  size_t single = 0;
  for (const FieldId member : members) {
    const uint64_t times = count(member);
    if (times <= 1 || times * kHardlyAny <= objects) ++single;
    if (times * kFew < objects) rare.push_back(member);
  }
  const size_t enough = is_full ? members.size() / 2 : members.size() / 4 * 3;
  // Where there is no room for more, names that were refused are as good as members.
  const auto refused = refused_.find(object);
  const bool has_many =
      single >= kManyMembers / 2 || (is_full && refused != refused_.end() && refused->second >= kManyMembers);
  if (!has_many || single < enough) rare.clear();
  return rare;
}

uint64_t Profiles::count(FieldId field) const {
  uint64_t count = 0;
  each_profile([&](const Profile& profile) {
    if (field < profile.fields.size() && profile.fields[field] != nullptr)
      count += profile.fields[field]->count();
  });
  return count;
}

uint64_t Profiles::count_objects(FieldId field) const {
  uint64_t count = 0;
  each_profile([&](const Profile& profile) {
    if (field < profile.fields.size() && profile.fields[field] != nullptr) {
      count += profile.fields[field]->count(Kind::object);
    }
  });
  return count;
}

void Profiles::fold(const FieldTree::Moves& moves) {
  const auto fold_one = [&](Profile& profile) {
    for (const auto& [from, to] : moves) {
      if (from >= profile.fields.size() || profile.fields[from] == nullptr) continue;
      profile_of(profile, to).merge(context_, *profile.fields[from]);
      profile.fields[from]->release(context_);
      profile.fields[from].reset();
      context_.heap_bytes -= sizeof(FieldProfile) + sizeof(void*);
    }
  };
  if (whole_ != nullptr) fold_one(*whole_);
  for (const auto& profile : by_key_) fold_one(*profile);
  if (other_ != nullptr) fold_one(*other_);
}

void Profiles::merge_profile(Profile& into, const Profile& from, const std::vector<FieldId>& fields) {
  into.records += from.records;
  into.bytes += from.bytes;
  into.time.merge(context_, from.time);
  for (FieldId field = 0; field < from.fields.size(); ++field) {
    if (from.fields[field] == nullptr) continue;
    if (fields[field] == FieldTree::kNone) {
      leave_out(from.fields[field]->count());
    } else {
      profile_of(into, fields[field]).merge(context_, *from.fields[field]);
    }
  }
}

// The field here of each field there. What is a map there becomes one here.
std::vector<FieldId> Profiles::fields_for(const FieldTree& other) {
  std::vector<FieldId> fields(other.limit(), FieldTree::kNone);
  fields[FieldTree::kRecord] = FieldTree::kRecord;
  for (const FieldId theirs : other.in_order()) {
    if (theirs != FieldTree::kRecord) {
      const FieldId parent = fields[other.parent(theirs)];
      if (parent == FieldTree::kNone) continue;
      FieldId mine = tree_.find(parent, other.step(theirs), other.name(theirs));
      const bool has_room = tree_.size() < 2 * limits_.fields;
      if (mine == FieldTree::kNone && has_room)
        mine = tree_.add(parent, other.step(theirs), other.name(theirs));
      fields[theirs] = mine;
    }
    const FieldId object = fields[theirs];
    if (object == FieldTree::kNone || !other.is_map(theirs) || tree_.is_map(object)) continue;
    std::vector<FieldId> rare;
    for (const FieldId member : tree_.members(object)) {
      const FieldId own = other.find(theirs, FieldStep::member, tree_.name(member));
      if (other.step(own) == FieldStep::other) rare.push_back(member);
    }
    const FieldTree::Moves moves = tree_.make_map(object, rare);
    fold(moves);
    for (const auto& [from, to] : moves) std::replace(fields.begin(), fields.end(), from, to);
  }
  return fields;
}

void Profiles::find_maps() {
  for (const FieldId object : tree_.in_order()) {
    if (tree_.members(object).size() < kManyMembers) continue;
    const std::vector<FieldId> rare = rare_members(object);
    if (!rare.empty()) fold(tree_.make_map(object, rare));
  }
}

Profiles::Others Profiles::merge(const Profiles& other) {
  Others others;
  const std::vector<FieldId> fields = fields_for(other.tree_);
  if (other.whole_ != nullptr && whole_ != nullptr) merge_profile(*whole_, *other.whole_, fields);
  for (KeyId key = 0; key < other.by_key_.size(); ++key) {
    const Found mine = of_key(other.keys_.get(key), [] {});
    if (mine.beyond == Beyond::limit) others.by_limit += other.by_key_[key]->records;
    if (mine.beyond == Beyond::memory) others.by_memory += other.by_key_[key]->records;
    merge_profile(*mine.profile, *other.by_key_[key], fields);
  }
  if (other.other_ != nullptr) {
    if (other_ == nullptr) other_ = make_profile();
    merge_profile(*other_, *other.other_, fields);
  }
  leave_out(other.left_out_);
  find_maps();
  return others;
}

void Profiles::forget_records() {
  const auto forget = [&](Profile& profile) {
    for (auto& field : profile.fields) {
      if (field != nullptr) field->release(context_);
    }
    profile.time.release(context_);
    profile.records = profile.bytes = 0;
  };
  if (whole_ != nullptr) forget(*whole_);
  for (const auto& profile : by_key_) forget(*profile);
  if (other_ != nullptr) forget(*other_);
  left_out_ = 0;
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

void Profiles::save_profile(const Profile& profile, const std::vector<uint32_t>& numbers,
                            ByteWriter& out) const {
  out.u64(profile.records);
  out.u64(profile.bytes);
  profile.time.save(out);
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
  profile->time.load(context_, in);
  constexpr size_t kLeast = 100;
  const uint64_t count = in.count(kLeast);
  for (uint64_t i = 0; i < count && in.ok(); ++i) {
    const uint32_t field = in.u32();
    const bool is_new =
        field < tree_.limit() && (field >= profile->fields.size() || profile->fields[field] == nullptr);
    if (!is_new) {
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
