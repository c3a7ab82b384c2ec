#include "expr/functions/compounds.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "expr/functions/lists.h"
#include "expr/functions/support.h"
#include "json/utf8.h"

namespace runnel::expr {

using json::Value;

namespace {

// Calls combine(old, value) for what of b is in a, for the value that is to be there, and adds what is not.
template <class Combine>
Value united_by(Context& context, const Value& a, const Value& b, Combine combine) {
  const Value left = with_distinct_keys(context, a);
  const Value right = with_distinct_keys(context, b);
  ObjectBuilder members(context.arena, left.members().size() + right.members().size());
  for (const auto& [key, value] : left.members()) members.add(key, value);
  for (const auto& [key, value] : right.members()) {
    const size_t place = members.find(key.text());
    members.set(key, place == ObjectBuilder::kNone ? value : combine(members.value_at(place), value));
  }
  return members.take();
}

// Merging recurses: no record may overflow the stack by its depth.
constexpr int kMaxMergeDepth = 2'000;

Value merged_below(Context& context, const Value& a, const Value& b, int depth, bool& too_deep) {
  if (depth > kMaxMergeDepth) {
    too_deep = true;
    return {};
  }
  return united_by(context, a, b, [&context, depth, &too_deep](const Value& old, const Value& value) {
    const bool both = old.is_object() && value.is_object();
    return both ? merged_below(context, old, value, depth + 1, too_deep) : value;
  });
}

}  // namespace

namespace {

// From here on a string that is made longer gets room to grow: a text that is put together piece by piece is
// then not copied for each of them.
constexpr size_t kWorthRoom = 256;

// A string of `left` and room for so many bytes behind it.
char* with_room(Context& context, std::string_view left, size_t more) {
  const size_t size = left.size() + more;
  if (left.data() + left.size() == context.grown &&
      static_cast<size_t>(context.may_grow_to - context.grown) >= more) {
    context.grown += more;
    return context.grown - size;
  }
  const size_t room = size < kWorthRoom ? size : 2 * size;
  char* const memory = context.arena.alloc(room);
  std::memcpy(memory, left.data(), left.size());
  if (room > size) {
    context.grown = memory + size;
    context.may_grow_to = memory + room;
  }
  return memory;
}

}  // namespace

Flow concatenate(Context& context, const Value& a, const Value& b, Value& output) {
  const std::string_view left = a.text();
  const std::string_view right = b.text();
  if (left.empty()) return give(output, b);
  if (right.empty()) return give(output, a);
  char* const memory = with_room(context, left, right.size());
  std::memcpy(memory + left.size(), right.data(), right.size());
  return give(output, Value::string({memory, left.size() + right.size()}));
}

Flow repeat(Context& context, const Value& text, double times, Value& output) {
  if (!(times >= 0)) return give(output, Value());
  const std::string_view piece = text.text();
  if (piece.empty() || times < 1) return give(output, Value::string({}));
  constexpr double kLongest = std::numeric_limits<int>::max();
  if (times >= kLongest / static_cast<double>(piece.size()))
    return context.fail("Repeat string result too long");
  const size_t size = piece.size() * static_cast<size_t>(times);
  char* memory = context.arena.alloc(size);
  std::memcpy(memory, piece.data(), piece.size());
  for (size_t done = piece.size(); done < size;) {  // each step doubles what is there
    const size_t step = std::min(done, size - done);
    std::memcpy(memory + done, memory, step);
    done += step;
  }
  return give(output, Value::string({memory, size}));
}

Value split_at(Context& context, const Value& text, std::string_view separator) {
  const std::string_view whole = lasting_text(context, text);
  ItemList pieces(context.arena, 0);
  if (separator.empty()) {
    const char* const end = whole.data() + whole.size();
    for (const char* p = whole.data(); p != end;) {
      const size_t length = json::utf8_sequence(p, end).length;
      pieces.add(Value::string({p, length}));
      p += length;
    }
  } else if (!whole.empty()) {
    size_t begin = 0;
    for (size_t found = 0; (found = whole.find(separator, begin)) != std::string_view::npos;) {
      pieces.add(Value::string(whole.substr(begin, found - begin)));
      begin = found + separator.size();
    }
    pieces.add(Value::string(whole.substr(begin)));
  }
  return pieces.take();
}

Value concatenated_arrays(Context& context, const Value& a, const Value& b) {
  const Value left = opened(context, a);
  const Value right = opened(context, b);
  if (left.items().empty()) return right;
  if (right.items().empty()) return left;
  ItemList items(context.arena, left.items().size() + right.items().size());
  for (const Value& item : left.items()) items.add(item);
  for (const Value& item : right.items()) items.add(item);
  return items.take();
}

Value without(Context& context, const Value& a, const Value& b) {
  const Value left = parsed(a);
  const Value right = parsed(b);
  ItemList items(context.arena, left.items().size());
  for (const Value& item : left.items()) {
    const auto equal = [&item](const Value& other) { return json::compare(item, other) == 0; };
    if (std::none_of(right.items().begin(), right.items().end(), equal)) items.add(item);
  }
  return items.take();
}

Value united(Context& context, const Value& a, const Value& b) {
  return united_by(context, a, b, [](const Value&, const Value& value) { return value; });
}

void append_items(Context& context, Value& array, const Value& added) {
  const Value right = opened(context, added);
  std::vector<Value>& items = array.own_items();
  items.insert(items.end(), right.items().begin(), right.items().end());
}

void unite_into(Context& context, Value& object, const Value& added) {
  const Value right = with_distinct_keys(context, added);
  std::vector<Value::Member>& members = object.own_members();
  for (const auto& [key, value] : right.members()) {
    const auto same = [text = key.text()](const Value::Member& member) {
      return member.first.text() == text;
    };
    const auto found = std::find_if(members.begin(), members.end(), same);
    if (found == members.end()) {
      members.emplace_back(key, value);
    } else {
      found->second = value;
    }
  }
}

Flow merge(Context& context, const Value& a, const Value& b, Value& output) {
  bool too_deep = false;
  Value merged = merged_below(context, a, b, 1, too_deep);
  if (too_deep) return context.fail("Object merge too deep");
  return give(output, std::move(merged));
}

}  // namespace runnel::expr
