// Regular expressions: the only code that sees RE2, so that matching takes time linear in the text, whatever
// either holds.
//
// Patterns are written as for jq (Oniguruma's Perl syntax) and translated by base/regex_syntax.h, which says
// what is rewritten, what is refused and what differs.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace runnel {

// const and thread-safe once compiled: one serves all workers.
class Regex {
 public:
  // The letters are jq's. Its `s` is how patterns are read anyway: ^ and $ are the edges of the text, not of
  // its lines.
  struct Flags {
    bool ignore_case = false;          // i
    bool extended = false;             // x: white space and comments in the pattern are ignored
    bool dot_matches_newline = false;  // p
    bool longest = false;  // l: the longest match at the leftmost place, not the first alternative's
  };
  struct Group {
    bool matched = false;
    size_t begin = 0, end = 0;  // bytes in the text
  };

  // The message of an Error (kind program) names what is wrong with the pattern, without quoting it.
  static Result<Regex> compile(std::string_view pattern, Flags flags);

  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  // Allocates nothing.
  bool found_in(std::string_view text) const;

  // The first match at or after `from`: groups[0] is the whole match, then one a capture group. False where
  // there is none, and groups may hold anything. Text that is not UTF-8 is matched as far as it can be.
  bool match(std::string_view text, size_t from, std::vector<Group>& groups) const;

  size_t group_count() const;
  // The name of a group from 1 to group_count(); empty where it has none. A name may occur twice.
  const std::string& group_name(size_t group) const;

 private:
  struct Compiled;
  explicit Regex(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace runnel
