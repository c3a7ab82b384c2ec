#include "expr/functions/regexes.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "expr/functions/support.h"
#include "json/utf8.h"

namespace runnel::expr {

using json::Value;

namespace {

// The pattern and flags that arguments stand for; what is null was not given.
struct PatternText {
  Value regex;
  Value flags;
};

// test(re; flags), test(re) or test([re, flags]). nullopt where the one argument is neither string nor array.
std::optional<PatternText> pattern_text(std::span<const Value> arguments) {
  if (arguments.size() == 2) return PatternText{arguments[0], arguments[1]};
  const Value& only = arguments[0];
  if (only.is_string()) return PatternText{only, {}};
  if (!only.is_array()) return std::nullopt;
  const Value list = parsed(only);
  if (list.items().empty()) return std::nullopt;
  return PatternText{list.items()[0], list.items().size() > 1 ? list.items()[1] : Value()};
}

struct PatternFlags {
  Regex::Flags regex;
  bool global = false;
  bool non_empty = false;
};

std::optional<PatternFlags> read_flags(std::string_view letters) {
  PatternFlags flags;
  for (char c : letters) {
    switch (c) {
      case 'g':
        flags.global = true;
        break;
      case 'i':
        flags.regex.ignore_case = true;
        break;
      case 'x':
        flags.regex.extended = true;
        break;
      case 's':  // how patterns are read anyway
        break;
      case 'p':
        flags.regex.dot_matches_newline = true;
        break;
      case 'n':
        flags.non_empty = true;
        break;
      case 'l':
        flags.regex.longest = true;
        break;
      default:
        return std::nullopt;
    }
  }
  return flags;
}

// Null, and a message, where that is no pattern. REQUIRES: regex is a string, flags are a string or null.
std::unique_ptr<Pattern> compile(const PatternText& text, std::string& message) {
  const std::string_view letters = text.flags.is_string() ? text.flags.text() : std::string_view();
  const auto flags = read_flags(letters);
  if (!flags) {
    message = std::string(letters) + " is not a valid modifier string";
    return nullptr;
  }
  auto regex = Regex::compile(text.regex.text(), flags->regex);
  if (!regex) {
    message = "Regex failure: " + regex.error().message;
    return nullptr;
  }
  auto pattern = std::make_unique<Pattern>(std::move(*regex));
  pattern->global = flags->global;
  pattern->non_empty = flags->non_empty;
  pattern->longest = flags->regex.longest;
  return pattern;
}

bool usable(const PatternText& text) {
  return text.regex.is_string() && (text.flags.is_string() || text.flags.is_null());
}

// The last pattern that was met, in Context::pattern.
struct MetPattern : Prepared {
  std::string regex;
  std::string flags;
  std::unique_ptr<Pattern> pattern;
};

const Pattern* compiled_here(Context& context, const PatternText& text) {
  const std::string_view flags = text.flags.is_string() ? text.flags.text() : std::string_view();
  auto* met = static_cast<MetPattern*>(context.pattern.get());
  if (met != nullptr && met->regex == text.regex.text() && met->flags == flags) return met->pattern.get();
  std::string message;
  auto pattern = compile(text, message);
  if (pattern == nullptr) {
    context.fail(message);
    return nullptr;
  }
  auto now_met = std::make_unique<MetPattern>();
  now_met->regex = text.regex.text();
  now_met->flags = flags;
  now_met->pattern = std::move(pattern);
  const Pattern* result = now_met->pattern.get();
  context.pattern = std::move(now_met);
  return result;
}

// The next character's first byte behind `at`.
size_t after_character(std::string_view text, size_t at) {
  if (at >= text.size()) return text.size() + 1;
  return at + json::utf8_sequence(text.data() + at, text.data() + text.size()).length;
}

bool counts(const Pattern& pattern, const Regex::Group& match) {
  return !pattern.non_empty || match.end > match.begin;
}

size_t size_of(const Regex::Group& match) {
  return match.end - match.begin;
}

// Every place is a start: a longer match may begin inside of a shorter one.
bool find_longest(const Pattern& pattern, std::string_view text, size_t from,
                  std::vector<Regex::Group>& groups) {
  std::vector<Regex::Group> candidate;
  bool any = false;
  while (from <= text.size() && pattern.regex.match(text, from, candidate)) {
    from = after_character(text, candidate[0].begin);
    if (!counts(pattern, candidate[0]) || (any && size_of(candidate[0]) <= size_of(groups[0]))) continue;
    groups = candidate;
    any = true;
  }
  return any;
}

Value capture_value(std::string_view text, const Regex::Group& group, size_t offset,
                    const std::string& name) {
  const auto key = [](std::string_view word) { return Value::string(word); };
  const Value name_value = name.empty() ? Value() : Value::owned_string(name);
  const std::string_view part = text.substr(group.begin, size_of(group));
  const Value length = Value::integer(static_cast<int64_t>(character_count(part)));
  std::vector<Value::Member> members;
  members.reserve(4);
  members.emplace_back(key("offset"), Value::integer(group.matched ? static_cast<int64_t>(offset) : -1));
  if (!part.empty()) members.emplace_back(key("length"), length);
  members.emplace_back(key("string"), group.matched ? Value::string(part) : Value());
  if (part.empty()) members.emplace_back(key("length"), length);  // jq's order
  members.emplace_back(key("name"), name_value);
  return Value::object(std::move(members));
}

Flow call_test(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  const Pattern* pattern = pattern_for(context, input, arguments);
  if (pattern == nullptr) return Flow::error;
  if (!pattern->non_empty) return give(output, pattern->regex.found_in(input.text()));
  std::vector<Regex::Group> groups;
  return give(output, find_match(*pattern, input.text(), 0, groups));
}

constexpr std::string_view kNoGlobal = "the flag g, all matches, is not in this version of the language";

using ObjectOf = Value (*)(Context&, const Value&, const Pattern&, std::span<const Regex::Group>);

template <ObjectOf object_of>
Flow call_first_match(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  const Pattern* pattern = pattern_for(context, input, arguments);
  if (pattern == nullptr) return Flow::error;
  if (pattern->global) return context.fail(kNoGlobal);
  std::vector<Regex::Group> groups;
  if (!find_match(*pattern, input.text(), 0, groups)) return Flow::empty;
  return give(output, object_of(context, input, *pattern, groups));
}

}  // namespace

namespace {
std::unique_ptr<Prepared> prepare_first_match(std::span<const Value> constants, std::string& message) {
  auto prepared = prepare_pattern(constants, message);
  if (prepared == nullptr || !static_cast<const Pattern&>(*prepared).global) return prepared;
  message = kNoGlobal;
  return nullptr;
}
}  // namespace

std::unique_ptr<Prepared> prepare_pattern(std::span<const Value> constants, std::string& message) {
  const auto text = pattern_text(constants);
  if (!text || !usable(*text)) return nullptr;  // an error for each record, as in jq
  return compile(*text, message);
}

const Pattern* pattern_for(Context& context, const Value& input, const Arguments& arguments) {
  if (input.is_string() && arguments.prepared != nullptr)
    return static_cast<const Pattern*>(arguments.prepared);
  const auto text = pattern_text(arguments.values);
  if (!text) {
    const auto type = json::type_name(arguments.values[0].type());
    context.fail(std::string(type) + " not a string or array");
  } else if (!input.is_string()) {
    fail_with(context, input, "cannot be matched, as it is not a string");
  } else if (!usable(*text)) {
    fail_with(context, text->regex.is_string() ? text->flags : text->regex, "is not a string");
  } else {
    return compiled_here(context, *text);
  }
  return nullptr;
}

bool find_match(const Pattern& pattern, std::string_view text, size_t from,
                std::vector<Regex::Group>& groups) {
  if (pattern.longest) return find_longest(pattern, text, from, groups);
  while (from <= text.size() && pattern.regex.match(text, from, groups)) {
    if (counts(pattern, groups[0])) return true;
    from = after_character(text, groups[0].begin);
  }
  return false;
}

Value match_object(Context& context, const Value& input, const Pattern& pattern,
                   std::span<const Regex::Group> groups) {
  const std::string_view text = lasting_text(context, input);
  const size_t begin = groups[0].begin;
  const size_t offset = character_count(text.substr(0, begin));
  std::vector<Value> captures;
  captures.reserve(groups.size() - 1);
  for (size_t i = 1; i < groups.size(); ++i) {
    const size_t before = groups[i].matched ? groups[i].begin : begin;
    const size_t capture_offset = offset + character_count(text.substr(begin, before - begin));
    captures.push_back(capture_value(text, groups[i], capture_offset, pattern.regex.group_name(i)));
  }
  const std::string_view whole = text.substr(begin, size_of(groups[0]));
  return Value::object(
      {{Value::string("offset"), Value::integer(static_cast<int64_t>(offset))},
       {Value::string("length"), Value::integer(static_cast<int64_t>(character_count(whole)))},
       {Value::string("string"), Value::string(whole)},
       {Value::string("captures"), Value::array(std::move(captures))}});
}

Value capture_object(Context& context, const Value& input, const Pattern& pattern,
                     std::span<const Regex::Group> groups) {
  const std::string_view text = lasting_text(context, input);
  std::vector<Value::Member> members;
  for (size_t i = 1; i < groups.size(); ++i) {
    const std::string& name = pattern.regex.group_name(i);
    if (name.empty()) continue;
    const Value value =
        groups[i].matched ? Value::string(text.substr(groups[i].begin, size_of(groups[i]))) : Value();
    const auto same = [&name](const Value::Member& member) { return member.first.text() == name; };
    const auto earlier = std::find_if(members.begin(), members.end(), same);
    if (earlier == members.end()) {
      members.emplace_back(Value::owned_string(name), value);
    } else {
      earlier->second = value;  // of groups that share a name the last counts
    }
  }
  return Value::object(std::move(members));
}

Flow matches(Context& context, const Value& input, const Arguments& regex, Value& output) {
  if (input.is_null()) return give(output, false);
  if (!input.is_string()) return fail_with(context, input, "cannot be matched, as it is not a string");
  if (regex.prepared == nullptr && !regex.values[0].is_string()) {
    return fail_with(context, regex.values[0], "cannot be matched, as it is not a string");
  }
  return call_test(context, input, regex, output);
}

namespace {

constexpr std::string_view kTestHelp = "Whether the regular expression is found in the input.";
constexpr std::string_view kFlagsHelp =
    "The same with flags: i ignores case, x ignores white space in the expression, p lets . match newlines, "
    "n skips empty "
    "matches, l takes the longest, s is how expressions are read anyway.";
constexpr std::string_view kMatchHelp =
    "The first match: its offset and length in characters, its string, and the same for each group.";
constexpr std::string_view kCaptureHelp = "The named groups of the first match as an object.";
constexpr std::string_view kMatched = R"({"offset":1,"length":1,"string":"b","captures":[]})";

constexpr Function kFunctions[] = {
    {"test", 1, "test(re)", kTestHelp, R"(test("^/api/"))", R"("/api/v1")", "true", call_test,
     prepare_pattern},
    {"test", 2, "test(re; flags)", kFlagsHelp, R"(test("ERROR"; "i"))", R"("an error")", "true", call_test,
     prepare_pattern},
    {"match", 1, "match(re)", kMatchHelp, R"(match("b"))", R"("abc")", kMatched,
     call_first_match<match_object>, prepare_first_match},
    {"match", 2, "match(re; flags)", kMatchHelp, R"(match("B"; "i"))", R"("abc")", kMatched,
     call_first_match<match_object>, prepare_first_match},
    {"capture", 1, "capture(re)", kCaptureHelp, R"re(capture("(?<method>[A-Z]+) (?<path>\\S+)"))re",
     R"("GET /a HTTP/1.1")", R"({"method":"GET","path":"/a"})", call_first_match<capture_object>,
     prepare_first_match},
    {"capture", 2, "capture(re; flags)", kCaptureHelp, R"re(capture("(?<m>get)"; "i"))re", R"("GET /a")",
     R"({"m":"GET"})", call_first_match<capture_object>, prepare_first_match},
};

}  // namespace

std::span<const Function> regex_functions() {
  return kFunctions;
}

}  // namespace runnel::expr
