#include "json/number.h"

#include <rapidcheck.h>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "../catch.h"
#include "random_value.h"

namespace runnel::json {
namespace {

std::string written(Number number) {
  std::string text;
  append_number(text, number);
  return text;
}

bool same(Number a, Number b) {
  if (a.kind != b.kind) return false;
  return a.kind == Number::Kind::real ? std::memcmp(&a.d, &b.d, sizeof a.d) == 0 : a.u == b.u;
}

TEST_CASE("integers of 64 bits are exact") {
  struct Case {
    const char* text;
    Number expected;
  };
  const Case cases[] = {
      {"0", Number::integer(0)},
      {"7", Number::integer(7)},
      {"-1", Number::integer(-1)},
      {"200", Number::integer(200)},
      {"999999999999999999", Number::integer(999999999999999999)},
      {"1000000000000000000", Number::integer(1000000000000000000)},
      {"9007199254740993", Number::integer(9007199254740993)},
      {"9223372036854775807", Number::integer(INT64_MAX)},
      {"-9223372036854775807", Number::integer(-INT64_MAX)},
      {"-9223372036854775808", Number::integer(INT64_MIN)},
      {"9223372036854775808", Number::unsigned_integer(9223372036854775808U)},
      {"18446744073709551615", Number::unsigned_integer(UINT64_MAX)},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(same(parse_number(c.text), c.expected));
    CHECK(written(c.expected) == c.text);
  }
}

TEST_CASE("other numbers are the nearest double") {
  struct Case {
    const char* text;
    double expected;
  };
  const Case cases[] = {
      {"-0", -0.0},
      {"-0.0", -0.0},
      {"0.0", 0.0},
      {"0e99999999999", 0.0},
      {"-00000000000000000000", -0.0},
      {"1.0", 1.0},
      {"1e2", 100.0},
      {"1E+02", 100.0},
      {"0.1", 0.1},
      {"-0.35", -0.35},
      {"0.0031", 0.0031},
      {"123456.789e3", 123456789.0},
      {"1e22", 1e22},
      {"1e23", 1e23},
      {"9007199254740993.0", 9007199254740992.0},
      {"9007199254740993e0", 9007199254740992.0},
      {"9007199254740995.0", 9007199254740996.0},
      {"0.30000000000000004", 0.30000000000000004},
      {"0.3000000000000000444089209850062616169452667236328125", 0.30000000000000004},
      {"18446744073709551616", 18446744073709551616.0},
      {"-9223372036854775809", -9223372036854775808.0},
      {"-18446744073709551615", -18446744073709551616.0},
      {"100000000000000000000", 1e20},
      {"5e-324", 5e-324},
      {"2.2250738585072011e-308", 2.2250738585072011e-308},
      {"1.7976931348623157e308", 1.7976931348623157e308},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(same(parse_number(c.text), Number::real(c.expected)));
  }
}

TEST_CASE("what no double holds is an infinity or zero") {
  const std::string zeros(400, '0');
  for (const std::string& text :
       {std::string("1e400"), std::string("1e1000"), std::string("1.8e308"),
        std::string("1e99999999999999999999"), "1" + zeros, "1" + zeros + ".5e-5"}) {
    CAPTURE(text);
    CHECK(same(parse_number(text), Number::real(HUGE_VAL)));
    CHECK(same(parse_number("-" + text), Number::real(-HUGE_VAL)));
  }
  for (const std::string& text :
       {std::string("1e-400"), std::string("2e-324"), std::string("123.5e-99999999999999"),
        "0." + zeros + "1", "0." + zeros + "1e5"}) {
    CAPTURE(text);
    CHECK(same(parse_number(text), Number::real(0.0)));
    CHECK(same(parse_number("-" + text), Number::real(-0.0)));
  }
  CHECK(same(parse_number("0." + zeros + "1e401"), Number::real(1.0)));
  CHECK(same(parse_number("1" + zeros + "e-400"), Number::real(1.0)));
}

TEST_CASE("text that is no number does no harm") {
  for (const char* text :
       {"", "-", ".", "e", "-e", "1e", "1e+", "1.", "-.", "abc", "1x2", "..", "1.2.3", "--5"}) {
    CAPTURE(text);
    CHECK_FALSE(written(parse_number(text)).empty());
  }
}

// What jq 1.8.2 writes for `.*1`, which makes a double of a literal.
TEST_CASE("doubles are laid out as jq does") {
  struct Case {
    double number;
    const char* text;
  };
  const Case cases[] = {
      {0, "0"},
      {-0.0, "-0"},
      {1.0, "1"},
      {-1.0, "-1"},
      {17.0, "17"},
      {0.5, "0.5"},
      {0.1, "0.1"},
      {-0.1, "-0.1"},
      {0.30000000000000004, "0.30000000000000004"},
      {3.14159, "3.14159"},
      {123.456, "123.456"},
      {1e-1, "0.1"},
      {1e-2, "0.01"},
      {1e-3, "0.001"},
      {1e-4, "0.0001"},
      {1e-5, "1e-05"},
      {1e-6, "1e-06"},
      {1e-7, "1e-07"},
      {0.00012345, "0.00012345"},
      {0.000099999, "9.9999e-05"},
      {0.000012345, "1.2345e-05"},
      {-0.00001, "-1e-05"},
      {1.25e-9, "1.25e-09"},
      {4.5e-10, "4.5e-10"},
      {1e-100, "1e-100"},
      {1e-307, "1e-307"},
      {2.2250738585072014e-308, "2.2250738585072014e-308"},
      {2.225073858507201e-308, "2.225073858507201e-308"},
      {5e-324, "5e-324"},
      {-5e-324, "-5e-324"},
      {1e14, "100000000000000"},
      {1e15, "1000000000000000"},
      {1e16, "1e+16"},
      {1e17, "1e+17"},
      {1e18, "1e+18"},
      {1e21, "1e+21"},
      {1e22, "1e+22"},
      {1e23, "1e+23"},
      {1e100, "1e+100"},
      {1e308, "1e+308"},
      {1.5e15, "1500000000000000"},
      {1.5e16, "15000000000000000"},
      {1.5e17, "1.5e+17"},
      {1.5e18, "1.5e+18"},
      {-1.5e300, "-1.5e+300"},
      {1.7976931348623157e308, "1.7976931348623157e+308"},
      {-1.7976931348623157e308, "-1.7976931348623157e+308"},
      {9007199254740991.0, "9007199254740991"},
      {9007199254740992.0, "9007199254740992"},
      {9007199254740994.0, "9007199254740994"},
      {12345678901234567.0, "12345678901234568"},
      {123456789012345678.0, "123456789012345680"},
      {1.2345678901234567e19, "12345678901234567000"},
      {1.2345678901234567e20, "123456789012345670000"},
      {1.2345678901234567e31, "12345678901234567000000000000000"},
      {-1.2345678901234567e31, "-12345678901234567000000000000000"},
      {1.2345678901234567e32, "1.2345678901234567e+32"},
      {99999999999999990.0, "99999999999999980"},
      {100000000000000016.0, "100000000000000020"},
      {18446744073709551616.0, "18446744073709552000"},
      {9223372036854775808.0, "9223372036854776000"},
      {4294967296.5, "4294967296.5"},
      {0.1234567890123456, "0.1234567890123456"},
      {1000000.5, "1000000.5"},
      {HUGE_VAL, "1.7976931348623157e+308"},
      {-HUGE_VAL, "-1.7976931348623157e+308"},
      {std::nan(""), "null"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(written(Number::real(c.number)) == c.text);
  }
}

// Each line was tried with jq 1.8.2's tonumber. Where it gives a number, `+ 0` made a double of it.
TEST_CASE("strings are read as jq's tonumber does") {
  struct Case {
    std::string_view text;
    const char* expected;
  };
  const Case numbers[] = {
      {"12", "12"},
      {"-1", "-1"},
      {"+1", "1"},
      {"-0", "-0"},
      {"01", "1"},
      {"-01", "-1"},
      {"00", "0"},
      {"00.5", "0.5"},
      {".5", "0.5"},
      {"-.5", "-0.5"},
      {"+.5", "0.5"},
      {"5.", "5"},
      {"-5.", "-5"},
      {"5.e1", "50"},
      {"1e5", "100000"},
      {"1E5", "100000"},
      {"1e+05", "100000"},
      {"1.50", "1.5"},
      {"1.5e300", "1.5e+300"},
      {"1e-1000", "0"},
      {"4.9e-324", "5e-324"},
      {"0e99999999999999999", "0"},
      {"00000000000000000000000000000000000000007", "7"},
      {"123456789012345678901234567890", "123456789012345680000000000000"},
      {"11111111111111111111111111111111111111111111111111", "1.1111111111111111e+49"},
      {"9007199254740993", "9007199254740993"},          // jq rounds in arithmetic
      {"18446744073709551615", "18446744073709551615"},  // here too
      {"1e1000", "1.7976931348623157e+308"},
      {"-1e1000", "-1.7976931348623157e+308"},
      {"inf", "1.7976931348623157e+308"},
      {"+inf", "1.7976931348623157e+308"},
      {"INF", "1.7976931348623157e+308"},
      {"infinity", "1.7976931348623157e+308"},
      {"-infinity", "-1.7976931348623157e+308"},
      {"-Infinity", "-1.7976931348623157e+308"},
      {"nan", "null"},
      {"NaN", "null"},
      {"NAN", "null"},
      {"-nan", "null"},
      {"+nan", "null"},
      {"nan0", "null"},
      {"NaN000", "null"},
      {"sNaN", "null"},
      {"-snan0", "null"},
  };
  for (const Case& c : numbers) {
    CAPTURE(c.text);
    const auto number = number_from_string(c.text);
    REQUIRE(number.has_value());
    CHECK(written(*number) == c.expected);
  }
  CHECK(same(*number_from_string("1e1000"), Number::real(HUGE_VAL)));
  CHECK(same(*number_from_string("-inf"), Number::real(-HUGE_VAL)));

  using namespace std::string_view_literals;
  const std::string_view others[] = {
      "",     " ",         " 12", "12 ",   "\t12",  "12\n",    "1 2",    "1e 5",   "1 e5",    "--1",
      "+-1",  "+-",        ".",   "+.",    "+",     "-",       "e",      "e1",     "E5",      ".e5",
      "1e",   "1e+",       "1e-", "1e5.",  "1e5e5", "1..2",    "1.2.3",  "1a",     "1d",      "1f",
      "0x10", "0x",        "0b1", "1_000", "1,2",   "1#",      "#",      "i",      "in",      "infin",
      "inf ", "infinityx", "n",   "na",    "nan1",  "nan01",   "NaN123", "qnan",   "snan1",   "nan\n",
      "true", "null",      "[1]", "\"1\"", "1\0"sv, "nan\0"sv, "\u0661", "\uff11", "\u22121", "1\r"};
  for (const std::string_view text : others) {
    CAPTURE(text);
    CHECK_FALSE(number_from_string(text).has_value());
  }
}

TEST_CASE("a number that is written reads back as the same number") {
  CHECK(rc::check("number, text, number", [](uint64_t seed) {
    RandomValues random(seed);
    for (int i = 0; i < 200; ++i) {
      const Number number = random.number();
      const std::string text = written(number);
      RC_ASSERT(text.size() <= kMaxNumberText);
      const Number read = parse_number(text);
      RC_ASSERT(same(*number_from_string(text), read));
      if (number.kind == Number::Kind::real) {
        RC_ASSERT(read.as_double() == number.d);
      } else {
        RC_ASSERT(same(read, number));
      }
    }
  }));
}

// The slow twin is the library's own conversion of the whole text.
TEST_CASE("the fast way to a double is exact") {
  CHECK(rc::check("short decimals", [](uint64_t seed) {
    RandomValues random(seed);
    for (int i = 0; i < 200; ++i) {
      std::string text = std::to_string(random.below(size_t{1} << (1 + random.below(60))));
      text.insert(1 + random.below(text.size()), random.below(4) == 0 ? "" : ".");
      if (text.back() == '.') text += std::to_string(random.below(1000));
      if (random.below(2) == 0) text += "e" + std::to_string(static_cast<int>(random.below(60)) - 30);
      double expected = 0;
      std::from_chars(text.data(), text.data() + text.size(), expected);
      RC_ASSERT(parse_number(text).as_double() == expected);
    }
  }));
}

}  // namespace
}  // namespace runnel::json
