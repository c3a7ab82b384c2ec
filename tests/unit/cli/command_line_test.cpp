#include "cli/command_line.h"

#include <random>

#include "catch.h"
#include "flags.h"

using namespace runnel;
using namespace runnel::cli;

namespace {

using Words = std::vector<std::string>;

struct Case {
  const char* what;
  Words arguments, flags, operands;
};

const Case kAccepted[] = {
    {"nothing", {}, {}, {}},
    {"operands in order", {".a", "x", "y"}, {}, {".a", "x", "y"}},
    {"a letter and its value", {"-m", "5", ".a"}, {"max-count <5>"}, {".a"}},
    {"a letter with its value attached", {"-m5", ".a"}, {"max-count <5>"}, {".a"}},
    {"a long name and its value", {"--max-count", "5"}, {"max-count <5>"}, {}},
    {"a long name with =", {"--max-count=5"}, {"max-count <5>"}, {}},
    {"a value with = in it", {"--to=a=b"}, {"to <a=b>"}, {}},
    {"an empty value after = takes nothing from the next", {"--to=", ".a"}, {"to <>"}, {".a"}},
    {"an empty value as a word", {"--to", "", ".a"}, {"to <>"}, {".a"}},
    {"switches together", {"-ve", ".a"}, {"invert-match", "exit-status"}, {".a"}},
    {"switches together with a value at the end",
     {"-vem5"},
     {"invert-match", "exit-status", "max-count <5>"},
     {}},
    {"switches together, then the value", {"-vm", "5"}, {"invert-match", "max-count <5>"}, {}},
    {"a letter that has no long name", {"-vh"}, {"invert-match", "h"}, {}},
    {"flags after operands",
     {".a", "x", "-v", "y", "-m", "1"},
     {"invert-match", "max-count <1>"},
     {".a", "x", "y"}},
    {"a program in brackets is not split", {"[.a,.b]", "x"}, {}, {"[.a,.b]", "x"}},
    {"a value in brackets is not split", {"--to", "[.a,.b]", "x"}, {"to <[.a,.b]>"}, {"x"}},
    {"a value in brackets after =", {"--to=[a,b]", "x"}, {"to <[a,b]>"}, {"x"}},
    {"a value in brackets after a letter", {"-f[a,b]", "x"}, {"from-file <[a,b]>"}, {"x"}},
    {"a file in brackets is not split", {".", "[a,b]"}, {}, {".", "[a,b]"}},
    {"two values, then files", {"--arg", "n", "v", ".a", "x"}, {"arg <n> <v>"}, {".a", "x"}},
    {"two values in brackets", {"--arg", "n", "[a,b]", "x"}, {"arg <n> <[a,b]>"}, {"x"}},
    {"two values, twice", {"--arg", "a", "1", "--arg", "b", "2", "x"}, {"arg <a> <1>", "arg <b> <2>"}, {"x"}},
    {"a value may begin with a dash",
     {"-m", "-5", "--to", "-x", "-f", "--"},
     {"max-count <-5>", "to <-x>", "from-file <-->"},
     {}},
    {"a value may look like a flag",
     {"--to", "--count", "--arg", "-v", "--to=", "x"},
     {"to <--count>", "arg <-v> <--to=>"},
     {"x"}},
    {"a value may look like a wrong flag",
     {"--to", "-z", "--to", "-v-x", "--to", "--nope=1", "--to", "--count=1"},
     {"to <-z>", "to <-v-x>", "to <--nope=1>", "to <--count=1>"},
     {}},
    {"an attached value may begin with a dash", {"-m-5", "-f-"}, {"max-count <-5>", "from-file <->"}, {}},
    {"a dash is an operand", {".", "-", "x", "-"}, {}, {".", "-", "x", "-"}},
    {"after -- all are operands",
     {"-v", "--", "-.a > 3", "--count", "-m", "--"},
     {"invert-match"},
     {"-.a > 3", "--count", "-m", "--"}},
    {"-- alone", {"--"}, {}, {}},
    {"an empty operand", {"", "x"}, {}, {"", "x"}},
    {"each of several is set, so the last counts",
     {"-m1", "-m2", "--max-count=3"},
     {"max-count <1>", "max-count <2>", "max-count <3>"},
     {}},
    {"bytes that are not UTF-8",
     {"--to", "\xff\xfe", "\xc3", "--to=\x80"},
     {"to <\xff\xfe>", "to <\x80>"},
     {"\xc3"}},
    {"quotes and blanks stay",
     {"--to", "\"a b\"", "'c' d ", "--to= e"},
     {"to <\"a b\">", "to < e>"},
     {"'c' d "}},
    {"a plus is an operand", {"++", "+x", "/v"}, {}, {"++", "+x", "/v"}},
};

const struct {
  const char* what;
  Words arguments;
  const char* message;
} kRefused[] = {
    {"unknown, far from all", {"--quxquux", "x"}, "unknown flag --quxquux"},
    {"unknown, near one", {"--cuont"}, "unknown flag --cuont; did you mean --count?"},
    {"unknown with a value", {"--max-cuont=3"}, "unknown flag --max-cuont; did you mean --max-count?"},
    {"cut off", {"--inv"}, "unknown flag --inv; did you mean --invert-match?"},
    {"unknown letter", {"-r", "x"}, "unknown flag -r"},
    {"unknown letter among others", {"-vr"}, "unknown flag -r in -vr"},
    {"one dash for two", {"-count"}, "unknown flag -count; did you mean --count?"},
    {"a dash among letters is not the end of options", {"-v-"}, "unexpected '-' in -v-"},
    {"a dash among letters starts no long name",
     {"-v-count"},
     "unexpected '-' in -v-count; did you mean --count?"},
    {"a digit", {"-5"}, "unknown flag -5; what begins with a dash and is no flag comes after --: -- -5"},
    {"a program with a dash",
     {"-.a > 3", "x"},
     "unknown flag -.a > 3; what begins with a dash and is no flag comes after --: -- '-.a > 3'"},
    {"three dashes", {"---"}, "unknown flag ---"},
    {"no name", {"--=x"}, "unknown flag --"},
    {"a switch with a value", {"--count=3"}, "--count takes no value, but was given '3'"},
    {"a switch with an empty value", {"--count="}, "--count takes no value, but was given ''"},
    {"a switch told to be false", {"--count=false"}, "--count takes no value, but was given 'false'"},
    {"a value is missing", {"x", "--max-count"}, "--max-count needs a value: --max-count N"},
    {"a letter's value is missing", {"-vm"}, "--max-count needs a value: --max-count N"},
    {"one of two is missing", {"--arg", "n"}, "--arg needs 2 values: --arg NAME VALUE"},
    {"both are missing", {"--arg"}, "--arg needs 2 values: --arg NAME VALUE"},
    {"a wrong value", {"-m", "x"}, "--max-count: 'x' is not a whole number"},
    {"of two errors the first that was set", {"-m", "x", "--nope"}, "--max-count: 'x' is not a whole number"},
};

}  // namespace

TEST_CASE("what is accepted") {
  for (const Case& c : kAccepted) {
    INFO(c.what);
    Given given;
    const auto operands = given.line.parse(c.arguments);
    REQUIRE(operands.ok());
    CHECK(given.flags == c.flags);
    CHECK(*operands == c.operands);
  }
}

TEST_CASE("what is refused") {
  for (const auto& c : kRefused) {
    INFO(c.what);
    Given given;
    const auto operands = given.line.parse(c.arguments);
    REQUIRE(!operands.ok());
    CHECK(operands.error().kind == ErrorKind::usage);
    CHECK(operands.error().message == c.message);
  }
}

TEST_CASE("flags before and after an error are still seen") {
  Given given;
  REQUIRE(!given.line.parse(Words{"--nope", "-h", "-m"}).ok());
  CHECK(given.flags == Words{"h"});
}

TEST_CASE("a long flag with one dash is no letter with its value") {
  Given given;
  given.declare("mix", 0, {});
  const std::vector<std::string> words = {"-mix"};
  const auto parsed = given.line.parse(words);
  REQUIRE(!parsed);
  CHECK(parsed.error().message == "unknown flag -mix; did you mean --mix?");
  CHECK(given.flags.empty());
}

TEST_CASE("the same line can be parsed again") {
  Given given;
  for (int i = 0; i < 2; ++i) REQUIRE(given.line.parse(Words{"-v", ".a"}).ok());
  CHECK(given.flags == Words{"invert-match", "invert-match"});
}

// What an obvious parser makes of the words: getopt_long's rules, written down once more.
namespace {

struct Expected {
  bool ok = true;
  Words flags, operands;
};

void expect_letters(const CommandLine& line, const Words& words, size_t& i, Expected& expected) {
  const std::string& word = words[i];
  for (size_t at = 1; at < word.size(); ++at) {
    const Flag* flag = line.find(word[at]);
    if (flag == nullptr) {
      expected.ok = false;
      return;
    }
    std::string text = flag->name.empty() ? std::string(1, flag->letter) : flag->name;
    if (flag->values.empty()) {
      expected.flags.push_back(text);
      continue;
    }
    std::string value = word.substr(at + 1);
    if (value.empty()) {
      if (++i == words.size()) {
        expected.ok = false;
        return;
      }
      value = words[i];
    }
    expected.flags.push_back(text + " <" + value + ">");
    return;
  }
}

void expect_long(const CommandLine& line, const Words& words, size_t& i, Expected& expected) {
  const std::string word = words[i].substr(2);
  const size_t equals = word.find('=');
  const Flag* flag = line.find(word.substr(0, equals));
  if (flag == nullptr || (flag->values.empty() && equals != std::string::npos)) {
    expected.ok = false;
    return;
  }
  std::string text = flag->name;
  size_t needed = flag->values.size();
  if (equals != std::string::npos) {
    text += " <" + word.substr(equals + 1) + ">";
    --needed;
  }
  for (; needed > 0; --needed) {
    if (++i == words.size()) {
      expected.ok = false;
      return;
    }
    text += " <" + words[i] + ">";
  }
  expected.flags.push_back(text);
}

Expected expect(const CommandLine& line, const Words& words) {
  Expected expected;
  bool flags_may_come = true;
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (!flags_may_come || word.size() < 2 || word[0] != '-') {
      expected.operands.push_back(word);
    } else if (word == "--") {
      flags_may_come = false;
    } else if (word[1] == '-') {
      expect_long(line, words, i, expected);
    } else {
      expect_letters(line, words, i, expected);
    }
  }
  return expected;
}

}  // namespace

TEST_CASE("any words are read as getopt_long would read them") {
  const Words pieces = {"-",    "--",    "-v",      "-m",     "-f",  "e", "5", "=", "[a,b]",
                        "--to", "--arg", "--count", "--nope", ".a",  "x", "",  " ", "{",
                        "\xff", "---",   "h",       "z",      "-ve", "!", "\n"};
  std::mt19937 random(20240229);
  size_t accepted = 0;
  for (int run = 0; run < 5000; ++run) {
    Words words(random() % 6);
    for (std::string& word : words) {
      for (size_t n = random() % 3 + 1; n > 0; --n) word += pieces[random() % pieces.size()];
    }
    Given given;
    const Expected expected = expect(given.line, words);
    const auto operands = given.line.parse(words);
    for (const std::string& word : words) UNSCOPED_INFO('<' << word << '>');
    // "-m x" is refused by its setter alone.
    const bool bad_value =
        std::find(expected.flags.begin(), expected.flags.end(), "max-count <x>") != expected.flags.end();
    REQUIRE(operands.ok() == (expected.ok && !bad_value));
    if (!operands.ok()) continue;
    ++accepted;
    REQUIRE(given.flags == expected.flags);
    REQUIRE(*operands == expected.operands);
  }
  CHECK(accepted > 1000);  // so that the comparison means something
}
