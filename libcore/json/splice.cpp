#include "json/splice.h"

#include <absl/hash/hash.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "json/writer.h"

#include "json/isa.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "json/splice.cpp"
#include "hwy/foreach_target.h"
//
#include "json/scan-inl.h"

HWY_BEFORE_NAMESPACE();
namespace runnel::json {
namespace HWY_NAMESPACE {

HWY_INLINE auto equals(Bytes d, const char* p, char c) {
  return hn::Eq(load(d, p), hn::Set(d, static_cast<uint8_t>(c)));
}

// Whether the literal, or a backslash, is in the text. Reads no byte beyond it.
bool holds_literal_or_escape(std::string_view text, std::string_view literal) {
  const Bytes d;
  const size_t lanes = hn::Lanes(d);
  const size_t size = literal.size();
  if (size > lanes || text.size() < size + lanes) {
    return text.find('\\') != std::string_view::npos || text.find(literal) != std::string_view::npos;
  }
  // The last step looks at places a second time, rather than beyond the end.
  const char* const last = text.data() + (text.size() - size + 1 - lanes);
  for (const char* p = text.data();; p = std::min(p + lanes, last)) {
    const auto literal_here =
        hn::And(hn::And(equals(d, p, '"'), equals(d, p + 1, literal[1])),
                hn::And(equals(d, p + size - 2, literal[size - 2]), equals(d, p + size - 1, '"')));
    const auto escape = equals(d, p, '\\');
    if (HWY_UNLIKELY(!hn::AllFalse(d, hn::Or(literal_here, escape)))) {
      for (size_t i = 0; i < lanes; ++i) {
        if (p[i] == '\\' || std::memcmp(p + i, literal.data(), size) == 0) return true;
      }
    }
    if (p == last) return !hn::AllFalse(d, equals(d, p + size - 1, '\\'));
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace runnel::json
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace runnel::json {

namespace {

constexpr std::string_view kNoMembers = "{}";

std::string quoted(std::string_view text) {
  std::string quoted;
  append_quoted(quoted, text);
  return quoted;
}

// Text as JSON can hold it: what is not UTF-8 is replaced.
std::string cleaned(std::string_view text) {
  const std::string json = quoted(text);
  std::string cleaned;
  append_unescaped(cleaned, std::string_view(json).substr(1, json.size() - 2));
  return cleaned;
}

// REQUIRES: it is an object, without blanks around it.
bool is_empty(std::string_view object) {
  return without_blanks(object.substr(1, object.size() - 2)).empty();
}

}  // namespace

MemberSplicer::MemberSplicer(std::string_view name)
    : name_(cleaned(name)), literal_('"' + name_ + '"'), member_(',' + quoted(name_) + ':') {}

void MemberSplicer::append(std::string& out, std::string_view object, std::string_view value) {
  object = without_blanks(object);
  bool any = false;
  if (has_member(object)) {
    any = append_others(out, object);
  } else {
    any = !is_empty(object);
    out.append(object, 0, any ? object.size() - 1 : 1);
  }
  append_member(out, any, value);
}

void MemberSplicer::append_alone(std::string& out, std::string_view value) const {
  out += '{';
  append_member(out, false, value);
}

void MemberSplicer::append_member(std::string& out, bool any, std::string_view value) const {
  out.append(member_, any ? 0 : 1);
  out += without_blanks(value);
  out += '}';
}

bool MemberSplicer::has_member(std::string_view object) {
  if (!RUNNEL_KERNEL(holds_literal_or_escape)(object, literal_)) return false;
  MemberCursor member(object);
  while (member.next()) {
    if (is_name(member)) return true;
  }
  return false;
}

bool MemberSplicer::is_name(const MemberCursor& member) {
  if (!member.is_escaped()) return member.key() == name_;
  key_.clear();
  append_unescaped(key_, member.key());
  return key_ == name_;
}

// Up to the closing bracket; false where there are none.
bool MemberSplicer::append_others(std::string& out, std::string_view object) {
  bool any = false;
  out += '{';
  for (MemberCursor member(object); member.next();) {
    if (is_name(member)) continue;
    if (any) out += ',';
    any = true;
    out += member.text();
  }
  return any;
}

ObjectMerger::ObjectMerger(std::string_view prefix) : prefix_(cleaned(prefix)), quoted_(quoted(prefix_)) {
  quoted_.pop_back();
}

void ObjectMerger::append(std::string& out, std::string_view object, std::string_view other) {
  object = object.empty() ? kNoMembers : without_blanks(object);
  take(without_blanks(other));
  const char* copied = object.data();  // up to here
  bool any = false;
  for (MemberCursor member(object); member.next(); any = true) {
    Member* const found = find(name_of(member, {}));
    if (found == nullptr) continue;
    // What was met before is not the first member, so that a comma stands before it.
    const std::string_view left_out = found->written ? member.text() : member.value();
    out.append(copied, found->written ? left_out.data() - 1 : left_out.data());
    copied = left_out.data() + left_out.size();
    if (!found->written) out += found->value;
    found->written = true;
  }
  out.append(copied, object.data() + object.size() - 1);
  append_unwritten(out, any);
  out += '}';
}

// Finds out what the members of an object are.
void ObjectMerger::take(std::string_view other) {
  members_.clear();
  names_.reset();
  for (MemberCursor member(other); member.next();) {
    std::string_view name = name_of(member, prefix_);
    if (name.data() == name_.data()) name = names_.copy(name);
    members_.push_back({name, member.key(), member.value(), false});
  }
  places_.assign(std::bit_ceil(2 * members_.size() + 2), 0);
  for (size_t i = 0; i < members_.size(); ++i) {
    uint32_t& place = places_[slot_of(members_[i].name)];
    if (place == 0) {
      place = static_cast<uint32_t>(i + 1);
    } else {
      members_[i].written = true;  // the first one is to be
    }
  }
}

// Behind the prefix; may be overwritten by the next call.
std::string_view ObjectMerger::name_of(const MemberCursor& member, std::string_view prefix) {
  if (prefix.empty() && !member.is_escaped()) return member.key();
  name_ = prefix;
  append_unescaped(name_, member.key());
  return name_;
}

// Where a member of that name has its place, or would have it.
size_t ObjectMerger::slot_of(std::string_view name) const {
  size_t slot = absl::HashOf(name) & (places_.size() - 1);
  while (places_[slot] != 0 && members_[places_[slot] - 1].name != name)
    slot = (slot + 1) & (places_.size() - 1);
  return slot;
}

ObjectMerger::Member* ObjectMerger::find(std::string_view name) {
  const uint32_t place = places_[slot_of(name)];
  return place == 0 ? nullptr : &members_[place - 1];
}

void ObjectMerger::append_unwritten(std::string& out, bool any) {
  for (const Member& member : members_) {
    if (member.written) continue;
    if (any) out += ',';
    any = true;
    out += quoted_;
    out += member.key;
    out += "\":";
    out += member.value;
  }
}

}  // namespace runnel::json
#endif  // HWY_ONCE
