#include "cli/time_hint.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "catch.h"

using namespace runnel::cli;

namespace {

// The field, and its format behind a blank; `-` for none.
std::string field(std::string_view line) {
  const auto found = find_time_field(line);
  if (!found.has_value()) return "-";
  return found->format.empty() ? found->path : found->path + ' ' + found->format;
}

}  // namespace

TEST_CASE("a name that says time is before one that does not") {
  CHECK(field(R"({"ts":"2026-11-22T10:00:00Z"})") == ".ts");
  CHECK(field(R"({"expires":"2027-01-01T00:00:00Z","ts":1795305600})") == ".ts");
  CHECK(field(R"({"seen":"2027-01-01T00:00:00Z","n":1})") == ".seen");
  CHECK(field(R"({"created_at":"2026-11-22T10:00:00Z","timestamp":"2026-11-22T10:00:01Z"})") == ".timestamp");
  CHECK(field(R"({"update_time":"2026-11-22T10:00:00Z","seen":"2026-11-22T10:00:00Z"})") == ".update_time");
  CHECK(field(R"({"Time":"2026-11-22T10:00:00Z"})") == ".Time");
}

TEST_CASE("numbers need such a name, and the size of a time of this century") {
  CHECK(field(R"({"id":1795305600,"t":1795305600123})") == ".t");
  CHECK(field(R"({"id":1795305600})") == "-");
  CHECK(field(R"({"time":12.5})") == "-");
  CHECK(field(R"({"time":1795305600.25})") == ".time");
  CHECK(field(R"({"time":1795305600000000000})") == ".time");
  CHECK(field(R"({"ts":"1795305600"})") == ".ts");
  CHECK(field(R"({"phone":"1795305600"})") == "-");
}

TEST_CASE("also inside of objects, but what lies less deep comes first") {
  CHECK(field(R"({"a":{"ts":"2026-11-22T10:00:00Z"}})") == ".a.ts");
  CHECK(field(R"({"a":{"ts":1795305600},"date":"2026-11-22T10:00:00Z"})") == ".date");
  CHECK(field(R"({"a":{"ts":1795305600},"b":"2026-11-22T10:00:00Z"})") == ".a.ts");
  CHECK(field(R"({"a":[{"ts":1795305600}]})") == "-");
}

TEST_CASE("names that are no words are in quotes") {
  CHECK(field(R"({"@timestamp":"2026-11-22T10:00:00Z"})") == R"(."@timestamp")");
  CHECK(field(R"({"log time":"2026-11-22T10:00:00Z"})") == R"(."log time")");
}

TEST_CASE("other common forms need a format") {
  CHECK(field(R"({"time_local":"18/May/2015:03:05:23 +0000"})") == ".time_local %d/%b/%Y:%H:%M:%S %z");
  CHECK(field(R"({"Date":"Sun, 22 Nov 2026 10:00:00 +0100"})") == ".Date %a, %d %b %Y %H:%M:%S %z");
  CHECK(field(R"({"when":"Sun Nov 22 10:00:00 2026"})") == ".when %a %b %d %H:%M:%S %Y");
}

TEST_CASE("nothing looks like a time") {
  for (const char* line : {"", "{}", "[1795305600]", R"({"ts":null})", R"({"ts":)", "1795305600",
                           R"({"text":"noon","time":true})"}) {
    CHECK(field(line) == "-");
  }
}

TEST_CASE("the note names the first input that is a plain file") {
  const auto folder = std::filesystem::temp_directory_path() / ("hint-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const auto file = [&](const char* name, const char* content) {
    std::ofstream(folder / name) << content;
    return (folder / name).string();
  };
  const std::string with = file("with", "not json\n{\"n\":1}\n{\"ts\":\"2026-11-22T10:00:00Z\"}\n");
  const std::string without = file("without", "{\"n\":1}");
  const std::string empty = file("empty", "");
  using Inputs = std::vector<std::string>;
  const std::string is_plain =
      " is a plain file, and without -t its records count by the time at which they are read";
  CHECK(time_hint(InputFormats({}, Inputs{with, without})) ==
        with + is_plain + "; -t .ts looks like their time");
  CHECK(time_hint(InputFormats({}, Inputs{"/dev/null", without})) ==
        without + is_plain + "; -t EXPR says what their own time is, as in -t .ts");
  CHECK(time_hint(InputFormats({}, Inputs{empty})) == std::nullopt);
  CHECK(time_hint(InputFormats({}, Inputs{"/dev/null"})) == std::nullopt);
  CHECK(time_hint(InputFormats({}, Inputs{(folder / "absent").string()})) == std::nullopt);
  const auto found = time_of_files(InputFormats({}, Inputs{"/dev/null", empty, with}));
  REQUIRE(found);
  CHECK((found->name == empty && found->is_empty && !found->field));
  CHECK(flags_of(*time_of_files(InputFormats({}, Inputs{with}))->field) == "-t .ts");
  CHECK(!time_of_files(InputFormats({}, Inputs{"/dev/null"})));
  std::filesystem::remove_all(folder);
}

TEST_CASE("a field as flags has its format, quoted") {
  CHECK(flags_of({.path = ".\"a b\"", .format = "%d %b"}) == "-t '.\"a b\"' --time-format '%d %b'");
}
