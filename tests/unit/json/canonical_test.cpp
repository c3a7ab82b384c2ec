#include "json/canonical.h"

#include <rapidcheck.h>
#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "../catch.h"
#include "json/number.h"
#include "json/parse.h"
#include "json/writer.h"
#include "random_value.h"

namespace runnel::json {
namespace {

std::string canonical(const Value& value) {
  std::string text;
  append_canonical(text, value);
  return text;
}

std::string canonical_of(std::string_view json) {
  return canonical(*parse(json));
}

TEST_CASE("numbers that are equal have one text") {
  struct Case {
    const char* text;
    const char* expected;
  };
  const Case cases[] = {
      {"1", "1"},
      {"1.0", "1"},
      {"100e-2", "1"},
      {"0", "0"},
      {"-0", "0"},
      {"-0.0", "0"},
      {"-7", "-7"},
      {"1.50", "1.5"},
      {"1e3", "1000"},
      {"1e16", "10000000000000000"},
      {"1152921504606846976.0", "1152921504606846976"},
      {"1152921504606846977", "1152921504606846977"},
      {"9223372036854775807", "9223372036854775807"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"-9223372036854775808.0", "-9223372036854775808"},
      {"9223372036854775808.0", "9223372036854775808"},
      {"18446744073709551615", "18446744073709551615"},
      {"18446744073709551616", "18446744073709552000"},
      {"1e300", "1e+300"},
      {"1e999", "1e+999"},
      {"-1e400", "-1e+999"},
      {"1.7976931348623157e308", "1.7976931348623157e+308"},
      {"123456789012345678", "123456789012345678"},
      {"1234567890123456789", "1234567890123456789"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    CHECK(canonical_of(c.text) == c.expected);
    CHECK(canonical(Value::number_text(c.text)) == c.expected);
    CHECK(canonical(Value::number(parse_number(c.text))) == c.expected);
  }
  CHECK(canonical(Value::real(std::numeric_limits<double>::quiet_NaN())) == "null");
  CHECK(canonical(Value::number_text("007")) == "7");
}

TEST_CASE("a text that is said to be canonical is") {
  for (const char* text :
       {"0", "5", "-17", "123456789012345678", "0.5", "-0.01", "12.25", "99999999999999.5"}) {
    CHECK(is_surely_canonical(text));
  }
  for (const char* text : {"-0", "1.0", "1.50", "0.0001", "1e5", "007", "00.5", "1.", ".5", "", "-", "1.5e3",
                           "1.2.3", "1234567890123456789", "123456789012345.67"}) {
    CAPTURE(text);
    CHECK_FALSE(is_surely_canonical(text));
  }
  CHECK(rc::check("texts of digits", [](uint64_t seed) {
    RandomValues random(seed);
    std::string text = random.below(2) == 0 ? "-" : "";
    for (size_t digits = 1 + random.below(9); digits > 0; --digits)
      text += static_cast<char>('0' + random.below(10));
    if (random.below(4) > 0) text += '.';
    for (size_t digits = random.below(10); digits > 0; --digits)
      text += static_cast<char>('0' + random.below(10));
    if (!is_surely_canonical(text)) return;
    const Number number = parse_number(text);
    RC_ASSERT(canonical(Value::number(number)) == text);
    std::string written;
    append_number(written, number);
    RC_ASSERT(written == text);
  }));
}

TEST_CASE("strings, arrays and objects that are equal have one text") {
  CHECK(canonical_of(R"("1")") == R"("1")");
  CHECK(canonical_of(R"("\u0061\/")") == R"("a/")");
  // DEL stands plain in one record and escaped in another.
  CHECK(canonical(Value::plain_string("\x7F")) == canonical_of(R"("\u007f")"));
  CHECK(canonical_of("true") == "true");
  CHECK(canonical_of("false") == "false");
  CHECK(canonical(Value()) == "null");
  CHECK(canonical_of(" [ 1.0 , [ ] , { } ] ") == "[1,[],{}]");
  CHECK(canonical_of(R"({"b":1,"a":[2.0],"b":3,"\u0061":4})") == R"({"a":[2],"b":1})");
  CHECK(canonical(Value::raw_object(R"({ "b" : 1, "a" : {"d":0, "c":-0 } })")) ==
        R"({"a":{"c":0,"d":0},"b":1})");
}

TEST_CASE("what is appended stays behind what was there") {
  std::string text = "x";
  append_canonical(text, Value::integer(1));
  append_canonical(text, Value::raw_array("[1, 2]"));
  CHECK(text == "x1[1,2]");
}

TEST_CASE("depth costs no stack") {
  const size_t depth = 10'000;
  std::string text(depth, '[');
  text.append(depth, ']');
  CHECK(canonical(Value::raw_array(text)) == text);
  Value value;
  for (int i = 0; i < 200'000; ++i) value = Value::array({value});
  CHECK(canonical(value).size() == 400'004);
}

Value raw(const Value& value, std::string& text) {
  append_json(text, value);
  return value.is_array() ? Value::raw_array(text) : value.is_object() ? Value::raw_object(text) : value;
}

// The members of all objects in another order; what counts of equal keys stays first.
Value shuffled(const Value& value) {
  if (value.is_array()) {
    std::vector<Value> items;
    for (const Value& item : value.items()) items.push_back(shuffled(item));
    return Value::array(std::move(items));
  }
  if (!value.is_object()) return value;
  std::vector<Value::Member> members;
  for (const auto& [key, member] : value.members()) {
    const auto is_key = [&, &k = key](const Value::Member& other) { return other.first.text() == k.text(); };
    if (std::none_of(members.begin(), members.end(), is_key)) members.emplace_back(key, shuffled(member));
  }
  std::reverse(members.begin(), members.end());
  return Value::object(std::move(members));
}

TEST_CASE("one text if and only if equal") {
  CHECK(rc::check("canonical", [](uint64_t seed) {
    RandomValues random(seed, Doubles::that_read_back);
    std::vector<Value> values;
    for (int i = 0; i < 12; ++i) values.push_back(random.value(3));
    for (const Value& a : values) {
      const std::string text = canonical(a);
      const auto back = parse(text);
      RC_ASSERT(back.ok());
      RC_ASSERT(compare(*back, a) == 0);
      RC_ASSERT(canonical(*back) == text);
      RC_ASSERT(canonical(shuffled(a)) == text);
      std::string memory;
      RC_ASSERT(canonical(raw(a, memory)) == text);
      for (const Value& b : values) RC_ASSERT((canonical(b) == text) == (compare(a, b) == 0));
    }
  }));
}

TEST_CASE("numbers: one text if and only if equal") {
  CHECK(rc::check("numbers", [](uint64_t seed) {
    RandomValues random(seed);
    std::vector<Value> values;
    for (int i = 0; i < 40; ++i) {
      const Number number = random.number();
      values.push_back(Value::number(number));
      values.push_back(Value::real(number.as_double()));  // equal or nearly
    }
    for (const Value& a : values) {
      for (const Value& b : values) RC_ASSERT((canonical(a) == canonical(b)) == (compare(a, b) == 0));
    }
  }));
}

}  // namespace
}  // namespace runnel::json
