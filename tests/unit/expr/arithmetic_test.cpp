#include "expr/functions/arithmetic.h"

#include <rapidcheck.h>

#include <string>

#include "../catch.h"
#include "function_runner.h"

namespace runnel::expr {
namespace {

using json::Value;

std::string computed(std::string_view a, char operation, std::string_view b) {
  FunctionRunner runner;
  const Value left = runner.value(a);
  const Value right = runner.value(b);
  Value output;
  const auto call = operation == '+'   ? add
                    : operation == '-' ? subtract
                    : operation == '*' ? multiply
                    : operation == '/' ? divide
                                       : modulo;
  const Flow flow = call(runner.context(), left, right, output);
  return shown(flow, runner.context(), output);
}

struct Row {
  std::string_view a;
  char operation;
  std::string_view b;
  std::string_view output;
};

TEST_CASE("numbers: exact where they are whole and fit") {
  for (const Row& row : std::initializer_list<Row>{
           {"1", '+', "2", "3"},
           {"0.1", '+', "0.2", "0.30000000000000004"},
           {"9223372036854775807", '+', "1", "9223372036854775808"},
           {"18446744073709551615", '+', "1", "18446744073709552000"},
           {"18446744073709551615", '-', "9223372036854775808", "9223372036854775807"},
           {"-9223372036854775808", '-', "1", "-9223372036854776000"},
           {"0", '-', "9223372036854775808", "-9223372036854775808"},
           {"4294967296", '*', "4294967295", "18446744069414584320"},
           {"4294967296", '*', "4294967296", "18446744073709552000"},
           {"-9223372036854775808", '*', "-1", "9223372036854775808"},
           {"6", '/', "3", "2"},
           {"1", '/', "4", "0.25"},
           {"9007199254740993", '/', "1", "9007199254740993"},
           {"-9223372036854775808", '/', "-1", "9223372036854775808"},
           {"5", '%', "3", "2"},
           {"-5", '%', "3", "-2"},
           {"5", '%', "-3", "2"},
           {"5.9", '%', "3.9", "2"},
           {"-0.5", '%', "5", "0"},
           {"1e1000", '%', "3", "1"},
           {"5", '%', "-1e1000", "5"},
           {"-9223372036854775808", '%', "-1", "0"},
           {"18446744073709551615", '%', "10", "5"},
           {"1", '/', "0", "error: number (1) and number (0) cannot be divided because the divisor is zero"},
           {"5", '%', "0.5",
            "error: number (5) and number (0.5) cannot be divided (remainder) because the divisor is zero"},
       }) {
    CAPTURE(row.a, row.operation, row.b);
    CHECK(computed(row.a, row.operation, row.b) == row.output);
  }
}

TEST_CASE("other types") {
  for (const Row& row : std::initializer_list<Row>{
           {R"("a")", '+', R"("b")", R"("ab")"},
           {"null", '+', "1", "1"},
           {"[1]", '+', "null", "[1]"},
           {"null", '+', "null", "null"},
           {"[1]", '+', "[2]", "[1,2]"},
           {R"({"a":1,"b":2})", '+', R"({"b":3,"c":4})", R"({"a":1,"b":3,"c":4})"},
           {R"({"a":1,"a":2})", '+', "{}", R"({"a":1})"},
           {"1", '+', R"("a")", R"(error: number (1) and string ("a") cannot be added)"},
           {"{}", '+', "[]", "error: object ({}) and array ([]) cannot be added"},
           {"[1,2,1,3]", '-', "[1.0]", "[2,3]"},
           {"{}", '-', "{}", "error: object ({}) and object ({}) cannot be subtracted"},
           {R"("ab")", '*', "3", R"("ababab")"},
           {"3", '*', R"("ab")", R"("ababab")"},
           {R"("ab")", '*', "1.99", R"("ab")"},
           {R"("ab")", '*', "0.5", R"("")"},
           {R"("ab")", '*', "0", R"("")"},
           {R"("ab")", '*', "-1", "null"},
           {R"("")", '*', "1e10", R"("")"},
           {R"("x")", '*', "1e10", "error: Repeat string result too long"},
           {R"("a")", '*', R"("b")", R"(error: string ("a") and string ("b") cannot be multiplied)"},
           {R"({"a":{"b":1},"c":1})", '*', R"({"a":{"d":2},"c":{"e":3}})",
            R"({"a":{"b":1,"d":2},"c":{"e":3}})"},
           {"[1]", '*', "2", "error: array ([1]) and number (2) cannot be multiplied"},
           {R"("a, b")", '/', R"(", ")", R"(["a","b"])"},
           {"{}", '/', "1", "error: object ({}) and number (1) cannot be divided"},
           {"[]", '%', "[]", "error: array ([]) and array ([]) cannot be divided (remainder)"},
       }) {
    CAPTURE(row.a, row.operation, row.b);
    CHECK(computed(row.a, row.operation, row.b) == row.output);
  }
}

TEST_CASE("negation") {
  FunctionRunner runner;
  const auto negated = [&](std::string_view input) {
    Value output;
    const Flow flow = negate(runner.context(), runner.value(input), output);
    return shown(flow, runner.context(), output);
  };
  CHECK(negated("1") == "-1");
  CHECK(negated("0") == "0");
  CHECK(negated("-1.50") == "1.5");
  CHECK(negated("-9223372036854775808") == "9223372036854775808");
  CHECK(negated("9223372036854775808") == "-9223372036854775808");
  CHECK(negated(R"("a")") == R"(error: string ("a") cannot be negated)");
}

TEST_CASE("merging deep objects fails before the stack does") {
  std::string deep = "1";
  for (int i = 0; i < 5'000; ++i) deep = R"({"a":)" + deep + "}";
  CHECK(computed(deep, '*', deep) == "error: Object merge too deep");
}

TEST_CASE("many members are united as few are") {
  std::string a = "{";
  std::string b = "{";
  for (int i = 0; i < 100; ++i) {
    const std::string comma = i > 0 ? "," : "";
    a += comma + "\"k" + std::to_string(i) + "\":" + std::to_string(i);
    b += comma + "\"k" + std::to_string(i + 50) + "\":" + std::to_string(-i);
  }
  std::string expected = "{";
  for (int i = 0; i < 150; ++i) {
    expected +=
        (i > 0 ? "," : "") + ("\"k" + std::to_string(i) + "\":" + std::to_string(i < 50 ? i : 50 - i));
  }
  CHECK(computed(a + "}", '+', b + "}") == expected + "}");
}

TEST_CASE("integers behave as wide ones do") {
  __extension__ using Wide = __int128;
  const auto edge = rc::gen::oneOf(rc::gen::arbitrary<int64_t>(),
                                   rc::gen::element<int64_t>(INT64_MAX, INT64_MIN, INT64_MAX - 1, 0, 1, -1));
  REQUIRE(rc::check("add, subtract, multiply", [&edge] {
    const int64_t a = *edge;
    const int64_t b = *edge;
    const auto expect = [&](char operation, Wide exact) {
      const std::string text = computed(std::to_string(a), operation, std::to_string(b));
      const bool fits = exact >= INT64_MIN && exact <= Wide{UINT64_MAX};
      if (!fits) return;
      const std::string wanted = exact < 0 ? std::to_string(static_cast<int64_t>(exact))
                                           : std::to_string(static_cast<uint64_t>(exact));
      RC_ASSERT(text == wanted);
    };
    expect('+', Wide{a} + b);
    expect('-', Wide{a} - b);
    expect('*', Wide{a} * b);
    if (b != 0) expect('%', Wide{a} % b);
  }));
}

}  // namespace
}  // namespace runnel::expr
