// Arrays and objects as functions build them: part by part, in the arena.
//
// What is built of parts that own nothing is a view in the arena and costs neither an allocation nor a
// count; as soon as one part is owned, the whole becomes an owned array or object. Not thread-safe, as the
// arena. A view is valid until the arena is reset.
#pragma once

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.h"
#include "json/value.h"

namespace runnel::expr {

inline bool is_owned(const json::Value& value) {
  return value.owned();
}
inline bool is_owned(const json::Value::Member& member) {
  return member.first.owned() || member.second.owned();
}
inline json::Value view_of(std::span<const json::Value> items) {
  return json::Value::array_view(items);
}
inline json::Value view_of(std::span<const json::Value::Member> members) {
  return json::Value::object_view(members);
}
inline json::Value owned_of(std::vector<json::Value> items) {
  return json::Value::array(std::move(items));
}
inline json::Value owned_of(std::vector<json::Value::Member> members) {
  return json::Value::object(std::move(members));
}

// The items of an array, or the members of an object, that is being built.
template <class Part>
class PartList {
 public:
  // Room for `expected` parts is taken at once; more are taken as they come.
  explicit PartList(Arena& arena, size_t expected) : arena_(arena) {
    if (expected > 0) reserve(expected);
  }
  PartList(const PartList&) = delete;
  PartList& operator=(const PartList&) = delete;
  ~PartList() {
    if (owns_) std::destroy_n(parts_, size_);
  }

  void add(Part part) {
    if (size_ == room_) reserve(2 * room_ + 4);
    owns_ = owns_ || is_owned(part);
    new (parts_ + size_++) Part(std::move(part));
  }

  size_t size() const { return size_; }
  // To read and to put in another order. Valid until the next add().
  std::span<Part> parts() { return {parts_, size_}; }
  // Puts another part in a place. REQUIRES: place < size().
  void replace(size_t place, Part part) {
    owns_ = owns_ || is_owned(part);
    parts_[place] = std::move(part);
  }

  // The array or object; the list is empty afterwards, and is not to be used again.
  json::Value take() {
    if (!owns_) return view_of(std::span<const Part>(parts_, std::exchange(size_, 0)));
    const std::span<Part> all = parts();
    return owned_of(
        std::vector<Part>(std::make_move_iterator(all.begin()), std::make_move_iterator(all.end())));
  }

 private:
  void reserve(size_t room) {
    auto* const memory = reinterpret_cast<Part*>(arena_.alloc(room * sizeof(Part)));
    std::uninitialized_move_n(parts_, size_, memory);  // what was moved from owns nothing
    parts_ = memory;
    room_ = room;
  }

  Arena& arena_;
  Part* parts_ = nullptr;
  size_t size_ = 0;
  size_t room_ = 0;
  bool owns_ = false;
};

using ItemList = PartList<json::Value>;
using MemberList = PartList<json::Value::Member>;

// An object that is being built key by key, each key once, in the order of their first appearance.
class ObjectBuilder {
 public:
  ObjectBuilder(Arena& arena, size_t expected) : members_(arena, expected) {}

  static constexpr size_t kNone = SIZE_MAX;

  // The place of the key's member, or kNone. A bit for each key's hash tells most new keys of a small object
  // from those that are there; a large object has an index.
  size_t find(std::string_view key) {
    if (members_.size() >= kMany) return find_in_index(key);
    if ((seen_ & bit_of(key)) == 0) return kNone;
    const auto members = members_.parts();
    for (size_t i = 0; i < members.size(); ++i) {
      if (members[i].first.text() == key) return i;
    }
    return kNone;
  }

  size_t size() const { return members_.size(); }
  const json::Value& value_at(size_t place) { return members_.parts()[place].second; }

  // A new key comes last; the value of one that is there is replaced, in its place. REQUIRES: key is a
  // string.
  void set(const json::Value& key, json::Value value) {
    const size_t place = find(key.text());
    if (place == kNone) {
      append(key, std::move(value));
    } else {
      members_.replace(place, {members_.parts()[place].first, std::move(value)});
    }
  }

  // Does nothing where the key is there.
  void add(const json::Value& key, const json::Value& value) {
    if (find(key.text()) == kNone) append(key, value);
  }

  // The object; the builder is not to be used again.
  json::Value take() { return members_.take(); }

 private:
  static constexpr size_t kMany = 32;

  static uint64_t bit_of(std::string_view key) {
    if (key.empty()) return 1;
    const auto byte = [key](size_t at) { return static_cast<size_t>(static_cast<unsigned char>(key[at])); };
    const size_t hash = key.size() * 7 + byte(0) * 31 + byte(key.size() - 1) * 13 + byte(key.size() / 2);
    return uint64_t{1} << (hash & 63);
  }

  size_t find_in_index(std::string_view key) {
    const auto members = members_.parts();
    for (; indexed_ < members.size(); ++indexed_) index_.emplace(members[indexed_].first.text(), indexed_);
    const auto found = index_.find(key);
    return found == index_.end() ? kNone : found->second;
  }

  void append(const json::Value& key, json::Value value) {
    seen_ |= bit_of(key.text());
    members_.add({key, std::move(value)});
  }

  MemberList members_;
  uint64_t seen_ = 0;
  size_t indexed_ = 0;
  absl::flat_hash_map<std::string_view, size_t> index_;  // keys' texts do not move with their members
};

}  // namespace runnel::expr
