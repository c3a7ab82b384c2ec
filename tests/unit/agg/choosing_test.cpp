#include <rapidcheck.h>
#include <algorithm>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "../catch.h"
#include "../json/random_value.h"
#include "agg/kept_value.h"
#include "group.h"
#include "json/writer.h"

namespace runnel::agg {
namespace {

using json::Value;

std::string written(const Value& value) {
  std::string text;
  json::append_json(text, value);
  return text;
}

TEST_CASE("least and greatest in jq's order, as they came") {
  CHECK(result_of("min", "") == "null");
  CHECK(result_of("min", "3\n2.50\n9") == "2.50");
  CHECK(result_of("max", "3\n2.50\n9") == "9");
  CHECK(result_of("min", "\"b\"\n\"a\"\n[0]") == "\"a\"");
  CHECK(result_of("max", "\"b\"\n{\"a\":1}\n[0]\n7") == R"({"a":1})");
  CHECK(result_of("min", "true\nfalse\nnull\n0") == "false");
  CHECK(result_of("max", "1e3\n999") == "1e3");
  CHECK(result_of("max", "1234567890123456789012345678901234567890\n5") ==
        "1234567890123456789012345678901234567890");
  CHECK(result_of("min", "9223372036854775807\n9223372036854775808") == "9223372036854775807");
  CHECK(result_of("max", "9223372036854775807\n9223372036854775808") == "9223372036854775808");
  CHECK(result_of("min", "-0") == "-0");
  // The first of the least, the last of the greatest, as jq's min and max.
  CHECK(result_of("min", "1\n1.0") == "1");
  CHECK(result_of("max", "1\n1.0") == "1.0");
  CHECK(result_of("max", "1.0\n1") == "1");
  CHECK(result_of("max", R"({"a":1,"b":2})"
                         "\n"
                         R"({ "b":2, "a":1.0 })") == R"({"b":2,"a":1.0})");
  CHECK(result_of("min", "\"abcdefghijklmnopqrstuvwxyz\"\n\"abcdefghijklmnopqrstuvwxy\"") ==
        "\"abcdefghijklmnopqrstuvwxy\"");
}

TEST_CASE("not-a-number is skipped, infinities are written as JSON can") {
  const Value nan = Value::real(std::numeric_limits<double>::quiet_NaN());
  const Value infinity = Value::real(std::numeric_limits<double>::infinity());
  for (const char* name : {"min", "max", "first", "last", "top", "collect"}) {
    const std::string_view function = name;
    CAPTURE(function);
    const auto aggregate = function == "top" || function == "collect" ? make(name, {"3"}) : make(name);
    Context context;
    Group group(*aggregate, context);
    CHECK(group.add(nan).result() == "null");
    group.add(infinity).add(nan);
    CHECK(group.result().find("1.7976931348623157e+308") != std::string::npos);
  }
  Context context;
  const auto distinct = make("count_distinct");
  Group group(*distinct, context);
  CHECK(group.add(nan).add(infinity).result() == "1");
}

TEST_CASE("first and last go by time, then by arrival") {
  const auto first = make("first");
  const auto last = make("last");
  Context context;
  Group a(*first, context);
  Group b(*last, context);
  CHECK(a.result() == "null");
  const auto add = [&](std::string_view value, int64_t time) {
    a.add_json(value, time);
    b.add_json(value, time);
  };
  add("\"five\"", 5);
  CHECK(a.result() == "\"five\"");
  add("\"five again\"", 5);
  CHECK(a.result() == "\"five\"");
  CHECK(b.result() == "\"five again\"");
  add("-5", -5);
  CHECK(a.result() == "-5");
  CHECK(b.result() == "\"five again\"");
  add("[1, 2, 3, 4, 5, 6, 7, 8, 9]", 5);
  add("null", 6);
  CHECK(b.result() == "[1,2,3,4,5,6,7,8,9]");
  add("0.0", std::numeric_limits<int64_t>::min());
  CHECK(a.result() == "0.0");
}

TEST_CASE("collect keeps the first values as they came") {
  const auto three = make("collect", {"3"});
  Context context;
  Group group(*three, context);
  CHECK(group.result() == "null");
  CHECK(group.add_json("1.0").result() == "[1.0]");
  CHECK(group.add_json("\"a\\nb\"\nnull\n{ \"a\" : [ ] }\n4").result() == R"([1.0,"a\nb",{"a":[]}])");
  Group more(*three, context);
  CHECK(more.add_json("5").merge(group).result() == R"([5,1.0,"a\nb"])");
  CHECK(more.merge(group).result() == R"([5,1.0,"a\nb"])");
}

// What a kept value gives is what was set, written as it came.
TEST_CASE("kept values") {
  CHECK(rc::check("kept", [](uint64_t seed) {
    json::RandomValues random(seed, json::Doubles::that_read_back);
    Context context;
    KeptValue kept;
    for (int i = 0; i < 20; ++i) {
      const Value value = random.value(2);
      kept.set(context, value);
      RC_ASSERT(written(kept.view()) == written(value));
      RC_ASSERT(json::compare(kept.view(), value) == 0);
      const std::string text = written(value);
      Arena arena;
      kept.set(context, json::borrow(text, arena));
      // DEL is written as an escape where a record has it plain.
      if (text.find('\x7F') == std::string::npos) RC_ASSERT(written(kept.view()) == text);
      ByteWriter out;
      kept.save(out);
      ByteReader in(out.bytes());
      KeptValue loaded;
      loaded.load(context, in);
      RC_ASSERT((in.ok() && in.at_end()));
      RC_ASSERT(written(loaded.view()) == written(kept.view()));
      loaded.destroy(context);
    }
    kept.destroy(context);
    RC_ASSERT(context.heap_bytes == 0);
  }));
}

TEST_CASE("numbers keep their text unless it would be written so anyway") {
  for (const char* text : {"0",
                           "-0",
                           "0.0",
                           "1.0",
                           "1.50",
                           "1e5",
                           "1E5",
                           "0.001",
                           "0.0001",
                           "0.00001",
                           "-0.5",
                           "12.5",
                           "123456789012345678",
                           "-123456789012345678",
                           "1234567890123456789",
                           "0.1234567890123456",
                           "99999999999999.5",
                           "12345678901234.56789",
                           "1e-400",
                           "100000000000000000000",
                           "0.05",
                           "-1.25e-10",
                           "999999999999999999.5"}) {
    CAPTURE(text);
    Context context;
    KeptValue kept;
    kept.set(context, Value::number_text(text));
    CHECK(written(kept.view()) == text);
    kept.destroy(context);
  }
}

TEST_CASE("little values take no heap") {
  Context context;
  KeptValue kept;
  for (const Value& value :
       {Value::string("fourteen bytes"), Value::integer(-5), Value::number_text("1.5000000"),
        Value::raw_array("[1,2, 3]"), Value::boolean(true)}) {
    kept.set(context, value);
    CHECK(context.heap_bytes == 0);
  }
  kept.set(context, Value::string("fifteen bytes !"));
  CHECK(context.heap_bytes == 15);
  kept.set(context, Value::string("twenty bytes in all!"));
  CHECK(context.heap_bytes == 20);
  kept.set(context, Value::integer(1));
  CHECK(context.heap_bytes == 0);
}

}  // namespace
}  // namespace runnel::agg
