// The matches of a pattern in a string, one after the other: what match, capture, scan, split, sub and gsub
// are made of.
//
// Not thread-safe, as the context. Places are bytes; they are characters only in what programs see.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/regex.h"
#include "expr/function.h"
#include "expr/functions/regexes.h"
#include "json/value.h"

namespace runnel::expr {

// All matches from left to right where the pattern is global, else the first. The pattern and the text must
// outlive it.
class MatchSequence {
 public:
  MatchSequence(const Pattern& pattern, std::string_view text) : pattern_(pattern), text_(text) {}

  // Goes on to the next match. False where there is none.
  bool next();
  // The whole match, then its groups. Valid until next().
  std::span<const Regex::Group> groups() const { return groups_; }
  const Regex::Group& whole() const { return groups_[0]; }

 private:
  const Pattern& pattern_;
  const std::string_view text_;
  size_t from_ = 0;
  bool at_end_ = false;
  std::vector<Regex::Group> groups_;
};

// What sub and gsub replace: a match, and its named groups as an object.
struct Edit {
  size_t begin, end;  // bytes in the text
  json::Value captures;
};
enum class Replace : uint8_t { by_flags, all };
// All at once, since a program for the replacement may compile other patterns meanwhile. The arguments are
// those of sub without the replacement: (re) or (re; flags). `edits` is emptied first. Replace::all is gsub.
Flow find_edits(Context& context, const json::Value& input, const Arguments& arguments, Replace replace,
                std::vector<Edit>& edits);

// The functions of the table in regexes.cpp. The first three give arrays of what their generators give.
Flow call_matches(Context& context, const json::Value& input, const Arguments& arguments,
                  json::Value& output);
Flow call_captures(Context& context, const json::Value& input, const Arguments& arguments,
                   json::Value& output);
Flow call_scans(Context& context, const json::Value& input, const Arguments& arguments, json::Value& output);
Flow call_split_by_pattern(Context& context, const json::Value& input, const Arguments& arguments,
                           json::Value& output);

}  // namespace runnel::expr
