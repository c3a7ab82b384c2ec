// What is known of a stream: one profile, or with --by one a key. Mergeable, and saved and loaded as a whole.
//
// All profiles share the tree of fields, so that an object is a map for all keys or for none.
//
// For the ordered stage, one thread at a time.
#pragma once

#include <absl/container/flat_hash_map.h>
#include <absl/functional/function_ref.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agg/profile/field_profile.h"
#include "agg/profile/time_profile.h"
#include "base/bytes.h"
#include "op/keyed/key_table.h"
#include "op/stats/field_tree.h"
#include "op/stats/options.h"
#include "op/stats/summary.h"

namespace runnel::op {

// What is known of the records of a key.
struct Profile {
  uint64_t records = 0;
  uint64_t bytes = 0;                                      // of their lines, with newlines
  std::unique_ptr<agg::TimeProfile> time;                  // null where no record has one
  std::vector<std::unique_ptr<agg::FieldProfile>> fields;  // by FieldId; null where there is none

  // Null where there is none.
  agg::FieldProfile* find(FieldId field) const {
    return field < fields.size() ? fields[field].get() : nullptr;
  }
};

class Profiles {
 public:
  // `parts`: of how many values a key is made; 0: there is one profile, of all records.
  Profiles(size_t parts, const ProfileLimits& limits);
  ~Profiles();
  Profiles(Profiles&&) = delete;

  agg::Context& context() { return context_; }
  const FieldTree& tree() const { return tree_; }
  // Keys, fields and all that is known of them, in bytes.
  size_t bytes() const { return context_.heap_bytes + keys_.bytes() + tree_.bytes(); }

  // The profile that a key's records belong to: its own, or where there is no room for one more that of all
  // others. `settle` is called before memory decides: all that came before is to be added then.
  enum class Beyond : uint8_t { nothing, limit, memory };
  struct Found {
    Profile* profile;
    Beyond beyond;
  };
  Found of_key(const FoundKey& key, absl::FunctionRef<void()> settle);
  Profile& whole() { return *whole_; }
  // Null where there has been room for all.
  const Profile* other() const { return other_.get(); }

  // The field that a step leads to. It is added if it is new; FieldTree::kNone where it is left out, since
  // there are too many: from then on no more are added, whatever room maps make. `settle` is called before
  // what is known of objects decides whether they are maps; `moved` is told which fields have become which
  // others.
  FieldId field(FieldId parent, FieldStep step, std::string_view name, absl::FunctionRef<void()> settle,
                absl::FunctionRef<void(const FieldTree::Moves&)> moved);
  agg::FieldProfile& profile_of(Profile& profile, FieldId field) {
    agg::FieldProfile* const found = profile.find(field);
    return found != nullptr ? *found : add_profile_of(profile, field);
  }
  agg::TimeProfile& time_of(Profile& profile) {
    return profile.time != nullptr ? *profile.time : add_time(profile);
  }
  // Whether fields were refused, so that it is worth to look_for_maps() from time to time among the objects
  // that they were below: what is known of them may tell now.
  bool is_closed() const { return is_closed_; }
  void look_for_maps(absl::FunctionRef<void(const FieldTree::Moves&)> moved);
  // Values of a field that was refused, below this one.
  void refuse(FieldId object, uint64_t values);
  void leave_out(uint64_t values) { left_out_ += values; }
  uint64_t left_out() const { return left_out_; }

  // `other` has as many parts. Until it is merged there may be twice as many fields as the limit says.
  // Returns how many of its records belong to keys that there was no room for.
  struct Others {
    uint64_t by_limit = 0;
    uint64_t by_memory = 0;
  };
  Others merge(const Profiles& other);
  // Forgets what is known of the records, but not which keys and fields there are.
  void forget_records();

  // In all profiles.
  uint64_t records() const;
  // How many keys have a profile of their own.
  size_t keys() const { return keys_.size(); }
  // Those that have records, in the order of their keys' appearance, that of all others last; without --by
  // the one that there is. Valid until a change.
  struct Told {
    const Profile* profile;
    KeyId key;  // KeyTable::kNone: of no key, or of all others
  };
  std::vector<Told> told() const;
  // `names`: of the key's parts. Of a field so many top values are told.
  ProfileSummary summary(const Told& told, const std::vector<std::string>& names, uint64_t top,
                         bool by_clock) const;
  std::vector<std::string> maps() const;
  std::vector<std::string> field_paths() const;

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  // An object is asked whether it is a map when it has so many members, and at twice as many, and so on.
  static constexpr size_t kManyMembers = 128;

  template <class Take>
  void each_profile(Take take) const {
    if (whole_ != nullptr) take(*whole_);
    for (const auto& profile : by_key_) {
      if (profile != nullptr) take(*profile);
    }
    if (other_ != nullptr) take(*other_);
  }
  std::unique_ptr<Profile> make_profile();
  void release(Profile& profile);
  agg::TimeProfile& add_time(Profile& profile);
  agg::FieldProfile& add_profile_of(Profile& profile, FieldId field);
  std::vector<FieldId> rare_members(FieldId object) const;
  template <class Count>
  uint64_t total(FieldId field, Count count) const;
  FieldTree::Moves make_map_of(FieldId object);
  std::vector<FieldId> fields_for(const FieldTree& other);
  void find_maps();
  void fold(const FieldTree::Moves& moves);
  void merge_profile(Profile& into, const Profile& from, const std::vector<FieldId>& fields);
  void save_profile(const Profile& profile, const std::vector<uint32_t>& numbers, ByteWriter& out) const;
  std::unique_ptr<Profile> load_profile(ByteReader& in);

  const size_t parts_;
  const ProfileLimits limits_;
  agg::Context context_;
  FieldTree tree_;
  KeyTable keys_;
  std::unique_ptr<Profile> whole_;                  // without --by
  std::vector<std::unique_ptr<Profile>> by_key_;    // by KeyId, which is the order of appearance
  std::unique_ptr<Profile> other_;                  // of keys that there was no room for
  uint64_t left_out_ = 0;                           // values of fields that are
  bool is_closed_ = false;                          // a field was refused: no more are added
  absl::flat_hash_map<FieldId, uint64_t> refused_;  // how many values of such were below a field
};

}  // namespace runnel::op
