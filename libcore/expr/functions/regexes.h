// Regular expressions with jq's flags: what test, match, sub and the others, and the operators =~ and !~ have
// in common.
//
// A pattern that is a constant is compiled once, by prepare_pattern(); any other is compiled when it is met,
// and the last one is kept in the context.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/regex.h"
#include "expr/function.h"
#include "json/value.h"

namespace runnel::expr {

// A compiled pattern with jq's flags that say how it is used.
struct Pattern : Prepared {
  explicit Pattern(Regex compiled) : regex(std::move(compiled)) {}

  Regex regex;
  bool global = false;  // g: all matches
  // n: empty matches do not count. Unlike in jq, a place where the first alternative is empty is not tried
  // with others.
  bool non_empty = false;
  bool longest = false;  // l: the longest match anywhere
};

// For Function::prepare: constants are (regex), (regex, flags) or ([regex, flags]).
std::unique_ptr<Prepared> prepare_pattern(std::span<const json::Value> constants, std::string& message);

// The same for functions that look for all matches, whatever the flags say.
std::unique_ptr<Prepared> prepare_global_pattern(std::span<const json::Value> constants,
                                                 std::string& message);

// The pattern that the arguments say, for this input, which must be a string. Null, and an error, where they
// cannot be used. Valid until the next call that compiles in this context, or as long as
// `arguments.prepared`.
const Pattern* pattern_for(Context& context, const json::Value& input, const Arguments& arguments);

// The first match at or after byte `from`, by the pattern's flags. To go on from match to match, see
// functions/regex_matches.h.
bool find_match(const Pattern& pattern, std::string_view text, size_t from,
                std::vector<Regex::Group>& groups);

// input =~ regex: a boolean. Null matches nothing, so that !~, its negation, holds for a missing field.
Flow matches(Context& context, const json::Value& input, const Arguments& regex, json::Value& output);

}  // namespace runnel::expr
