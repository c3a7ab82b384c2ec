#include "expr/syntax/body.h"

#include "catch.h"
#include "expr/syntax/print.h"

namespace runnel::expr {

namespace {

// The entries as `name=value`, or `error: message`.
std::string parsed(std::string_view text, BareName bare = BareName::field) {
  const auto body = parse_body(text, bare);
  if (const auto* fault = std::get_if<Diagnostic>(&body)) return "error: " + fault->message;
  std::string out;
  for (const BodyEntry& entry : std::get<std::vector<BodyEntry>>(body)) {
    out += (out.empty() ? "" : "; ") + entry.name + "=" + print(*entry.value);
  }
  return out;
}

}  // namespace

TEST_CASE("an entry is named, or its name is seen") {
  CHECK(parsed("host, p: .req.path") == "host=.host; p=.req.path");
  CHECK(parsed(".a.b") == "b=.a.b");
  CHECK(parsed(".a[\"x y\"]") == "x y=.a.\"x y\"");
  CHECK(parsed("\"x y\": .a, $__loc__") == "x y=.a; =$__loc__");
  CHECK(parsed("\"x y\"") == "x y=.\"x y\"");
  CHECK(parsed("if, a: .if") == "if=.if; a=.if");
  CHECK(parsed("$x") == "x=$x");
  CHECK(parsed("a: .b | length, c: .d + 1,") == "a=.b | length; c=.d + 1");
  CHECK(parsed(".a + 1") == "=.a + 1");
}

TEST_CASE("where calls are meant a bare name is one") {
  CHECK(parsed("count, n: sum(.a; 1)", BareName::call) == "=count; n=sum(.a; 1)");
}

TEST_CASE("what is no body is said") {
  CHECK(parsed("").starts_with("error: expected an entry"));
  CHECK(parsed("a: ").starts_with("error: expected"));
  CHECK(parsed("a b").starts_with("error: "));
  CHECK(parsed("a: .x as $y | $y").starts_with("error: expected \",\""));
}

TEST_CASE("entries know where they stand") {
  const auto body = parse_body("host, p: .req.path", BareName::field);
  const auto& entries = std::get<std::vector<BodyEntry>>(body);
  CHECK(entries[1].span.begin == 6);
  CHECK(entries[1].span.end == 18);
  CHECK(entries[1].value->span.begin == 9);
}

}  // namespace runnel::expr
