#include "op/stats/write_json.h"

#include <limits>

#include "catch.h"
#include "json/parse.h"
#include "op/stats/summaries.h"

using namespace runnel;
using namespace runnel::op;

namespace {

std::string record_of(const ProfileSummary& profile, const FieldChoice& choice = {}) {
  std::string out;
  append_profile_json(out, profile, choice);
  CHECK(json::parse(out).ok());
  return out;
}

TimeSummary a_time() {
  TimeSummary time;
  time.first = 1'700'000'000'000'000'000;
  time.last = time.first + 2'500'000'000;
  time.rate = 2.0;
  time.rate_1s = 3;
  time.rate_10s = 0.5;
  time.rate_1m = 0.125;
  time.silence = {time.first, time.first + 1'250'000'000};
  time.out_of_order = 2;
  time.lateness_max = 1'500'000'000;
  time.lateness_p99 = 1'000'001;
  return time;
}

}  // namespace

TEST_CASE("an empty stream has no fields and no time") {
  CHECK(record_of({}) == "{\"records\":0,\"bytes\":0,\"bad\":0,\"fields\":{}}\n");
}

TEST_CASE("the stream's own figures") {
  ProfileSummary profile;
  profile.records = 6;
  profile.bytes = 120;
  profile.bad = 1;
  profile.fields_left_out = 9;
  profile.time = a_time();
  CHECK(record_of(profile) ==
        R"({"records":6,"bytes":120,"bad":1,)"
        R"("time":{"first":"2023-11-14T22:13:20Z","last":"2023-11-14T22:13:22.500Z","rate":2,)"
        R"("rate_1s":3,"rate_10s":0.5,"rate_1m":0.125,)"
        R"("silence":{"seconds":1.25,"from":"2023-11-14T22:13:20Z","to":"2023-11-14T22:13:21.250Z"},)"
        R"("out_of_order":2,"lateness_max":1.5,"lateness_p99":0.001000001},"fields":{},"fields_left_out":9})"
        "\n");
}

TEST_CASE("by the clock nothing is out of order, and one moment has no rate") {
  ProfileSummary profile;
  profile.records = 1;
  profile.time = a_time();
  profile.time->by_clock = true;
  profile.time->rate.reset();
  profile.time->silence.reset();
  CHECK(record_of(profile).find(R"("time":{"by_clock":true,"first":"2023-11-14T22:13:20Z",)"
                                R"("last":"2023-11-14T22:13:22.500Z","rate":null,"rate_1s":3,"rate_10s":0.5,)"
                                R"("rate_1m":0.125,"silence":null},"fields")") != std::string::npos);
}

TEST_CASE("the longest silence may be longer than int64 nanoseconds") {
  ProfileSummary profile;
  profile.time = a_time();
  profile.time->silence = {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()};
  CHECK(record_of(profile).find("\"seconds\":18446744073.709553,") != std::string::npos);
}

TEST_CASE("a profile of a key, and of a period") {
  ProfileSummary profile;
  profile.key = {{"host", "\"web-01\""}, {"odd \"name\"", "[1,null]"}};
  profile.until = 1'700'000'000'000'000'000;
  profile.is_final = false;
  CHECK(record_of(profile) ==
        R"({"by":{"host":"web-01","odd \"name\"":[1,null]},"until":"2023-11-14T22:13:20Z","final":false,)"
        R"("records":0,"bytes":0,"bad":0,"fields":{}})"
        "\n");
  ProfileSummary other;
  other.is_other = true;
  other.until = profile.until;
  CHECK(
      record_of(other) ==
      R"({"other":true,"until":"2023-11-14T22:13:20Z","final":true,"records":0,"bytes":0,"bad":0,"fields":{}})"
      "\n");
}

TEST_CASE("a field of numbers") {
  FieldSummary field = number_field(".ms", {{-3, 1}, {0, 1}, {3, 2}});
  field.places = 8;
  field.nulls = 1;
  field.count = 5;
  field.number->stddev = 2.5;
  field.top = {{"3", false, 2, 0}};
  ProfileSummary profile;
  profile.fields = {field};
  CHECK(
      record_of(profile) ==
      R"({"records":0,"bytes":0,"bad":0,"fields":{".ms":{"count":5,"presence":0.625,"nulls":1,)"
      R"("types":{"null":1,"number":4},"distinct":3,"distinct_error":0,)"
      R"("number":{"count":4,"whole":4,"min":-3,"max":3,"sum":3,"mean":0.75,"stddev":2.5,)"
      R"("p1":-3,"p5":-3,"p25":-3,"p50":0,"p75":3,"p95":3,"p99":3,"p999":3,"quantile_error":0,)"
      R"("histogram":[{"from":-5,"to":-2,"count":1},{"from":0,"to":0,"count":1},{"from":2,"to":5,"count":2}]},)"
      R"("top":[{"value":3,"count":2,"error":0}]}}})"
      "\n");
}

TEST_CASE(
    "numbers keep their digits, and those beyond a double are the "
    "largest one") {
  FieldSummary field = number_field(".n", {{1, 1}, {1e300, 1}});
  field.number->min = json::Number::integer(-9'223'372'036'854'775'807);
  field.number->max = json::Number::unsigned_integer(18'446'744'073'709'551'615u);
  field.number->sum = std::numeric_limits<double>::infinity();
  ProfileSummary profile;
  profile.fields = {field};
  const std::string record = record_of(profile);
  CHECK(record.find(
            R"("min":-9223372036854775807,"max":18446744073709551615,"sum":1.7976931348623157e+308,)") !=
        std::string::npos);
  CHECK(record.find(R"("stddev":null,)") != std::string::npos);
}

TEST_CASE("quantiles of a sketch are never beyond the least and the largest number") {
  FieldSummary field = number_field(".n", {{99, 1}, {101, 1}});
  field.number->min = json::Number::integer(100);
  field.number->max = json::Number::real(100.5);
  field.number->error = 0.01;
  ProfileSummary profile;
  profile.fields = {field};
  const std::string record = record_of(profile);
  CHECK(record.find(R"("p1":100,)") != std::string::npos);
  CHECK(record.find(R"("p999":100.5,"quantile_error":0.01,)") != std::string::npos);
}

TEST_CASE("a field of strings") {
  FieldSummary field = string_field(".\"a\\\"b\"", {{"\"GET\"", false, 3, 1}, {"\"PO\\u0000\"", true, 1, 0}});
  field.string->kinds = {};
  field.string->kinds[static_cast<size_t>(TextKind::time)] = 3;
  field.string->kinds[static_cast<size_t>(TextKind::other)] = 1;
  field.string->empty = 0;
  field.string->min = "A\nB";
  field.string->max = "\xC3";  // cut in the middle of a character
  field.string->least_length = 3;
  field.string->most_length = 4;
  field.string->mean_length = 3.25;
  field.distinct = 2000;
  field.distinct_error = 0.0081;
  field.top_floor = 7;
  ProfileSummary profile;
  profile.fields = {field};
  CHECK(
      record_of(profile) ==
      R"({"records":0,"bytes":0,"bad":0,"fields":{".\"a\\\"b\"":{"count":4,"presence":1,"nulls":0,)"
      R"("types":{"string":4},"distinct":2000,"distinct_error":0.0081,)"
      R"("string":{"count":4,"empty":0,"min_length":3,"max_length":4,"mean_length":3.25,)"
      R"("min":"A\nB","max":"�","kinds":{"other":1,"time":3}},)"
      R"("top":[{"value":"GET","count":3,"error":1},{"value":"PO\u0000","count":1,"error":0,"cut":true}],"top_floor":7}}})"
      "\n");
}

TEST_CASE(
    "what has no scalars has no distinct values, what has no places no "
    "presence") {
  FieldSummary field;
  field.path = ".tags";
  field.count = 4;
  field.arrays = 2;
  field.objects = 1;
  field.nulls = 1;
  field.array = ArraySummary{2, 0, 1'000'000, 500'000};
  field.is_map = true;
  ProfileSummary profile;
  profile.fields = {field};
  CHECK(record_of(profile) ==
        R"({"records":0,"bytes":0,"bad":0,"fields":{".tags":{"count":4,"nulls":1,)"
        R"("types":{"null":1,"array":2,"object":1},)"
        R"("array":{"count":2,"min_length":0,"max_length":1000000,"mean_length":500000},"map":true}}})"
        "\n");
}

TEST_CASE("booleans have values, and neither numbers nor strings") {
  FieldSummary field;
  field.path = ".ok";
  field.count = field.booleans = 2;
  field.distinct = 1;
  ProfileSummary profile;
  profile.fields = {field};
  CHECK(
      record_of(profile).find(
          R"(".ok":{"count":2,"nulls":0,"types":{"boolean":2},"distinct":1,"distinct_error":0,"top":[]})") !=
      std::string::npos);
}

TEST_CASE("the fields that are wanted") {
  ProfileSummary profile;
  profile.fields = {number_field(".a", {{1, 1}}), number_field(".b", {{2, 1}})};
  FieldChoice choice({"b", ".latency", ".c"});
  const std::string record = record_of(profile, choice);
  CHECK(record.find("\".a\"") == std::string::npos);
  CHECK(record.find("\".b\"") != std::string::npos);
  const std::vector<std::string> fields{".a", ".b", ".latency_ms", ".latenci"};
  const auto missing = choice.missing(fields);
  REQUIRE(missing.size() == 2);
  CHECK(missing[0].path == ".latency");
  CHECK(missing[0].nearest == ".latenci");
  CHECK(missing[1].path == ".c");
  CHECK(missing[1].nearest == "");
}

TEST_CASE("a record a field, each with the key and the period") {
  ProfileSummary profile;
  profile.key = {{"h", "1"}};
  profile.until = 0;
  profile.is_final = false;
  profile.records = 2;
  FieldSummary field;
  field.path = ".o";
  field.count = field.objects = 2;
  field.places = 2;
  profile.fields = {field, field};
  profile.fields[1].path = ".o.p";
  std::string out;
  append_profile_json_lines(out, profile);
  CHECK(
      out ==
      R"({"by":{"h":1},"until":"1970-01-01T00:00:00Z","final":false,"records":2,"bytes":0,"bad":0})"
      "\n"
      R"({"field":".o","by":{"h":1},"until":"1970-01-01T00:00:00Z","final":false,"count":2,"presence":1,"nulls":0,"types":{"object":2}})"
      "\n"
      R"({"field":".o.p","by":{"h":1},"until":"1970-01-01T00:00:00Z","final":false,"count":2,"presence":1,"nulls":0,"types":{"object":2}})"
      "\n");
}
