#include "json/lookup.h"

#include <absl/container/flat_hash_set.h>
#include <absl/container/inlined_vector.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>

#include "json/parse.h"

#include "json/isa.h"

// What the copies for each instruction set share.
#ifndef RUNNEL_JSON_LOOKUP_SHARED
#define RUNNEL_JSON_LOOKUP_SHARED
namespace runnel::json {

using Items = absl::InlinedVector<Value, 16>;
using Members = absl::InlinedVector<Value::Member, 16>;

// Tells whether a key was there before. A bit for each key's hash answers for most keys of a small object.
class SeenKeys {
 public:
  bool seen(const Members& members, std::string_view key) {
    const uint64_t bit = uint64_t{1} << (hash(key) & 63);
    const bool maybe = (bits_ & bit) != 0;
    bits_ |= bit;
    if (members.size() >= kMany) return !all(members).insert(key).second;
    if (!maybe) return false;
    return std::any_of(members.begin(), members.end(), [&](const auto& m) { return m.first.text() == key; });
  }

 private:
  static constexpr size_t kMany = 48;

  static size_t hash(std::string_view key) {
    if (key.empty()) return 0;
    return key.size() * 7 + static_cast<unsigned char>(key.front()) * 31 +
           static_cast<unsigned char>(key.back()) * 13 + static_cast<unsigned char>(key[key.size() / 2]);
  }

  absl::flat_hash_set<std::string_view>& all(const Members& members) {
    if (keys_.empty()) {
      for (const auto& [key, value] : members) keys_.insert(key.text());
    }
    return keys_;
  }

  uint64_t bits_ = 0;
  absl::flat_hash_set<std::string_view> keys_;
};

}  // namespace runnel::json
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "json/lookup.cpp"
#include "hwy/foreach_target.h"
//
#include "json/scan-inl.h"

HWY_BEFORE_NAMESPACE();
namespace runnel::json {
namespace HWY_NAMESPACE {

bool key_equals(std::string_view raw, bool escaped, std::string_view key) {
  if (!escaped) return raw == key;
  std::string decoded(raw.size(), '\0');
  decoded.resize(decode_string(raw, decoded.data()));
  return decoded == key;
}

// From behind a value to the next one; null where there is none.
HWY_INLINE const char* next_value(const char* p) {
  p = skip_blanks(p);
  return *p == ',' ? skip_blanks(p + 1) : nullptr;
}

std::optional<std::string_view> member_of(std::string_view object, std::string_view key) {
  const char* p = skip_blanks(object.data() + 1);
  while (p != nullptr && *p == '"') {
    bool escaped = false;
    const char* const name = p + 1;
    p = string_end(name, escaped);
    const bool found = key_equals({name, static_cast<size_t>(p - name)}, escaped, key);
    if (*p != '"') break;
    p = skip_blanks(p + 1);
    if (*p != ':') break;
    p = skip_blanks(p + 1);
    const char* const begin = p;
    p = value_end(p);
    if (p == nullptr || p == begin) break;
    if (found) return std::string_view(begin, static_cast<size_t>(p - begin));
    p = next_value(p);
  }
  return std::nullopt;
}

// Goes through an array's items up to the one at `index`, which is put into `found`. Returns how many lie
// before that.
size_t walk_items(std::string_view array, size_t index, std::string_view* found) {
  const char* p = skip_blanks(array.data() + 1);
  size_t at = 0;
  if (*p == ']') return at;
  while (p != nullptr) {
    const char* const begin = p;
    p = value_end(p);
    if (p == nullptr || p == begin) break;
    if (at == index) {
      *found = {begin, static_cast<size_t>(p - begin)};
      break;
    }
    ++at;
    p = next_value(p);
  }
  return at;
}

size_t count_members(std::string_view object) {
  const char* p = skip_blanks(object.data() + 1);
  size_t count = 0;
  while (p != nullptr && *p == '"') {
    p = value_end(p);
    if (p == nullptr) break;
    p = skip_blanks(p);
    if (*p != ':') break;
    p = value_end(skip_blanks(p + 1));
    if (p == nullptr) break;
    ++count;
    p = next_value(p);
  }
  return count;
}

Value decoded(std::string_view inside, Arena& arena) {
  char* const memory = arena.alloc(inside.size());
  return Value::string({memory, decode_string(inside, memory)});
}

// Reads the value at p, which a container is left raw; returns where it ends, or null.
HWY_INLINE const char* read_value(const char* p, Arena& arena, Value& out) {
  if (*p == '"') {
    bool escaped = false;
    const char* const end = string_end(p + 1, escaped);
    if (*end != '"') return nullptr;
    const std::string_view inside(p + 1, static_cast<size_t>(end - p - 1));
    out = HWY_UNLIKELY(escaped) ? decoded(inside, arena) : Value::plain_string(inside);
    return end + 1;
  }
  const char* const end = value_end(p);
  if (end == nullptr || end == p) return nullptr;
  const std::string_view text(p, static_cast<size_t>(end - p));
  switch (*p) {
    case '{':
      out = Value::raw_object(text);
      break;
    case '[':
      out = Value::raw_array(text);
      break;
    case 't':
    case 'f':
      out = Value::boolean(*p == 't');
      break;
    default:
      out = *p == '-' || (*p >= '0' && *p <= '9') ? Value::number_text(text) : Value();
  }
  return end;
}

void open_items(std::string_view array, Arena& arena, Items& items) {
  const char* p = skip_blanks(array.data() + 1);
  while (p != nullptr && *p != ']') {
    Value item;
    p = read_value(p, arena, item);
    if (p == nullptr) break;
    items.push_back(std::move(item));
    p = next_value(p);
  }
}

void open_members(std::string_view object, Arena& arena, Members& members) {
  SeenKeys keys;
  const char* p = skip_blanks(object.data() + 1);
  while (p != nullptr && *p == '"') {
    Value key;
    Value value;
    p = read_value(p, arena, key);
    if (p == nullptr) break;
    p = skip_blanks(p);
    if (*p != ':') break;
    p = read_value(skip_blanks(p + 1), arena, value);
    if (p == nullptr) break;
    if (!keys.seen(members, key.text())) members.emplace_back(std::move(key), std::move(value));
    p = next_value(p);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace runnel::json
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace runnel::json {

std::optional<std::string_view> find_member(std::string_view object, std::string_view key) {
  return RUNNEL_KERNEL(member_of)(object, key);
}

std::optional<std::string_view> find_item(std::string_view array, size_t index) {
  std::string_view found;
  RUNNEL_KERNEL(walk_items)(array, index, &found);
  return found.empty() ? std::nullopt : std::optional(found);
}

size_t count_items(std::string_view container) {
  if (container.front() == '{') return RUNNEL_KERNEL(count_members)(container);
  std::string_view found;
  return RUNNEL_KERNEL(walk_items)(container, SIZE_MAX, &found);
}

namespace {

// Their bytes go to the arena: nothing in them is owned, so that nobody need destroy them.
template <class Part>
std::span<const Part> kept(absl::InlinedVector<Part, 16>& parts, Arena& arena) {
  auto* const memory = reinterpret_cast<Part*>(arena.alloc(parts.size() * sizeof(Part)));
  std::uninitialized_move(parts.begin(), parts.end(), memory);
  return {memory, parts.size()};
}

}  // namespace

Value whole_record(const char* line, Arena& arena) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (is_blank(*line)) ++line;
  const auto* end = static_cast<const char*>(rawmemchr(line, '\n'));
  while (end != line && is_blank(end[-1])) --end;
  return borrow({line, static_cast<size_t>(end - line)}, arena);
}

Value opened(const Value& value, Arena& arena) {
  const std::string_view raw = value.raw_text();
  if (raw.empty()) return value;
  if (value.is_array()) {
    Items items;
    RUNNEL_KERNEL(open_items)(raw, arena, items);
    return Value::array_view(kept(items, arena));
  }
  Members members;
  RUNNEL_KERNEL(open_members)(raw, arena, members);
  return Value::object_view(kept(members, arena));
}

}  // namespace runnel::json
#endif  // HWY_ONCE
