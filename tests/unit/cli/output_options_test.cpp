#include "cli/output_options.h"

#include "catch.h"

using namespace runnel;
using namespace runnel::cli;

namespace {

using Kind = format::OutputFormat::Kind;
using Words = std::vector<std::string>;

struct Parsed {
  CommandLine line;
  OutputOptions options;
  TimeOptions time;
  std::string error;

  explicit Parsed(const Words& words) {
    add_output_options(line, options);
    const auto operands = line.parse(words);
    if (!operands) {
      error = operands.error().message;
    } else if (const auto checked = check_output_options(options, time); !checked) {
      error = checked.error().message;
    }
  }
};

std::string raw_error(const Words& words) {
  const auto checked = check_raw_output(Parsed(words).options, RawOutput::yes);
  return checked ? "" : checked.error().message;
}

}  // namespace

TEST_CASE("without flags records are lines of JSON") {
  const Parsed none({});
  CHECK(none.error.empty());
  CHECK(none.options.kind() == Kind::ndjson);
  CHECK(none.options.is_json());
  CHECK(output_format(none.options, {}, "-") == format::OutputFormat{});
}

TEST_CASE("-o, --columns and --output-delimiter make a format") {
  const Parsed csv({"-o", "csv", "--columns", "b,\"x,y\"", "--output-delimiter", ";"});
  CHECK(csv.error.empty());
  CHECK(!csv.options.is_json());
  const format::OutputFormat wanted{.kind = Kind::csv, .delimiter = ';', .columns = {"b", "x,y"}};
  CHECK(output_format(csv.options, {}, "out.csv") == wanted);
  CHECK(Parsed({"--output-format=json"}).options.is_json());
  CHECK(output_format(Parsed({"-o", "table"}).options, {}, "out.txt").width == std::nullopt);
}

TEST_CASE("of several the last counts") {
  CHECK(Parsed({"-o", "csv", "-o", "text"}).options.kind() == Kind::text);
}

TEST_CASE("what does not go together is said") {
  CHECK(Parsed({"-o", "cvs"}).error ==
        "--output-format: 'cvs' is none of ndjson, json, csv, tsv, table, text, logfmt; did you mean csv?");
  CHECK(Parsed({"--columns", "a"}).error == "--columns is for -o csv, tsv and table; add one of them");
  CHECK(Parsed({"-o", "logfmt", "--columns", "a"}).error ==
        "--columns is for -o csv, tsv and table; in logfmt records have their own members");
  CHECK(Parsed({"--output-delimiter", ";"}).error ==
        "--output-delimiter is for -o csv; nothing else has cells");
  CHECK(Parsed({"-o", "tsv", "--output-delimiter", ";"}).error ==
        "--output-delimiter is for -o csv; in tsv it is the tab");
}

TEST_CASE("watermarks are lines of JSON") {
  TimeOptions time;
  time.emit_watermarks = 1;
  CHECK(check_output_options({}, time));
  const auto csv = check_output_options({.format = Kind::csv}, time);
  REQUIRE(!csv);
  CHECK(csv.error().message ==
        "--emit-watermarks writes lines of JSON among the records, which -o csv has no place for");
}

TEST_CASE("--raw-output is for formats in which strings are text or records lines of JSON") {
  CHECK(raw_error({}).empty());
  CHECK(raw_error({"-o", "text"}).empty());
  CHECK(raw_error({"-o", "csv"}) ==
        "--raw-output writes strings as text, and -o csv has its own way to write them");
  CHECK(check_raw_output(Parsed({"-o", "csv"}).options, RawOutput::no));
}

TEST_CASE("watermarks that are handed on are lines of JSON too") {
  TimeOptions time;
  CHECK(check_passed_watermarks({.format = Kind::csv}, time));
  time.watermarks = true;
  CHECK(check_passed_watermarks({}, time));
  CHECK(!check_passed_watermarks({.format = Kind::text}, time));
}
