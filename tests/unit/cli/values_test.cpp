#include "cli/values.h"

#include <optional>
#include <vector>

#include "catch.h"

using namespace runnel;
using namespace runnel::cli;

namespace {

// The message, or nothing where the value was taken.
std::string given(const FlagSetter& set, const std::string& text) {
  const std::vector<std::string> values{text};
  const Outcome outcome = set(values);
  return outcome ? std::string() : outcome.error().message;
}

}  // namespace

TEST_CASE("a setter keeps what is right and leaves its target alone otherwise") {
  uint64_t count = 7;
  CHECK(given(keep_count(count, 1, 10), "10").empty());
  CHECK(count == 10);
  CHECK(given(keep_count(count, 1, 10), "11") == "11 is too large; the most is 10");
  CHECK(given(keep_count(count, 1, 10), "0") == "0 is too small; the least is 1");
  CHECK(given(keep_count(count, 1, 10), "ten") == "'ten' is not a whole number");
  CHECK(count == 10);
}

TEST_CASE("targets may be absent before") {
  std::optional<uint64_t> size;
  CHECK(given(keep_size(size, 1), "2K").empty());
  CHECK(size == 2048);
  std::optional<int64_t> duration;
  CHECK(given(keep_duration(duration, 0), "-1s") == "-1s is too short; it must not be negative");
  CHECK(!duration);
  CHECK(given(keep_duration(duration, kNoLeast), "-1s").empty());
  CHECK(duration == -1'000'000'000);
}

TEST_CASE("a duration is endless only where that is legal") {
  int64_t duration = 0;
  CHECK(given(keep_duration(duration, 0), "inf") ==
        "'inf' is not a duration; a duration is 500ms, 5s, 1h30m, 2d");
  CHECK(given(keep_duration(duration, 0, Endless::allowed), "inf").empty());
  CHECK(duration == kEndless);
  CHECK(given(keep_duration(duration, 0, Endless::allowed), "soon") ==
        "'soon' is not a duration; a duration is 500ms, 5s, 1h30m, 2d, or inf");
  CHECK(given(keep_duration(duration, 1), "0s") == "0s is too short; it must be above 0");
  CHECK(given(keep_duration(duration, 0), "5") == "'5' has no unit; write 5s, 5m, 5h or 5d");
}

TEST_CASE("a name is UTF-8") {
  std::optional<std::string> name;
  CHECK(given(keep_name(name), "a\xff") == "the value is not UTF-8, as a name in JSON must be");
  CHECK(!name);
  CHECK(given(keep_name(name), "\xc3\xbc \" {").empty());
  CHECK(name == "\xc3\xbc \" {");
}
