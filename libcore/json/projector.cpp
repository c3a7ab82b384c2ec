#include "json/projector.h"

#include <algorithm>
#include <cstring>

#include "json/parse.h"
#include "json/validator.h"

#include "json/isa.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "json/projector.cpp"
#include "hwy/foreach_target.h"
//
#include "json/scan-inl.h"
#include "json/tokens-inl.h"

HWY_BEFORE_NAMESPACE();
namespace runnel::json {
namespace HWY_NAMESPACE {

uint64_t load_head(const char* p) {
  uint64_t head;
  std::memcpy(&head, p, sizeof head);
  return head;
}

Type type_at(const char* p) {
  switch (*p) {
    case '{':
      return Type::object;
    case '[':
      return Type::array;
    case '"':
      return Type::string;
    case 't':
      return Type::boolean_true;
    case 'f':
      return Type::boolean_false;
    case 'n':
      return Type::null;
    default:
      return Type::number;
  }
}

// One walk over one line. Every function takes a pointer to where it starts and returns where it ends; null
// ends the whole walk, because the goals are reached or because the line is malformed.
class Walker {
 public:
  Walker(const ProjectionNode* nodes, uint32_t goals, Slot* slots)
      : nodes_(nodes), slots_(slots), goals_(goals) {}

  Projector::Walk line(const char* p) {
    stopped_ = p;
    p = skip_blanks(p);
    const char* end = value(nodes_[0], p);
    return {end != nullptr ? end : stopped_, malformed_};
  }

 private:
  const char* malformed(const char* p) {
    malformed_ = true;
    stopped_ = p;
    return nullptr;
  }

  // Goals that are reached or can no longer be. True when none is left.
  bool settle(size_t goals, const char* p) {
    goals_ -= static_cast<uint32_t>(goals);
    stopped_ = p;
    return goals_ == 0;
  }

  const char* value(const ProjectionNode& node, const char* p) {
    const char* const begin = p;
    if (!node.members.empty() && *p == '{') {
      if (wrong_type(node.below_items, node.depth, Type::object, p)) return nullptr;
      p = object(node, p + 1);
    } else if (!node.items.empty() && *p == '[') {
      if (wrong_type(node.below_members, node.depth, Type::array, p)) return nullptr;
      p = array(node, p + 1);
    } else {
      p = node.slots.empty() ? value_end(p) : wanted_end(p);
      if (HWY_UNLIKELY(p == nullptr || p == begin)) return malformed(begin);
      if (wrong_type(node.below_members, node.depth, type_at(begin), begin)) return nullptr;
      if (wrong_type(node.below_items, node.depth, type_at(begin), begin)) return nullptr;
    }
    if (p == nullptr) return nullptr;
    for (const uint32_t slot : node.slots) {
      slots_[slot].state = Slot::State::present;
      slots_[slot].text = {begin, static_cast<size_t>(p - begin)};
    }
    if (!node.slots.empty() && settle(node.slots.size(), p)) return nullptr;
    return p;
  }

  // As value_end(). What the program will compute with is also looked at: `tru` is no value to compare with.
  static const char* wanted_end(const char* p) {
    Fault fault;
    switch (*p) {
      case '"':
      case '{':
      case '[':
        return value_end(p);
      case 't':
      case 'f':
      case 'n':
        return literal_checked(p, fault);
      default:
        return number_checked(p, fault);
    }
  }

  // The paths that go on below a value that has nothing below: null gives null, any other type is wrong.
  bool wrong_type(const std::vector<uint32_t>& below, uint16_t depth, Type type, const char* p) {
    if (below.empty()) return false;
    if (type != Type::null) {
      for (const uint32_t slot : below) {
        slots_[slot] = {Slot::State::wrong_type, type, depth, {p, 1}};
      }
    }
    return settle(below.size(), p);
  }

  const char* object(const ProjectionNode& node, const char* p) {
    p = skip_blanks(p);
    uint64_t seen = 0;  // which of the members wanted here were met
    size_t left = node.members.size();
    if (*p != '}') {
      for (;;) {
        if (HWY_UNLIKELY(*p != '"')) return malformed(p);
        const ProjectionNode::Member* const member = key(node, seen, ++p);
        if (HWY_UNLIKELY(*p != ':')) {
          p = skip_blanks(p);
          if (*p != ':') return malformed(p);
        }
        p = skip_blanks(p + 1);
        if (member == nullptr) {
          const char* const begin = p;
          p = value_end(p);
          if (HWY_UNLIKELY(p == nullptr || p == begin)) return malformed(begin);
        } else {
          p = value(nodes_[member->child], p);
          if (p == nullptr) return nullptr;
          if (--left == 0) {
            p = container_end(p);
            return p != nullptr ? p : malformed(stopped_);
          }
        }
        p = skip_blanks(p);
        if (*p != ',') break;
        p = skip_blanks(p + 1);
      }
    }
    if (HWY_UNLIKELY(*p != '}')) return malformed(p);
    return unmet(node, seen, p + 1);
  }

  // Which wanted member has the key that starts at p, if it is the first of that name. Leaves p behind the
  // closing quote, or before a character that is no colon where there is none.
  const ProjectionNode::Member* key(const ProjectionNode& node, uint64_t& seen, const char*& p) {
    const uint64_t head = load_head(p);
    for (size_t i = 0; i < node.members.size(); ++i) {
      const ProjectionNode::Member& member = node.members[i];
      if ((head & member.mask) != member.head) continue;
      const size_t size = member.key.size();
      if (size > 7 && !(starts_with(p, member.key) && p[size] == '"')) continue;
      p += size + 1;
      return first_met(seen, i) ? &member : nullptr;
    }
    bool escaped = false;
    const char* const begin = p;
    p = string_end(p, escaped);
    const char* const end = p;
    if (HWY_LIKELY(*p == '"')) ++p;
    return HWY_UNLIKELY(escaped) ? escaped_key(node, seen, {begin, static_cast<size_t>(end - begin)})
                                 : nullptr;
  }

  // memcmp may read all of both sides, whatever it finds; strncmp stops where they differ, at the line's end
  // at last.
  static bool starts_with(const char* p, const std::string& key) {
    if (HWY_LIKELY(key.size() <= kPadding)) return std::memcmp(p, key.data(), key.size()) == 0;
    return std::strncmp(p, key.data(), key.size()) == 0;
  }

  HWY_NOINLINE const ProjectionNode::Member* escaped_key(const ProjectionNode& node, uint64_t& seen,
                                                         std::string_view text) {
    std::string decoded(text.size(), '\0');
    decoded.resize(decode_string(text, decoded.data()));
    for (size_t i = 0; i < node.members.size(); ++i) {
      if (node.members[i].key == decoded) return first_met(seen, i) ? &node.members[i] : nullptr;
    }
    return nullptr;
  }

  static bool first_met(uint64_t& seen, size_t i) {
    const uint64_t bit = uint64_t{1} << i;
    const bool first = (seen & bit) == 0;
    seen |= bit;
    return first;
  }

  // The members that the object does not have stay missing, with all that is below them.
  const char* unmet(const ProjectionNode& node, uint64_t seen, const char* p) {
    for (size_t i = 0; i < node.members.size(); ++i) {
      if ((seen >> i & 1) != 0) continue;
      if (settle(goals_of(nodes_[node.members[i].child]), p)) return nullptr;
    }
    return p;
  }

  static size_t goals_of(const ProjectionNode& node) {
    return node.slots.size() + node.below_members.size() + node.below_items.size();
  }

  const char* array(const ProjectionNode& node, const char* p) {
    p = skip_blanks(p);
    size_t next = 0;  // the wanted items, in ascending order
    if (*p != ']') {
      for (uint32_t index = 0;; ++index) {
        const char* const begin = p;
        if (index == node.items[next].index) {
          p = value(nodes_[node.items[next].child], p);
          if (p == nullptr) return nullptr;
          if (++next == node.items.size()) {
            p = container_end(p);
            return p != nullptr ? p : malformed(begin);
          }
        } else {
          p = value_end(p);
          if (HWY_UNLIKELY(p == nullptr || p == begin)) return malformed(begin);
        }
        p = skip_blanks(p);
        if (*p != ',') break;
        p = skip_blanks(p + 1);
      }
    }
    if (HWY_UNLIKELY(*p != ']')) return malformed(p);
    for (; next < node.items.size(); ++next) {
      if (settle(goals_of(nodes_[node.items[next].child]), p)) return nullptr;
    }
    return p + 1;
  }

  const ProjectionNode* nodes_;
  Slot* slots_;
  uint32_t goals_;
  bool malformed_ = false;
  const char* stopped_ = nullptr;
};

Projector::Walk walk_line(const ProjectionNode* nodes, uint32_t goals, const char* line, Slot* slots) {
  return Walker(nodes, goals, slots).line(line);
}

}  // namespace HWY_NAMESPACE
}  // namespace runnel::json
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace runnel::json {

namespace {

// Whether JSON text can hold the key only with escapes, so that what looks like it is another key, or none.
bool needs_escapes(const std::string& key) {
  return std::any_of(key.begin(), key.end(),
                     [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
}

ProjectionNode::Member make_member(const std::string& key, uint32_t child) {
  if (needs_escapes(key)) return {1, 0, key, child};
  const std::string quoted = key + '"';
  const size_t size = std::min<size_t>(quoted.size(), 8);
  ProjectionNode::Member member{0, 0, key, child};
  std::memcpy(&member.head, quoted.data(), size);
  std::memset(&member.mask, 0xff, size);
  return member;
}

uint32_t child_for(std::vector<ProjectionNode>& nodes, uint32_t node, const PathStep& step) {
  const auto added = static_cast<uint32_t>(nodes.size());
  if (const auto* key = std::get_if<std::string>(&step)) {
    for (const auto& member : nodes[node].members) {
      if (member.key == *key) return member.child;
    }
    nodes[node].members.push_back(make_member(*key, added));
  } else {
    auto& items = nodes[node].items;
    const uint32_t index = std::get<uint32_t>(step);
    auto at = std::lower_bound(items.begin(), items.end(), index,
                               [](const ProjectionNode::Item& item, uint32_t i) { return item.index < i; });
    if (at != items.end() && at->index == index) return at->child;
    items.insert(at, {index, added});
  }
  nodes.emplace_back().depth = static_cast<uint16_t>(nodes[node].depth + 1);
  return added;
}

}  // namespace

Projector::Projector(std::vector<Path> paths) : paths_(std::move(paths)), nodes_(1) {
  for (uint32_t slot = 0; slot < paths_.size(); ++slot) {
    uint32_t node = 0;
    for (const PathStep& step : paths_[slot]) {
      const bool by_key = std::holds_alternative<std::string>(step);
      (by_key ? nodes_[node].below_members : nodes_[node].below_items).push_back(slot);
      node = child_for(nodes_, node, step);
    }
    nodes_[node].slots.push_back(slot);
  }
  goals_ = static_cast<uint32_t>(paths_.size());
}

Projector::Walk Projector::project(const char* line, Slot* slots) const {
  for (size_t i = 0; i < paths_.size(); ++i) slots[i].state = Slot::State::missing;
  if (goals_ == 0) return {line, false};
  return RUNNEL_KERNEL(walk_line)(nodes_.data(), goals_, line, slots);
}

}  // namespace runnel::json
#endif  // HWY_ONCE
