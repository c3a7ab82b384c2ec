#include "base/module.h"

#include "catch.h"

using namespace runnel;

TEST_CASE("a module that is not there is said, with what needs it") {
  const auto module = Module::load("none-such.so", "--flag", ErrorKind::sink);
  REQUIRE_FALSE(module);
  CHECK(module.error().kind == ErrorKind::sink);
  CHECK_THAT(module.error().message,
             Catch::EndsWith("/../lib/runnel/none-such.so: is not there, and --flag needs it"));
}
