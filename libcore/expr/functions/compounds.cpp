#include "expr/functions/compounds.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <unordered_map>
#include <vector>

#include "expr/functions/support.h"
#include "json/utf8.h"

namespace runnel::expr {

using json::Value;

namespace {

using Members = std::vector<Value::Member>;

// Members in the order of their first appearance, each key once. Few are looked for one by one, many by a
// hash.
class MemberTable {
 public:
  explicit MemberTable(Members& members) : members_(members) {}

  // The place of the key's member, or the number of members where there is none.
  size_t find(std::string_view key) {
    if (members_.size() <= kFew) {
      for (size_t i = 0; i < members_.size(); ++i) {
        if (members_[i].first.text() == key) return i;
      }
      return members_.size();
    }
    for (; indexed_ < members_.size(); ++indexed_) index_.emplace(members_[indexed_].first.text(), indexed_);
    const auto found = index_.find(key);
    return found == index_.end() ? members_.size() : found->second;
  }

 private:
  static constexpr size_t kFew = 16;
  Members& members_;
  size_t indexed_ = 0;
  std::unordered_map<std::string_view, size_t> index_;
};

// The members of an object, of equal keys the first.
Members distinct_members(const Value& object) {
  Members members;
  MemberTable table(members);
  members.reserve(object.members().size());
  for (const auto& member : object.members()) {
    if (table.find(member.first.text()) == members.size()) members.push_back(member);
  }
  return members;
}

// Calls combine(old, value) for what of b is in a, and adds what is not.
template <class Combine>
Value united_by(const Value& a, const Value& b, Combine combine) {
  Members members = distinct_members(parsed(a));
  const Members added = distinct_members(parsed(b));
  MemberTable table(members);
  for (const auto& [key, value] : added) {
    const size_t place = table.find(key.text());
    if (place == members.size()) {
      members.emplace_back(key, value);
    } else {
      combine(members[place].second, value);
    }
  }
  return Value::object(std::move(members));
}

// Merging recurses: no record may overflow the stack by its depth.
constexpr int kMaxMergeDepth = 2'000;

Value merged_below(const Value& a, const Value& b, int depth, bool& too_deep) {
  if (depth > kMaxMergeDepth) {
    too_deep = true;
    return {};
  }
  return united_by(a, b, [depth, &too_deep](Value& old, const Value& value) {
    const bool both = old.is_object() && value.is_object();
    old = both ? merged_below(old, value, depth + 1, too_deep) : value;
  });
}

}  // namespace

Flow concatenate(Context& context, const Value& a, const Value& b, Value& output) {
  const std::string_view left = a.text();
  const std::string_view right = b.text();
  if (left.empty()) return give(output, b);
  if (right.empty()) return give(output, a);
  char* memory = context.arena.alloc(left.size() + right.size());
  std::memcpy(memory, left.data(), left.size());
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
  std::vector<Value> pieces;
  if (separator.empty()) {
    const char* const end = whole.data() + whole.size();
    for (const char* p = whole.data(); p != end;) {
      const size_t length = json::utf8_sequence(p, end).length;
      pieces.push_back(Value::string({p, length}));
      p += length;
    }
  } else if (!whole.empty()) {
    size_t begin = 0;
    for (size_t found = 0; (found = whole.find(separator, begin)) != std::string_view::npos;) {
      pieces.push_back(Value::string(whole.substr(begin, found - begin)));
      begin = found + separator.size();
    }
    pieces.push_back(Value::string(whole.substr(begin)));
  }
  return Value::array(std::move(pieces));
}

Value concatenated_arrays(const Value& a, const Value& b) {
  const Value left = parsed(a);
  const Value right = parsed(b);
  std::vector<Value> items;
  items.reserve(left.items().size() + right.items().size());
  items = left.items();
  items.insert(items.end(), right.items().begin(), right.items().end());
  return Value::array(std::move(items));
}

Value without(const Value& a, const Value& b) {
  const Value left = parsed(a);
  const Value right = parsed(b);
  std::vector<Value> items;
  for (const Value& item : left.items()) {
    const auto equal = [&item](const Value& other) { return json::compare(item, other) == 0; };
    if (std::none_of(right.items().begin(), right.items().end(), equal)) items.push_back(item);
  }
  return Value::array(std::move(items));
}

Value united(const Value& a, const Value& b) {
  return united_by(a, b, [](Value& old, const Value& value) { old = value; });
}

Flow merge(Context& context, const Value& a, const Value& b, Value& output) {
  bool too_deep = false;
  Value merged = merged_below(a, b, 1, too_deep);
  if (too_deep) return context.fail("Object merge too deep");
  return give(output, std::move(merged));
}

}  // namespace runnel::expr
