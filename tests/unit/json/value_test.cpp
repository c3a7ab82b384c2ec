#include "json/value.h"

#include <rapidcheck.h>
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "../catch.h"
#include "json/parse.h"
#include "json/writer.h"
#include "random_value.h"

namespace runnel::json {
namespace {

int sign(int order) {
  return (order > 0) - (order < 0);
}

std::string written(const Value& value) {
  std::string text;
  append_json(text, value);
  return text;
}

Value nested(size_t depth) {
  Value value;
  for (size_t i = 0; i < depth; ++i) {
    value = i % 2 == 0 ? Value::array({value, Value::integer(1)})
                       : Value::object({{Value::owned_string("k"), value}});
  }
  return value;
}

TEST_CASE("types and their names") {
  CHECK(type_name(Value().type()) == "null");
  CHECK(type_name(Value::boolean(false).type()) == "boolean");
  CHECK(type_name(Value::boolean(true).type()) == "boolean");
  CHECK(type_name(Value::number_text("1").type()) == "number");
  CHECK(type_name(Value::number_text("1.0").own().type()) == "number");
  CHECK(type_name(Value::owned_string("x").type()) == "string");
  CHECK(type_name(Value::raw_array("[]").type()) == "array");
  CHECK(type_name(Value::object({}).type()) == "object");
  CHECK(Value::integer(0).truthy());
  CHECK(Value::string("").truthy());
  CHECK_FALSE(Value().truthy());
  CHECK_FALSE(Value::boolean(false).truthy());
}

TEST_CASE("copies share, and each may go first") {
  Value first = Value::array({Value::owned_string("text"), Value::real(0.5)});
  Value second = first;
  Value third = std::move(first);
  CHECK(first.is_null());
  second = Value();
  CHECK(third.items().size() == 2);
  third = third.items()[0];
  CHECK(third.text() == "text");
  Value& alias = third;
  third = alias;
  CHECK(third.text() == "text");
}

TEST_CASE("own() borrows from nothing") {
  Value kept;
  Value shared;
  {
    const std::string line = R"({"a":[1.50,"text",{"k":"\u0061"}],"n":12,"big":1e400})";
    const Value raw = Value::raw_object(line);
    CHECK(raw.borrows());
    const Value built =
        Value::array({Value::string(std::string_view(line).substr(2, 1)), raw, Value::integer(3),
                      Value::number_text(std::string_view(line).substr(6, 4)),
                      Value::array({Value::raw_array(std::string_view(line).substr(5, 27))})});
    CHECK(built.borrows());
    kept = built.own();
    shared = kept.own();
  }
  CHECK_FALSE(kept.borrows());
  CHECK(shared.items().data() == kept.items().data());
  CHECK(written(kept) ==
        R"(["a",{"a":[1.50,"text",{"k":"a"}],"n":12,"big":1e400},3,1.50,[[1.50,"text",{"k":"a"}]]])");
  CHECK(kept.items()[3].number_source() == "1.50");
  CHECK(kept.items()[3].number().d == 1.5);
}

TEST_CASE("depth needs no stack") {
  constexpr size_t kDepth = 200'000;
  Value deep = nested(kDepth);
  Value borrowing = Value::string("x");
  for (size_t i = 0; i < kDepth; ++i) borrowing = Value::array({borrowing});
  const Value copy = borrowing.own();
  CHECK(compare(copy, borrowing) == 0);
  CHECK(compare(deep, nested(kDepth)) == 0);
  CHECK(compare(deep, nested(kDepth + 2)) != 0);
  CHECK(written(borrowing).size() == 2 * kDepth + 3);
  deep = Value();
  CHECK(deep.is_null());
}

TEST_CASE("jq's order of types") {
  const Value ascending[] = {
      Value(),
      Value::boolean(false),
      Value::boolean(true),
      Value::real(std::nan("")),
      Value::real(-HUGE_VAL),
      Value::integer(-5),
      Value::number_text("-0.5"),
      Value::integer(0),
      Value::real(5e-324),
      Value::number_text("1e400"),
      Value::string(""),
      Value::string("A"),
      Value::string("a"),
      Value::string("aa"),
      Value::string("b"),
      Value::string("\x7f"),
      Value::string("é"),
      Value::string("\uffff"),
      Value::string("\U00010000"),
      Value::raw_array("[]"),
      Value::raw_array("[null]"),
      Value::raw_array("[1]"),
      Value::raw_array("[1,0]"),
      Value::raw_array("[2]"),
      Value::raw_array("[[]]"),
      Value::raw_object("{}"),
      Value::raw_object(R"({"a":1})"),
      Value::raw_object(R"({"a":2})"),
      Value::raw_object(R"({"b":0,"a":0})"),
      Value::raw_object(R"({"a":0,"b":1})"),
      Value::raw_object(R"({"b":0,"a":1})"),
      Value::raw_object(R"({"b":0})"),
  };
  for (size_t i = 0; i < std::size(ascending); ++i) {
    for (size_t j = 0; j < std::size(ascending); ++j) {
      CAPTURE(i, j);
      const int expected = i == j ? (i == 3 ? -1 : 0) : i < j ? -1 : 1;  // nan < nan
      CHECK(sign(compare(ascending[i], ascending[j])) == expected);
    }
  }
}

TEST_CASE("equal values need not be written alike") {
  const auto equal = [](const char* a, const char* b) { return compare(*parse(a), *parse(b)) == 0; };
  CHECK(equal("1", "1.0"));
  CHECK(equal("100", "1e2"));
  CHECK(equal("0", "-0"));
  CHECK(equal(R"({"a":1,"b":2})", R"({ "b": 2.0, "\u0061": 1 })"));
  CHECK(equal(R"({"a":1,"a":2})", R"({"a":1})"));
  CHECK_FALSE(equal(R"({"a":1,"a":2})", R"({"a":2})"));
  CHECK(compare(Value::raw_array("[1, \"a\"]"), *parse(R"([1.0,"\u0061"])")) == 0);
}

TEST_CASE("nan is below all numbers, itself too") {
  const Value nan = Value::real(std::nan(""));
  const Value holds_nan = Value::array({nan});
  CHECK(compare(nan, nan) < 0);
  CHECK(compare(holds_nan, holds_nan) < 0);
  for (const Value& number :
       {Value::integer(INT64_MIN), Value::unsigned_integer(UINT64_MAX), Value::real(-HUGE_VAL)}) {
    CHECK(compare(nan, number) < 0);
    CHECK(compare(number, nan) > 0);
  }
}

TEST_CASE("integers and doubles compare without rounding") {
  struct Case {
    Number a, b;
    int expected;
  };
  constexpr double kTwoTo53 = 9007199254740992.0;
  constexpr double kTwoTo63 = 9223372036854775808.0;
  const Case cases[] = {
      {Number::integer(9007199254740993), Number::real(kTwoTo53), 1},
      {Number::integer(-9007199254740993), Number::real(-kTwoTo53), -1},
      {Number::integer(INT64_MAX), Number::real(kTwoTo63), -1},
      {Number::integer(INT64_MIN), Number::real(-kTwoTo63), 0},
      {Number::integer(INT64_MIN), Number::real(std::nextafter(-kTwoTo63, -HUGE_VAL)), 1},
      {Number::unsigned_integer(uint64_t{1} << 63), Number::real(kTwoTo63), 0},
      {Number::unsigned_integer((uint64_t{1} << 63) + 1), Number::real(kTwoTo63), 1},
      {Number::unsigned_integer(UINT64_MAX), Number::real(2 * kTwoTo63), -1},
      {Number::unsigned_integer(UINT64_MAX), Number::real(HUGE_VAL), -1},
      {Number::unsigned_integer(UINT64_MAX), Number::real(-1.5), 1},
      {Number::unsigned_integer(UINT64_MAX), Number::integer(-1), 1},
      {Number::integer(2), Number::real(2.5), -1},
      {Number::integer(3), Number::real(2.5), 1},
      {Number::integer(-2), Number::real(-2.5), 1},
      {Number::integer(-3), Number::real(-2.5), -1},
      {Number::integer(0), Number::real(-0.0), 0},
      {Number::integer(0), Number::real(5e-324), -1},
      {Number::integer(0), Number::real(-5e-324), 1},
  };
  for (const Case& c : cases) {
    CHECK(sign(compare(c.a, c.b)) == c.expected);
    CHECK(sign(compare(c.b, c.a)) == -c.expected);
  }
}

// The slow twin: straight from the definition, with numbers in a type that holds all of them exactly.
long double widened(Number n) {
  return n.kind == Number::Kind::real      ? static_cast<long double>(n.d)
         : n.kind == Number::Kind::integer ? static_cast<long double>(n.i)
                                           : static_cast<long double>(n.u);
}

Value first_of(const Value& object, const std::string& key) {
  for (const auto& [name, value] : object.members()) {
    if (name.text() == key) return value;
  }
  return {};
}

std::vector<std::string> sorted_keys(const Value& object) {
  std::vector<std::string> keys;
  for (const auto& [name, value] : object.members()) keys.emplace_back(name.text());
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

int slow_compare(const Value& a, const Value& b) {
  if (a.type() != b.type()) return a.type() < b.type() ? -1 : 1;
  if (a.is_number()) {
    const long double x = widened(a.number()), y = widened(b.number());
    return (x > y) - (x < y);
  }
  if (a.is_string()) return sign(std::string(a.text()).compare(std::string(b.text())));
  if (a.is_array()) {
    for (size_t i = 0; i < std::min(a.items().size(), b.items().size()); ++i) {
      if (const int order = slow_compare(a.items()[i], b.items()[i]); order != 0) return order;
    }
    return (a.items().size() > b.items().size()) - (a.items().size() < b.items().size());
  }
  if (a.is_object()) {
    const auto keys_a = sorted_keys(a), keys_b = sorted_keys(b);
    if (keys_a != keys_b) return keys_a < keys_b ? -1 : 1;
    for (const std::string& key : keys_a) {
      if (const int order = slow_compare(first_of(a, key), first_of(b, key)); order != 0) return order;
    }
  }
  return 0;
}

TEST_CASE("compare agrees with its slow twin, on built and on raw values") {
  static_assert(std::numeric_limits<long double>::digits >= 64);
  CHECK(rc::check("fast and slow", [](uint64_t seed) {
    RandomValues random(seed, Doubles::that_read_back);
    for (int i = 0; i < 50; ++i) {
      const Value a = random.value(3), b = random.value(3);
      RC_ASSERT(sign(compare(a, b)) == slow_compare(a, b));
      if (!a.is_array() && !a.is_object()) continue;
      const std::string text = written(a);
      const Value raw = a.is_array() ? Value::raw_array(text) : Value::raw_object(text);
      RC_ASSERT(compare(raw, a) == 0);
      RC_ASSERT(sign(compare(raw, b)) == slow_compare(a, b));
      RC_ASSERT(sign(compare(b, raw)) == -slow_compare(a, b));
    }
  }));
}

TEST_CASE("without nan the order is total") {
  CHECK(rc::check("antisymmetric and transitive", [](uint64_t seed) {
    RandomValues random(seed);
    for (int i = 0; i < 50; ++i) {
      const Value a = random.value(2), b = random.value(2), c = random.value(2);
      RC_ASSERT(compare(a, a) == 0);
      RC_ASSERT(sign(compare(a, b)) == -sign(compare(b, a)));
      if (compare(a, b) <= 0 && compare(b, c) <= 0) RC_ASSERT(compare(a, c) <= 0);
      if (compare(a, b) == 0) RC_ASSERT(sign(compare(a, c)) == sign(compare(b, c)));
    }
  }));
}

}  // namespace
}  // namespace runnel::json
