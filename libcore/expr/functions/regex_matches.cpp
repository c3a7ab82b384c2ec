#include "expr/functions/regex_matches.h"

#include "expr/functions/arithmetic.h"
#include "expr/functions/lists.h"
#include "expr/functions/support.h"

namespace runnel::expr {

using json::Value;

namespace {

// The first character that begins at or after a byte.
size_t next_character(std::string_view text, size_t at) {
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

}  // namespace

// As in jq, the search goes on one byte behind an empty match: the pattern may be empty within a character
// too, which counts as the place behind it.
bool MatchSequence::next() {
  if (at_end_ || !find_match(pattern_, text_, from_, groups_)) return false;
  const auto [matched, begin, end] = groups_[0];
  from_ = end > begin ? end : end + 1;
  at_end_ = !pattern_.global || from_ > text_.size();
  if (begin == end) {
    for (Regex::Group& group : groups_) {
      group.begin = next_character(text_, group.begin);
      group.end = next_character(text_, group.end);
    }
  }
  return true;
}

namespace {

std::string_view part_of(std::string_view text, const Regex::Group& group) {
  return text.substr(group.begin, group.end - group.begin);
}

Value text_or_null(std::string_view text, const Regex::Group& group) {
  return group.matched ? Value::string(part_of(text, group)) : Value();
}

// In the arena, since the pattern may be gone before the value is.
Value name_of(Context& context, const Pattern& pattern, size_t group) {
  const std::string& name = pattern.regex.group_name(group);
  return name.empty() ? Value() : Value::string(context.arena.copy(name));
}

Value count_of(size_t count) {
  return Value::integer(static_cast<int64_t>(count));
}

// A match while its objects are made of it.
struct Match {
  Context& context;
  const Pattern& pattern;
  std::string_view text;  // lasts as long as the context's arena, or the input
  std::span<const Regex::Group> groups;
  size_t offset;  // of the whole match, in characters; match objects only
};

Value group_object(const Match& match, size_t i) {
  const Regex::Group& group = match.groups[i];
  const std::string_view part = part_of(match.text, group);
  Value offset = Value::integer(-1);
  if (group.matched) {
    const size_t begin = match.groups[0].begin;
    offset = count_of(match.offset + character_count(match.text.substr(begin, group.begin - begin)));
  }
  const Value::Member length{Value::string("length"), count_of(character_count(part))};
  MemberList members(match.context.arena, 4);
  members.add({Value::string("offset"), offset});
  if (!part.empty()) members.add(length);
  members.add({Value::string("string"), text_or_null(match.text, group)});
  if (part.empty()) members.add(length);  // jq's order
  members.add({Value::string("name"), name_of(match.context, match.pattern, i)});
  return members.take();
}

Value match_object(const Match& match) {
  Arena& arena = match.context.arena;
  ItemList captures(arena, match.groups.size() - 1);
  for (size_t i = 1; i < match.groups.size(); ++i) captures.add(group_object(match, i));
  const std::string_view whole = part_of(match.text, match.groups[0]);
  MemberList members(arena, 4);
  members.add({Value::string("offset"), count_of(match.offset)});
  members.add({Value::string("length"), count_of(character_count(whole))});
  members.add({Value::string("string"), Value::string(whole)});
  members.add({Value::string("captures"), captures.take()});
  return members.take();
}

// The named groups; of those that share a name the last counts.
Value capture_object(const Match& match) {
  ObjectBuilder captures(match.context.arena, match.groups.size() - 1);
  for (size_t i = 1; i < match.groups.size(); ++i) {
    const Value name = name_of(match.context, match.pattern, i);
    if (!name.is_null()) captures.set(name, text_or_null(match.text, match.groups[i]));
  }
  return captures.take();
}

Value scanned(const Match& match) {
  if (match.groups.size() == 1) return Value::string(part_of(match.text, match.groups[0]));
  ItemList captures(match.context.arena, match.groups.size() - 1);
  for (size_t i = 1; i < match.groups.size(); ++i) {
    captures.add(text_or_null(match.text, match.groups[i]));
  }
  return captures.take();
}

// The array of what `object_of` makes of each match. Offsets are counted on from match to match.
template <Value (*object_of)(const Match&)>
Flow call_each(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  const Pattern* pattern = pattern_for(context, input, arguments);
  if (pattern == nullptr) return Flow::error;
  const std::string_view text = lasting_text(context, input);
  ItemList objects(context.arena, 0);
  size_t counted = 0;
  size_t offset = 0;
  for (MatchSequence matches(*pattern, text); matches.next();) {
    const size_t begin = matches.whole().begin;
    offset += character_count(text.substr(counted, begin - counted));
    counted = begin;
    objects.add(object_of({context, *pattern, text, matches.groups(), offset}));
  }
  return give(output, objects.take());
}

// The pattern with the flag g, which jq appends to the flags. The value of the flags is kept in `flags`.
const Pattern* global_pattern_for(Context& context, const Value& input, const Arguments& arguments,
                                  Value& flags) {
  if (arguments.prepared != nullptr && static_cast<const Pattern*>(arguments.prepared)->global) {
    return pattern_for(context, input, arguments);
  }
  const Value given = arguments.values.size() > 1 ? arguments.values[1] : Value();
  if (add(context, given, Value::string("g"), flags) == Flow::error) return nullptr;
  const Value with_g[] = {arguments.values[0], flags};
  return pattern_for(context, input, {.values = with_g});
}

}  // namespace

Flow call_matches(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  return call_each<match_object>(context, input, arguments, output);
}

Flow call_captures(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  return call_each<capture_object>(context, input, arguments, output);
}

Flow call_scans(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  return call_each<scanned>(context, input, arguments, output);
}

Flow call_split_by_pattern(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  Value flags;
  const Pattern* pattern = global_pattern_for(context, input, arguments, flags);
  if (pattern == nullptr) return Flow::error;
  const std::string_view text = lasting_text(context, input);
  ItemList pieces(context.arena, 0);
  size_t begin = 0;
  for (MatchSequence matches(*pattern, text); matches.next(); begin = matches.whole().end) {
    pieces.add(Value::string(text.substr(begin, matches.whole().begin - begin)));
  }
  pieces.add(Value::string(text.substr(begin)));
  return give(output, pieces.take());
}

Flow find_edits(Context& context, const Value& input, const Arguments& arguments, Replace replace,
                std::vector<Edit>& edits) {
  edits.clear();
  Value flags;
  const Pattern* pattern = replace == Replace::all ? global_pattern_for(context, input, arguments, flags)
                                                   : pattern_for(context, input, arguments);
  if (pattern == nullptr) return Flow::error;
  const std::string_view text = lasting_text(context, input);
  for (MatchSequence matches(*pattern, text); matches.next();) {
    const auto [matched, begin, end] = matches.whole();
    edits.push_back({begin, end, capture_object({context, *pattern, text, matches.groups(), 0})});
  }
  return Flow::value;
}

}  // namespace runnel::expr
