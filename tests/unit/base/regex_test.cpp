#include "base/regex.h"

#include <rapidcheck.h>

#include <string>

#include "../catch.h"
#include "base/regex_syntax.h"

namespace runnel {
namespace {

constexpr Regex::Flags kNone{};
constexpr Regex::Flags kIgnoreCase{.ignore_case = true};
constexpr Regex::Flags kExtended{.extended = true};
constexpr Regex::Flags kDotAll{.dot_matches_newline = true};

// What jq 1.8 answers for test(pattern; flags), asked of the program itself.
struct Row {
  std::string_view pattern;
  std::string_view text;
  bool found;
  Regex::Flags flags = kNone;
};

void check(const Row& row) {
  CAPTURE(row.pattern, row.text);
  const auto regex = Regex::compile(row.pattern, row.flags);
  if (!regex) FAIL(regex.error().message);
  CHECK(regex->found_in(row.text) == row.found);
  std::vector<Regex::Group> groups;
  CHECK(regex->match(row.text, 0, groups) == row.found);
}

TEST_CASE("the edges of the text") {
  for (const Row& row : {
           Row{"^b", "a\nb", false},
           Row{"a$", "a\nb", false},
           Row{"a$", "a\n", true},
           Row{"a$", "a\n\n", false},
           Row{"a\\Z", "a\n", true},
           Row{"a\\z", "a\n", false},
           Row{"^a$", "a\n", true},
           Row{"[a]$", "b\na\n", true},
           Row{"(?m)^b", "a\nb", true},
           Row{"(?m)a$", "a\nb", true},
           Row{"\\Aa", "ba", false},
           Row{"$", "", true},
           Row{"^$", "\n", true},
           Row{"", "", true},
           Row{"", "a", true},
           Row{"a.b", "a\nb", false},
           Row{"a.b", "a\nb", true, kDotAll},
           Row{"(?s)a.b", "a\nb", true},
           Row{"(?-s)a.b", "a\nb", false, kDotAll},
           Row{"(?m)a.b", "a\nb", false},
           Row{"a.c", std::string_view("a\0c", 3), true},
           Row{std::string_view("a\0c", 3), std::string_view("a\0c", 3), true},
       }) {
    check(row);
  }
}

TEST_CASE("classes are Unicode's") {
  for (const Row& row : {
           Row{"\\d", "٣", true},
           Row{"\\d", "²", false},
           Row{"\\D", "٣", false},
           Row{"\\w", "é", true},
           Row{"^\\w\\w$", "e\u0301", true},
           Row{"\\w", "\u203f", true},
           Row{"\\w", "²", true},
           Row{"\\w", "Ⓐ", true},
           Row{"\\w", "\u200d", false},
           Row{"\\W", "é", false},
           Row{"\\s", "\u00a0", true},
           Row{"\\s", "\u0085", true},
           Row{"\\s", "\u000b", true},
           Row{"\\s", "\u001c", false},
           Row{"\\S", "\u3000", false},
           Row{"[[:digit:]]", "٣", true},
           Row{"[[:alpha:]]", "é", true},
           Row{"[[:^alpha:]]", "é", false},
           Row{"[[:upper:]]", "É", true},
           Row{"[[:punct:]]", "$", true},
           Row{"[[:space:]]", "\u00a0", true},
           Row{"[[:word:]]", "_", true},
           Row{"[[:xdigit:]]", "g", false},
           Row{"[[.a.]]", "a", false},
           Row{"\\p{L}", "é", true},
           Row{"\\p{ greek }", "α", true},
           Row{"\\p{Uppercase_Letter}", "é", false},
           Row{"\\p{lu}", "A", true},
           Row{"\\p{Alpha}", "é", true},
           Row{"\\p{Any}", "A", true},
           Row{"\\p{^L}", "é", false},
           Row{"\\P{L}", "1", true},
           Row{"[^\\p{L}]", "é", false},
           Row{"\\pL", "é", false},
           Row{"[\\s\\S]", "\u0378", true},
           Row{"[\\w\\W]", "\u0378", true},
           Row{"[^\\W_]", "_", false},
           Row{"[^\\W_]", "é", true},
           Row{"[^\\W]", "é", true},
           Row{"[^\\s\\d]", "a", true},
           Row{"[^\\D]", "a", false},
       }) {
    check(row);
  }
}

TEST_CASE("brackets") {
  for (const Row& row : {
           Row{"[]a]", "]", true},
           Row{"[^]a]", "]", false},
           Row{"[a-]", "-", true},
           Row{"[\\w-]", "-", true},
           Row{"[\\d-a]", "-", true},
           Row{"[a-c-e]", "-", true},
           Row{"[a-c-e]", "d", false},
           Row{"[--0]", ".", true},
           Row{"[+--]", ",", true},
           Row{"[a-\\x63]", "b", true},
           Row{"[\\]]", "]", true},
           Row{"[\\b]", "\b", true},
           Row{"[\\12]", "\n", true},
           Row{"[a[bc]]", "c", false},
           Row{"[a-z&&[^b]]", "b", false},
           Row{"[a b]", " ", true, kExtended},
           Row{"[ #]", "#", true, kExtended},
           Row{"a]b", "a]b", true},
           Row{"[é-ü]", "ö", true},
           Row{"[^a]", "\n", true},
       }) {
    check(row);
  }
}

TEST_CASE("escapes") {
  for (const Row& row : {
           Row{"\\x41", "A", true},      Row{"\\x{e9}", "é", true},     Row{"\\x{zz}", "x{zz}", true},
           Row{"\\x4", "\u0004", true},  Row{"\\o{101}", "A", true},    Row{"\\012", "\n", true},
           Row{"\\12", "\n", true},      Row{"\\cA", "\u0001", true},   Row{"\\e", "\u001b", true},
           Row{"\\a\\f", "\a\f", true},  Row{"\\v", "\v", false},       Row{"\\u00e9", "é", false},
           Row{"\\h", "f", false},       Row{"\\h", "h", true},         Row{"\\/\\-\\_", "/-_", true},
           Row{"\\é", "é", true},        Row{"\\Qa.b\\E", "a.b", true}, Row{"\\Qa.b\\Ec", "axbc", false},
           Row{"\\Q.", "a", false},      Row{"a\\E", "a", false},       Row{"^\\R$", "\r\n", true},
           Row{"^\\R$", "\u2028", true}, Row{"^\\N$", "x", true},       Row{"^\\O$", "\n", true},
           Row{"\\bb", "a b", true},     Row{"\\Bb", "ab", true},       Row{"\\i\\M\\C", "iMC", true},
       }) {
    check(row);
  }
}

TEST_CASE("repeats") {
  for (const Row& row : {
           Row{"^a{2}$", "aa", true},
           Row{"^a{2,}$", "aaa", true},
           Row{"^a{1,2}$", "aaa", false},
           Row{"^a{,2}$", "aa", false},
           Row{"^a{,2}$", "a{,2}", true},
           Row{"^a{x}$", "a{x}", true},
           Row{"^a{$", "a{", true},
           Row{"{", "{", true},
           Row{"^a}$", "a}", true},
           Row{"a**", "aa", true},
           Row{"^(?:ab)+*$", "abab", true},
           Row{"a*?+", "a", true},
           Row{"^a{1,2}{2}$", "aaa", true},
           Row{"(?:)*", "a", true},
           Row{"|a", "b", true},
           Row{"^a+?$", "aa", true},
       }) {
    check(row);
  }
}

TEST_CASE("options and comments") {
  for (const Row& row : {
           Row{"A", "a", true, kIgnoreCase},
           Row{"É", "é", true, kIgnoreCase},
           Row{"K", "\u212a", true, kIgnoreCase},
           Row{"(?i:A)b", "ab", true},
           Row{"(?i:A)b", "aB", false},
           Row{"(?i)a|B", "b", true},
           Row{"(?i-s)A", "a", true},
           Row{"(?imsx: A )", "a", true},
           Row{"(?x) a b # c", "ab", true},
           Row{"((?x) a b )c d", "abc d", true},
           Row{"((?x) a b )c d", "abcd", false},
           Row{"(?-x: a b )c d", " a b cd", true, kExtended},
           Row{"a #b\n c", "ac", true, kExtended},
           Row{"a\\ b", "a b", true, kExtended},
           Row{"a {2}", "aa", true, kExtended},
           Row{"a\\#b", "a#b", true, kExtended},
           Row{"(?#comment)a", "a", true},
       }) {
    check(row);
  }
}

TEST_CASE("what cannot be had or is wrong says so") {
  struct Refusal {
    std::string_view pattern;
    std::string_view part;  // of the message
  };
  for (const Refusal& refusal : {
           Refusal{"(?=a)", "look-ahead (?=...) cannot be had"},
           Refusal{"(?!a)", "look-ahead (?!...) cannot be had"},
           Refusal{"(?<=a)b", "look-behind (?<=...) cannot be had"},
           Refusal{"(?<!a)b", "look-behind (?<!...) cannot be had"},
           Refusal{"(?>a+)b", "the atomic group (?>...) cannot be had"},
           Refusal{"(?~a)", "the absent operator (?~...) cannot be had"},
           Refusal{"(?(1)a|b)", "the condition (?(...)...) cannot be had"},
           Refusal{"a++b", "the possessive repeat ++ cannot be had"},
           Refusal{"a*+b", "the possessive repeat *+ cannot be had"},
           Refusal{"(a)\\1", "the back-reference \\1 cannot be had"},
           Refusal{"(?<n>a)\\k<n>", "the back-reference \\k<...> cannot be had"},
           Refusal{"\\g<1>(a)", "the subexpression call \\g<...> cannot be had"},
           Refusal{"a\\Kb", "\\K, which moves the start of the match, cannot be had"},
           Refusal{"\\X", "the grapheme cluster \\X cannot be had"},
           Refusal{"\\G", "\\G, the start of the search, cannot be had"},
           Refusal{"\\y", "the grapheme boundary \\y cannot be had"},
           Refusal{"a{1001}", "a repeat of more than 1000 cannot be had"},
           Refusal{"[^x[:^alpha:]]", "this negated character class cannot be had"},
           Refusal{"(", "end pattern with unmatched parenthesis"},
           Refusal{"a)", "unmatched close parenthesis"},
           Refusal{"[", "premature end of char-class"},
           Refusal{"[a", "premature end of char-class"},
           Refusal{"[]", "empty char-class"},
           Refusal{"[b-a]", "empty range in char class"},
           Refusal{"[a-\\d]", "char-class value at end of range"},
           Refusal{"[[:foo:]]", "invalid POSIX bracket type"},
           Refusal{"\\p{foo}", "\\p{Foo}"},
           Refusal{"a{2,1}", "upper is smaller than lower in repeat range"},
           Refusal{"a{100001}", "too big number for repeat range"},
           Refusal{"*a", "target of repeat operator is not specified"},
           Refusal{"{2}", "target of repeat operator is not specified"},
           Refusal{"(?i)*", "target of repeat operator is not specified"},
           Refusal{"^*", "target of repeat operator is invalid"},
           Refusal{"\\b*", "target of repeat operator is invalid"},
           Refusal{"a\\", "end pattern at escape"},
           Refusal{"\\c", "end pattern at control"},
           Refusal{"(?<>a)", "group name is empty"},
           Refusal{"(?<1n>a)", "invalid group name <1n>"},
           Refusal{"(?<n", "invalid group name <n>"},
           Refusal{"(?", "end pattern in group"},
           Refusal{"(?#a", "end pattern in group"},
           Refusal{"(?u)a", "undefined group option"},
           Refusal{"\\x{110000}", "too big wide-char value"},
       }) {
    CAPTURE(refusal.pattern);
    const auto regex = Regex::compile(refusal.pattern, kNone);
    REQUIRE_FALSE(regex);
    CHECK(regex.error().kind == ErrorKind::program);
    CAPTURE(regex.error().message);
    CHECK(regex.error().message.find(refusal.part) != std::string::npos);
  }
}

std::string part(std::string_view text, const Regex::Group& group) {
  return group.matched ? std::string(text.substr(group.begin, group.end - group.begin)) : "(none)";
}

TEST_CASE("matches and their groups") {
  const auto regex = Regex::compile("(?<year>\\d{4})-(?'month'\\d\\d)(-(?P<day>\\d\\d))?", kNone);
  REQUIRE(regex);
  CHECK(regex->group_count() == 4);
  CHECK(regex->group_name(1) == "year");
  CHECK(regex->group_name(2) == "month");
  CHECK(regex->group_name(3).empty());
  CHECK(regex->group_name(4) == "day");
  constexpr std::string_view kText = "é 2015-03, 2016-04-05";
  std::vector<Regex::Group> groups;
  REQUIRE(regex->match(kText, 0, groups));
  CHECK(groups[0].begin == 3);
  CHECK(part(kText, groups[0]) == "2015-03");
  CHECK(part(kText, groups[1]) == "2015");
  CHECK(part(kText, groups[4]) == "(none)");
  REQUIRE(regex->match(kText, groups[0].end, groups));
  CHECK(part(kText, groups[0]) == "2016-04-05");
  CHECK(part(kText, groups[4]) == "05");
  CHECK_FALSE(regex->match(kText, groups[0].end, groups));
  CHECK_FALSE(regex->match(kText, kText.size() + 1, groups));
}

TEST_CASE("a match may end before the newline that ends the text") {
  const auto whole = Regex::compile("a\\s*$", kNone);
  const auto before = Regex::compile("[ab]$", kNone);
  std::vector<Regex::Group> groups;
  REQUIRE(whole->match("a\n", 0, groups));
  CHECK(groups[0].end == 2);
  REQUIRE(before->match("a\nb\n", 0, groups));
  CHECK(groups[0].begin == 2);
  CHECK(groups[0].end == 3);
}

TEST_CASE("the first match keeps to the edges of the whole text") {
  const auto regex = Regex::compile("^a|b", kNone);
  std::vector<Regex::Group> groups;
  REQUIRE(regex->match("aab", 1, groups));
  CHECK(groups[0].begin == 2);
}

TEST_CASE("the longest match") {
  const auto regex = Regex::compile("a|ab|abc", {.longest = true});
  std::vector<Regex::Group> groups;
  REQUIRE(regex->match("abcd", 0, groups));
  CHECK(groups[0].end == 3);
}

TEST_CASE("a pattern that is a plain text is known as one") {
  struct Form {
    std::string_view pattern;
    bool is_literal;
    std::string_view text;
  };
  for (const Form& form :
       {Form{"^/api/", true, "/api/"}, Form{"a\\.b$", true, "a.b"}, Form{"é", true, "é"},
        Form{"a$b", false, ""}, Form{"a^b", false, ""}, Form{"a|b", false, ""}, Form{"ab*", false, ""},
        Form{"(a)", false, ""}, Form{"(?i)a", false, ""}, Form{"a.b", false, ""}, Form{"\\ba", false, ""}}) {
    CAPTURE(form.pattern);
    const auto syntax = translate_regex(form.pattern, kNone);
    REQUIRE(syntax);
    CHECK(syntax->is_literal == form.is_literal);
    if (form.is_literal) CHECK(syntax->literal.text == form.text);
  }
}

// A plain text is looked for without an automaton: with one, the answer is the same.
TEST_CASE("plain texts are found as the automaton finds them") {
  REQUIRE(rc::check("texts of few letters", [] {
    const auto letters = rc::gen::container<std::string>(rc::gen::element('a', 'b', '.', '\n'));
    const auto wanted = *letters;
    const auto text = *letters;
    const std::string start = *rc::gen::arbitrary<bool>() ? "^" : "";
    const std::string end = *rc::gen::arbitrary<bool>() ? "$" : "";
    const auto plain = Regex::compile(start + "\\Q" + wanted + "\\E" + end, kNone);
    const auto automaton = Regex::compile(start + "(\\Q" + wanted + "\\E)" + end, kNone);
    RC_ASSERT(plain.ok());
    RC_ASSERT(automaton.ok());
    RC_ASSERT(plain->found_in(text) == automaton->found_in(text));
    if (start.empty() && end.empty())
      RC_ASSERT(plain->found_in(text) == (text.find(wanted) != std::string::npos));
  }));
}

TEST_CASE("no pattern and no text does harm") {
  REQUIRE(rc::check("bytes at random", [] {
    const auto pattern = *rc::gen::container<std::string>(rc::gen::oneOf(
        rc::gen::arbitrary<char>(), rc::gen::element('\\', '[', ']', '(', ')', '?', '*', '{', '}', '^', '$',
                                                     'x', 'p', ':', '-', '<', '>', 'Q', 'E', '1', ',')));
    const auto text = *rc::gen::arbitrary<std::string>();
    const auto regex = Regex::compile(pattern, {.extended = *rc::gen::arbitrary<bool>()});
    if (!regex) {
      RC_ASSERT(!regex.error().message.empty());
      return;
    }
    std::vector<Regex::Group> groups;
    if (!regex->match(text, 0, groups)) return;
    RC_ASSERT(regex->found_in(text));
    RC_ASSERT(groups.size() == regex->group_count() + 1);
    RC_ASSERT(groups[0].end <= text.size());
  }));
}

}  // namespace
}  // namespace runnel
