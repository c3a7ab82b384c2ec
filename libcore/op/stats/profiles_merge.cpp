// Profiles of parts of a stream to one of the whole.
#include <algorithm>

#include "op/stats/profiles.h"

namespace runnel::op {

void Profiles::merge_profile(Profile& into, const Profile& from, const std::vector<FieldId>& fields) {
  into.records += from.records;
  into.bytes += from.bytes;
  if (from.time != nullptr) time_of(into).merge(context_, *from.time);
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
    if (tree_.members(object).size() >= kManyMembers) make_map_of(object);
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

}  // namespace runnel::op
