// The fields of a profile by name: a tree of the places in the records. Each has a small number, under which
// profiles keep what they know of it.
//
// An object whose names are data, a map from ids to something, would be a field an id. When it is seen to be
// one its rare members become one field, `.*`, and with them what is below; members that most of its objects
// have stay fields of their own.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "base/bytes.h"
#include "op/stats/extract.h"

namespace runnel::op {

using FieldId = uint32_t;

class FieldTree {
 public:
  static constexpr FieldId kRecord = 0;  // the whole record
  static constexpr FieldId kNone = UINT32_MAX;

  FieldTree();

  // The field that this step leads to, or kNone. FieldStep::other is `.*`, and a name that a map does not
  // have leads there too.
  FieldId find(FieldId parent, FieldStep step, std::string_view name) const;
  // REQUIRES: find() gives kNone.
  FieldId add(FieldId parent, FieldStep step, std::string_view name);

  // How many there are, but for the record.
  size_t size() const { return live_; }
  // What it takes, or a little more.
  size_t bytes() const { return names_.used() + fields_.capacity() * kFieldBytes; }
  // All numbers are below it.
  FieldId limit() const { return static_cast<FieldId>(fields_.size()); }
  FieldId parent(FieldId field) const { return fields_[field].parent; }
  FieldStep step(FieldId field) const { return fields_[field].step; }
  // Of a member; valid as long as this.
  std::string_view name(FieldId field) const { return fields_[field].name; }
  bool is_map(FieldId field) const { return fields_[field].other != kNone; }
  // The members of an object, but for `.*`, in their order.
  const std::vector<FieldId>& members(FieldId field) const { return fields_[field].members; }
  // `.geo.city`, `.tags[]`, `.ids.*`; the record is `.`.
  std::string path(FieldId field) const;

  // Makes these members of an object, and those that come, one field. Each pair says which field has become
  // which other: what is known of the first is now of the second.
  using Moves = std::vector<std::pair<FieldId, FieldId>>;
  Moves make_map(FieldId object, const std::vector<FieldId>& rare);

  // All fields, a field before those below it, siblings in their order.
  std::vector<FieldId> in_order() const;

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  struct Field {
    FieldId parent = kNone;
    FieldStep step = FieldStep::record;
    std::string_view name;  // in names_
    FieldId element = kNone;
    FieldId other = kNone;  // `.*`
    std::vector<FieldId> members;
    absl::flat_hash_map<std::string_view, FieldId> by_name;
  };

  static constexpr size_t kFieldBytes = sizeof(Field) + 64;  // with its place among its parent's

  void move_below(FieldId from, FieldId to, Moves& moves);
  FieldId child(FieldId parent, FieldStep step, std::string_view name) const;

  Arena names_;
  std::vector<Field> fields_;
  size_t live_ = 0;
};

}  // namespace runnel::op
