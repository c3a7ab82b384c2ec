#include "cli/profile/texts.h"

#include <cmath>
#include <limits>

#include "base/quantity.h"
#include "catch.h"
#include "op/stats/summaries.h"

using namespace runnel;
using namespace runnel::cli;

TEST_CASE("counts are short from a hundred thousand on") {
  CHECK(count_text(0) == "0");
  CHECK(count_text(99'999) == "99999");
  CHECK(count_text(100'000) == "100k");
  CHECK(count_text(999'499) == "999k");
  CHECK(count_text(999'500) == "1.00M");
  CHECK(count_text(1'234'567) == "1.23M");
  CHECK(count_text(std::numeric_limits<uint64_t>::max()) == "18.4E");
}

TEST_CASE("none and all are said of none and all only") {
  CHECK(percent_text(0, 5) == "0 %");
  CHECK(percent_text(5, 5) == "100 %");
  CHECK(percent_text(1, 1'000'000) == "<0.1 %");
  CHECK(percent_text(999'999, 1'000'000) == "99.9 %");
  CHECK(percent_text(uint64_t{1} << 62, (uint64_t{1} << 62) + 1) == "99.9 %");
  CHECK(percent_text(1, 3) == "33 %");
  CHECK(percent_text(1, 12) == "8.3 %");
  CHECK(percent_text(0, 0) == "0 %");
}

TEST_CASE("numbers have the digits that matter") {
  CHECK(number_text(0.0) == "0");
  CHECK(number_text(-17.0) == "-17");
  CHECK(number_text(0.123456) == "0.1235");
  CHECK(number_text(1234.5) == "1234");
  CHECK(number_text(123456.7) == "123457");
  CHECK(number_text(1e300) == "1e+300");
  CHECK(number_text(1.7e-9) == "1.7e-09");
  CHECK(number_text(json::Number::integer(1'234'567'890)) == "1234567890");
  CHECK(number_text(json::Number::integer(-1'234'567'890)) == "-1234567890");
  CHECK(number_text(json::Number::integer(12'345'678'901)) == "1.235e+10");
  CHECK(number_text(json::Number::integer(12'345'678), 7) == "1.235e+07");
  CHECK(number_text(json::Number::unsigned_integer(std::numeric_limits<uint64_t>::max()), 20) ==
        "18446744073709551615");
}

TEST_CASE("rates have three digits at least") {
  CHECK(rate_text(0) == "0/s");
  CHECK(rate_text(0.2666) == "0.267/s");
  CHECK(rate_text(99.96) == "100/s");
  CHECK(rate_text(123456.7) == "123457/s");
}

TEST_CASE("lengths of time have about three digits, and can be read back") {
  CHECK(duration_text(0) == "0s");
  CHECK(duration_text(12) == "12ns");
  CHECK(duration_text(1'234'567) == "1.2ms");
  CHECK(duration_text(1'512'345'678) == "1.51s");
  CHECK(duration_text(1'512'345'678, Rounding::up) == "1.52s");
  CHECK(duration_text(1'510'000'000, Rounding::up) == "1.51s");
  CHECK(duration_text(3'612'345'678'901) == "1h12s");
  for (int64_t length = 1; length > 0 && length < INT64_MAX / 3; length = length * 3 + 1) {
    const auto up = parse_duration(duration_text(length, Rounding::up));
    const auto near = parse_duration(duration_text(length));
    REQUIRE((up.has_value() && near.has_value()));
    CHECK(*up >= length);
    CHECK(static_cast<double>(*up - length) <= static_cast<double>(length) * 0.1);
    CHECK(std::fabs(static_cast<double>(*near - length)) <= static_cast<double>(length) * 0.05);
  }
}

TEST_CASE("times are said to the millisecond") {
  CHECK(moment_text(1'700'000'000'123'456'789) == "2023-11-14T22:13:20.123Z");
  CHECK(moment_text(-1) == "1969-12-31T23:59:59.999Z");
  CHECK(moment_text(0) == "1970-01-01T00:00:00Z");
}

TEST_CASE("strings are bare where nothing else looks like them") {
  CHECK(scalar_text("\"GET\"") == "GET");
  CHECK(scalar_text("\"/a/b.html?c=1\"") == "/a/b.html?c=1");
  CHECK(scalar_text("\"10.0.0.1\"") == "10.0.0.1");
  for (const char* json : {"\"\"", "\"1\"", "\"-1.5e3\"", "\"true\"", "\"null\"", "\"a b\"", "\"a,b\"",
                           "\"[]\"", "\"a\\nb\"", "\"nan\""}) {
    CHECK(scalar_text(json) == json);
  }
  CHECK(scalar_text("12.50") == "12.50");
  CHECK(scalar_text("true") == "true");
}

TEST_CASE("the share of a value, and whether it is certain") {
  CHECK(share_text({"\"a\"", false, 30, 0}, 40) == "75 %");
  CHECK(share_text({"1", false, 30, 2}, 40) == "~75 %");
}

TEST_CASE("the key of a profile") {
  op::ProfileSummary profile;
  CHECK(key_text(profile) == "");
  profile.key = {{"host", "\"web-01\""}, {"path", "\"a b\""}};
  CHECK(key_text(profile) == "host=web-01 path=\"a b\"");
  profile.key.clear();
  profile.is_other = true;
  CHECK(key_text(profile) == "all other keys");
}

TEST_CASE("what the values of a field are") {
  op::FieldSummary field = op::number_field(".a", {{1, 3}});
  CHECK(type_text(field) == "integer");
  field.number->whole = 2;
  CHECK(type_text(field) == "number");
  field.nulls = 1;
  field.count = 5;
  field.booleans = 1;
  CHECK(type_text(field) == "number 75 %");
  CHECK(short_type_text(field) == "number+");
  CHECK(types_text(field) == "number 60 %, boolean 20 %, null 20 %");

  op::FieldSummary text = op::string_field(".s", {{"\"abc\"", false, 4, 0}});
  CHECK(type_text(text) == "string");
  text.string->kinds = {};
  text.string->kinds[static_cast<size_t>(TextKind::uuid)] = 4;
  CHECK(type_text(text) == "uuid");
  text.string->kinds[static_cast<size_t>(TextKind::uuid)] = 1;
  text.string->kinds[static_cast<size_t>(TextKind::number)] = 3;
  CHECK(types_text(text) == "\"number\" 75 %, uuid 25 %");

  op::FieldSummary null;
  null.count = null.nulls = 2;
  CHECK(type_text(null) == "null");
  CHECK(short_type_text(null) == "null");
  op::FieldSummary map;
  map.count = map.objects = 2;
  map.is_map = true;
  CHECK(type_text(map) == "map");
}
