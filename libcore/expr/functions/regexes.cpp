#include "expr/functions/regexes.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "expr/functions/regex_matches.h"
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

Flow call_test(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  const Pattern* pattern = pattern_for(context, input, arguments);
  if (pattern == nullptr) return Flow::error;
  if (!pattern->non_empty) return give(output, pattern->regex.found_in(input.text()));
  std::vector<Regex::Group> groups;
  return give(output, find_match(*pattern, input.text(), 0, groups));
}

}  // namespace

std::unique_ptr<Prepared> prepare_pattern(std::span<const Value> constants, std::string& message) {
  const auto text = pattern_text(constants);
  if (!text || !usable(*text)) return nullptr;  // an error for each record, as in jq
  return compile(*text, message);
}

std::unique_ptr<Prepared> prepare_global_pattern(std::span<const Value> constants, std::string& message) {
  auto prepared = prepare_pattern(constants, message);
  if (prepared != nullptr) static_cast<Pattern&>(*prepared).global = true;
  return prepared;
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
  if (text.data() == nullptr) text = "";  // an empty group must have a place
  if (pattern.longest) return find_longest(pattern, text, from, groups);
  while (from <= text.size() && pattern.regex.match(text, from, groups)) {
    if (counts(pattern, groups[0])) return true;
    from = after_character(text, groups[0].begin);
  }
  return false;
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
constexpr Function kFunctions[] = {
    {"test", 1, "test(re)", kTestHelp, R"(test("^/api/"))", R"("/api/v1")", "true", call_test,
     prepare_pattern},
    {"test", 2, "test(re; flags)", kFlagsHelp, R"(test("ERROR"; "i"))", R"("an error")", "true", call_test,
     prepare_pattern},
    {"split", 2, "split(re; flags)", "The pieces between all matches of the regular expression.",
     R"(split(", *"; null))", R"("a, b,c")", R"(["a","b","c"])", call_split_by_pattern,
     prepare_global_pattern},
};

constexpr Function helper(std::string_view name, int arity, decltype(Function::call) call) {
  return {name, arity, {}, {}, {}, {}, {}, call, prepare_pattern};
}

constexpr Function kHelpers[] = {
    helper("_matches", 1, call_matches),   helper("_matches", 2, call_matches),
    helper("_captures", 1, call_captures), helper("_captures", 2, call_captures),
    helper("_scans", 1, call_scans),       helper("_scans", 2, call_scans),
};

}  // namespace

std::span<const Function> regex_functions() {
  return kFunctions;
}

std::span<const Function> regex_helpers() {
  return kHelpers;
}

}  // namespace runnel::expr
