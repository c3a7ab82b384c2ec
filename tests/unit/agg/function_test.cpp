#include "agg/function.h"

#include <set>
#include <string>
#include <utility>

#include "../catch.h"
#include "base/arena.h"
#include "group.h"

namespace runnel::agg {
namespace {

using json::Value;

// A call as the examples have it: name, name(.field), name(.field; constant), name(.field >= number).
struct Call {
  std::string name;
  std::string field;
  std::vector<Value> constants;
  Value least;  // of `>= number`
};

Call read_call(std::string_view text) {
  Call call;
  const size_t open = text.find('(');
  call.name = text.substr(0, open);
  if (open == text.npos) return call;
  REQUIRE(text.back() == ')');
  std::string_view inside = text.substr(open + 1, text.size() - open - 2);
  if (const size_t semicolon = inside.find("; "); semicolon != inside.npos) {
    call.constants.push_back(*json::parse(inside.substr(semicolon + 2)));
    inside = inside.substr(0, semicolon);
  }
  if (const size_t comparison = inside.find(" >= "); comparison != inside.npos) {
    call.least = *json::parse(inside.substr(comparison + 4));
    inside = inside.substr(0, comparison);
  }
  REQUIRE(inside.starts_with('.'));
  call.field = inside.substr(1);
  return call;
}

Value field_of(const Value& record, std::string_view name) {
  for (const auto& [key, value] : record.members()) {
    if (key.text() == name) return value;
  }
  return {};
}

TEST_CASE("every function is found, once, and says what it does") {
  std::set<std::pair<std::string_view, int>> seen;
  for (const auto& family : function_families()) {
    CHECK_FALSE(family.empty());
    for (const Function& function : family) {
      CAPTURE(function.name, function.arity);
      CHECK(seen.emplace(function.name, function.arity).second);
      CHECK(find_function(function.name, function.arity) == &function);
      CHECK(function.synopsis.starts_with(function.name));
      CHECK(function.help.ends_with('.'));
      CHECK(function.make != nullptr);
    }
  }
  CHECK(seen.size() == 26);
  CHECK(find_function("cuont", 0) == nullptr);
  CHECK(find_function("count", 2) == nullptr);
}

// The input of an example is a window of one minute that begins at 0: `t` is in seconds.
TEST_CASE("examples give their output") {
  constexpr int64_t kSecond = 1'000'000'000;
  for (const auto& family : function_families()) {
    for (const Function& function : family) {
      CAPTURE(function.example);
      const Call call = read_call(function.example);
      CHECK(call.name == function.name);
      std::string message;
      const auto aggregate = function.make(call.constants, message);
      REQUIRE(aggregate != nullptr);
      Context context;
      Group group(*aggregate, context);
      std::string_view lines = function.input;
      while (!lines.empty()) {
        const size_t end = std::min(lines.find('\n'), lines.size());
        const Value record = *json::parse(lines.substr(0, end));
        Value value = field_of(record, call.field);
        if (!call.least.is_null()) value = Value::boolean(json::compare(value, call.least) >= 0);
        const int64_t seconds = field_of(record, "t").number().i;
        CHECK((seconds >= 0 && seconds < 60));
        group.add(value, seconds * kSecond);
        lines.remove_prefix(std::min(end + 1, lines.size()));
      }
      CHECK(group.result(60 * kSecond) == function.output);
      CHECK_FALSE(group.is_approximate());
    }
  }
}

TEST_CASE("constants that are wrong are said") {
  struct Case {
    const char* name;
    const char* constant;
    const char* message;
  };
  const Case cases[] = {
      {"quantile", "1.5", "q is a number from 0 to 1, not 1.5"},
      {"quantile", "-0.1", "q is a number from 0 to 1, not -0.1"},
      {"quantile", "\"0.5\"", "q is a number from 0 to 1, not \"0.5\""},
      {"quantile", "null", "q is a number from 0 to 1, not null"},
      {"top", "0", "k is a whole number from 1 to 10000, not 0"},
      {"top", "2.5", "k is a whole number from 1 to 10000, not 2.5"},
      {"top", "1e9", "k is a whole number from 1 to 10000, not 1e9"},
      {"collect", "[]", "n is a whole number from 1 to 1000000, not []"},
      {"collect", "-1", "n is a whole number from 1 to 1000000, not -1"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name, c.constant);
    const Value constant = *json::parse(c.constant);
    std::string message;
    CHECK(find_function(c.name, 2)->make({&constant, 1}, message) == nullptr);
    CHECK(message == c.message);
  }
  for (const char* right : {"0", "1", "0.5", "1e-300", "1.0"}) {
    const Value constant = *json::parse(right);
    std::string message;
    CHECK(find_function("quantile", 2)->make({&constant, 1}, message) != nullptr);
    CHECK(message.empty());
  }
}

TEST_CASE("states take the bytes that are promised") {
  struct Case {
    const char* name;
    int arity;
    size_t size;
    bool flat;
  };
  const Case cases[] = {
      {"count", 0, 8, true}, {"count", 1, 8, true},       {"rate", 0, 8, true},
      {"any", 1, 8, true},   {"every", 1, 8, true},       {"sum", 1, 40, true},
      {"avg", 1, 40, true},  {"var", 1, 24, true},        {"p99", 1, 16, false},
      {"min", 1, 16, false}, {"first", 1, 24, false},     {"distinct", 1, 8, false},
      {"max", 1, 16, false}, {"histogram", 1, 40, false}, {"count_distinct", 1, 8, false},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    std::string message;
    const auto aggregate = find_function(c.name, c.arity)->make({}, message);
    CHECK(aggregate->state_size() == c.size);
    CHECK(aggregate->is_flat() == c.flat);
  }
}

}  // namespace
}  // namespace runnel::agg
