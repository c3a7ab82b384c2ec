// From the regular expressions that jq's users write (Oniguruma's ONIG_SYNTAX_PERL_NT) to RE2's, token by
// token.
//
// What means the same in both passes. What RE2 can say in other words is rewritten: \d \w \s and [:alpha:]
// are Unicode's, as in jq; ^ and $ are the edges of the text; (?x) is done away with; names of groups are
// kept here. What RE2 cannot say without giving up linear time is refused: back-references, look-around,
// atomic groups and possessive repeats.
//
// What differs, and cannot be helped: \b and \B know only ASCII's word characters. With (?i), a character is
// never equal to two (ss and U+00DF), and a property of one case (\p{Lu}) does not take in the other. A
// negated class that holds \W and more takes unassigned code points for word characters. [:alpha:] does not
// hold the combining marks that Unicode counts as letters. (?m)^ matches behind a newline at the end of the
// text too, and what follows a `$` never matches the newline before which `$` matched.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/regex.h"
#include "base/result.h"

namespace runnel {

struct RegexSyntax {
  std::string pattern;  // for RE2
  std::vector<std::string>
      group_names;  // of groups 1, 2, ...; empty where a group has no name; a name may occur twice

  // `$` matches before a newline that ends the text as well as at its end, which RE2 cannot say. It is
  // translated to the end alone; who matches tries the text without that newline too. Not set where \z is
  // used, which must not match there.
  bool end_before_newline = false;

  // Set where the pattern is nothing but a text, perhaps at an edge: no automaton is needed to find it.
  struct Literal {
    std::string text;
    bool at_start = false;  // ^text
    bool at_end = false;    // text$
  };
  bool is_literal = false;
  Literal literal;
};

// The Error (kind program) says what is wrong with the pattern, without quoting it.
Result<RegexSyntax> translate_regex(std::string_view pattern, Regex::Flags flags);

}  // namespace runnel
