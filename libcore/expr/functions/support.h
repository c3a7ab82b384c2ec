// What the families of functions have in common: messages in jq's words, and strings that go to the arena.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "expr/function.h"
#include "json/value.h"

namespace runnel::expr {

// `number (1)`: the type and the beginning of the value, as messages show it.
std::string described(const json::Value& value);

// Fails with `number (1) <message>`, and with `number (1) and string ("a") <message>`.
Flow fail_with(Context& context, const json::Value& value, std::string_view message);
Flow fail_with(Context& context, const json::Value& a, const json::Value& b, std::string_view message);

// As jq's `.[key]` where that cannot be.
Flow fail_index(Context& context, json::Type of, const json::Value& key);

inline Flow give(json::Value& output, json::Value value) {
  output = std::move(value);
  return Flow::value;
}
inline Flow give(json::Value& output, bool truth) {
  return give(output, json::Value::boolean(truth));
}
// Gives a copy in the arena.
inline Flow give_copy(Context& context, json::Value& output, std::string_view text) {
  return give(output, json::Value::string(context.arena.copy(text)));
}

// The text of a string, as long as what it borrows from: a string that is owned, and may go with its value,
// is copied to the arena. Parts of it may be given as output. REQUIRES: value is a string.
std::string_view lasting_text(Context& context, const json::Value& value);

// The string itself, or the value's JSON in the arena: jq's tostring. Valid as long as what
// the value borrows from, and the arena.
std::string_view text_of(Context& context, const json::Value& value);

// jq's length (functions/types.cpp).
Flow length_of(Context& context, const json::Value& value, json::Value& output);

// In characters: bytes that do not continue one.
size_t character_count(std::string_view text);

// The bytes with U+FFFD for what is not UTF-8, as jq makes a string of bytes.
void append_as_utf8(std::string& out, std::string_view bytes);

// The array or object parsed to its last level where it was raw; any other value as it is.
json::Value parsed(const json::Value& value);

// The same, one level deep: what is in it may be raw itself. A view in the arena.
json::Value opened(Context& context, const json::Value& value);

// The object opened, with each key once. REQUIRES: value is an object.
json::Value with_distinct_keys(Context& context, const json::Value& object);

// The items of an array, or the values of an object, each key's once. Keeps what it hands out alive.
class Children {
 public:
  // REQUIRES: container is an array or object.
  Children(Context& context, const json::Value& container);

  size_t size() const { return items_.empty() ? members_.size() : items_.size(); }
  const json::Value& operator[](size_t i) const { return items_.empty() ? members_[i].second : items_[i]; }
  std::span<const json::Value::Member> members() const { return members_; }  // of an object

 private:
  json::Value container_;
  std::span<const json::Value> items_;
  std::span<const json::Value::Member> members_;
};

inline bool is_iterable(const json::Value& value) {
  return value.type() >= json::Type::array;
}
// As jq's `.[]` of a value that holds nothing.
Flow fail_iteration(Context& context, const json::Value& value);

// The member of that key: the first, where it occurs twice. Null where there is none. REQUIRES: object is
// parsed.
const json::Value* find_member(const json::Value& object, std::string_view key);

}  // namespace runnel::expr
