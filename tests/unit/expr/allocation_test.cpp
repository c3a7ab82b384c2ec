// A predicate over scalars allocates nothing per record once it is warm. This file replaces the program's
// operator new with one that counts.
#include <atomic>
#include <cstdlib>
#include <new>
#include <string>

#include "../catch.h"
#include "expr/evaluator.h"
#include "json/validator.h"

namespace {
std::atomic<size_t> allocations{0};
}  // namespace

void* operator new(size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, size_t) noexcept {
  std::free(memory);
}

using namespace runnel;

namespace {

size_t allocations_for(std::string_view program, int records) {
  auto compiled = expr::Program::compile(program, {{"host", json::Value::owned_string("web-1")}});
  INFO(program);
  REQUIRE(std::holds_alternative<expr::Program>(compiled));
  expr::Evaluator evaluator(std::get<expr::Program>(compiled));
  std::string line =
      R"({"status":503,"host":"web-1","path":"/api/v1/caf\u00e9","ms":12.5,"t":"2026-11-22T12:00:00Z","geo":{"country":"FR"},"tags":["a","b"]})"
      "\n";
  const size_t size = line.size() - 1;
  line.append(json::kPadding, ' ');
  const auto run = [&](int times) {
    for (int i = 0; i < times; ++i) {
      const auto judgement = evaluator.test(line.data());
      if (judgement.answer == expr::Evaluator::Answer::failed) FAIL(evaluator.error_message());
      if (judgement.looked_at > line.data() + size) FAIL("looked beyond the line");
    }
  };
  run(10);
  const size_t before = allocations;
  run(records);
  return allocations - before;
}

}  // namespace

TEST_CASE("predicates over scalars allocate nothing per record") {
  for (const char* program : {
           ".status >= 500",
           ".status >= 500 and .host == $host",
           R"(.path =~ "^/api/v[0-9]+/")",
           R"(.path | test("^/API"; "i"))",
           R"(.path == "/api/v1/café")",
           R"((.path | ascii_downcase | startswith("/api")) and (.geo.country | length) == 2)",
           ".ms * 2 + 1 > 20 or (.missing // 0) < 1",
           R"x("\(.host):\(.status)" == "web-1:503")x",
           R"(if .status >= 500 then .ms > 10 elif .status == 404 then true else false end)",
           ".tags[1] == \"b\" and (.tags | length) == 2",
           "(.t | fromdate) > 1e9",
           ".status as $s | $s - 500 < 5",
           "(.geo | has(\"country\")) and (.status | tostring) == \"503\"",
       }) {
    CAPTURE(program);
    CHECK(allocations_for(program, 1000) == 0);
  }
}
