#include "json/lookup.h"

#include <cstdint>
#include <string>

#include "json/parse.h"

#include "json/isa.h"

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

}  // namespace runnel::json
#endif  // HWY_ONCE
