// Putting one object into another, as text: what is not touched keeps its bytes.
//
// REQUIRES of all text here: valid JSON, a whole value, blanks around it allowed. Nothing needs padding
// behind it. Of objects that are not valid between their first and last bracket something odd is made, and no
// harm done.
//
// One of each a worker: they hold scratch memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "json/members.h"

namespace runnel::json {

// Appends `object` with `value` as its last member `name`; members that already have this name are left out.
// Blanks around the object and the value are left out too.
//
// Nearly every object has no such member, and shows it at the speed of memory: the name in quotes is not in
// it, nor any backslash by which it could be spelt differently.
class MemberSplicer {
 public:
  explicit MemberSplicer(std::string_view name);
  // REQUIRES: `object` is one.
  void append(std::string& out, std::string_view object, std::string_view value);
  // Of the object that has this member alone.
  void append_alone(std::string& out, std::string_view value) const;

 private:
  bool has_member(std::string_view object);
  bool is_name(const MemberCursor& member);
  bool append_others(std::string& out, std::string_view object);
  void append_member(std::string& out, bool any, std::string_view value) const;

  std::string name_;     // as it is, unescaped
  std::string literal_;  // as it stands in JSON without escapes: in quotes
  std::string member_;   // what stands before the value: `,"name":`
  std::string key_;      // of another member, unescaped
};

// Appends `object` with the members of `other`: where a name is equal, the other's value stands in the
// object's place, the others follow in their order. `prefix` goes in front of the other's names first. Where
// a name occurs twice in the other, the first one counts; an object's name that the other has too is written
// once.
class ObjectMerger {
 public:
  explicit ObjectMerger(std::string_view prefix);
  // REQUIRES: both are objects. An empty `object` text stands for {}.
  void append(std::string& out, std::string_view object, std::string_view other);

 private:
  struct Member {
    std::string_view name;  // with the prefix, unescaped
    std::string_view key;   // as it stands between quotes
    std::string_view value;
    bool written;
  };

  void take(std::string_view other);
  std::string_view name_of(const MemberCursor& member, std::string_view prefix);
  size_t slot_of(std::string_view name) const;
  Member* find(std::string_view name);
  void append_unwritten(std::string& out, bool any);

  std::string prefix_;  // unescaped
  std::string quoted_;  // as JSON, but for the closing quote
  Arena names_;         // those that do not stand in the text
  std::string name_;
  std::vector<Member> members_;   // of `other`
  std::vector<uint32_t> places_;  // in members_, from 1 on, by the name's hash; a power of two
};

}  // namespace runnel::json
