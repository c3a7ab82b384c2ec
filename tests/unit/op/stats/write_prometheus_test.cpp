#include "op/stats/write_prometheus.h"

#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <sstream>

#include "catch.h"
#include "op/stats/prometheus_text.h"
#include "op/stats/summaries.h"

using namespace runnel;
using namespace runnel::op;

namespace {

std::string metrics(const std::vector<ProfileSummary>& profiles, const FieldChoice& choice = {}) {
  std::string out;
  append_prometheus(out, profiles, choice);
  return out;
}

bool has(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

// The rules that hold for the file as a whole.
void check_rules(const std::string& text) {
  std::istringstream lines(text);
  std::set<std::string> families, series;
  std::string family;
  std::string line;
  while (std::getline(lines, line)) {
    if (line.starts_with("# HELP ")) {
      family = line.substr(7, line.find(' ', 7) - 7);
      CHECK(families.insert(family).second);
      std::getline(lines, line);
      CHECK(line.starts_with("# TYPE " + family + " "));
      continue;
    }
    CHECK(line.starts_with(family));
    CHECK(series.insert(line.substr(0, line.rfind(' '))).second);
  }
  CHECK((text.empty() || text.back() == '\n'));
}

ProfileSummary profile_of(std::string key, std::string value) {
  ProfileSummary profile;
  profile.records = 1;
  profile.key = {{std::move(key), std::move(value)}};
  return profile;
}

}  // namespace

TEST_CASE("what a stream is counted by") {
  ProfileSummary profile;
  profile.records = 3;
  profile.bytes = 90;
  profile.bad = 1;
  CHECK(metrics({profile}) ==
        "# HELP runnel_stats_records Records that were profiled.\n"
        "# TYPE runnel_stats_records gauge\n"
        "runnel_stats_records 3\n"
        "# HELP runnel_stats_bytes Bytes of the lines of these records.\n"
        "# TYPE runnel_stats_bytes gauge\n"
        "runnel_stats_bytes 90\n"
        "# HELP runnel_stats_bad_records Lines that could not be processed.\n"
        "# TYPE runnel_stats_bad_records gauge\n"
        "runnel_stats_bad_records 1\n"
        "# HELP runnel_stats_values_left_out Values of fields beyond "
        "--max-fields.\n"
        "# TYPE runnel_stats_values_left_out gauge\n"
        "runnel_stats_values_left_out 0\n");
}

TEST_CASE("times are seconds") {
  ProfileSummary profile;
  TimeSummary time;
  time.first = 1'700'000'000'250'000'000;
  time.last = time.first + 1'000'000'000;
  time.rate = 2;
  time.rate_1m = 0.25;
  time.silence = {time.first, time.last};
  time.lateness_max = 1'500'000'000;
  time.out_of_order = 4;
  profile.time = time;
  profile.until = time.last;
  const std::string text = metrics({profile});
  check_rules(text);
  CHECK(has(text, "runnel_stats_until_timestamp_seconds 1700000001.25"));
  CHECK(has(text, "runnel_stats_first_timestamp_seconds 1700000000.25"));
  CHECK(has(text, "runnel_stats_last_timestamp_seconds 1700000001.25"));
  CHECK(has(text, "runnel_stats_records_per_second{over=\"all\"} 2"));
  CHECK(has(text, "runnel_stats_records_per_second{over=\"1m\"} 0.25"));
  CHECK(has(text, "runnel_stats_longest_silence_seconds 1"));
  CHECK(has(text, "runnel_stats_lateness_max_seconds 1.5"));
  CHECK(has(text, "runnel_stats_out_of_order_records 4"));
  profile.time->by_clock = true;
  CHECK(metrics({profile}).find("lateness") == std::string::npos);
  CHECK(metrics({profile}).find("out_of_order") == std::string::npos);
}

TEST_CASE("numbers are a summary, and the families of all profiles stand together") {
  ProfileSummary a = profile_of("host", "\"a\"");
  a.fields = {number_field(".ms", {{1, 2}, {2.5, 2}}), string_field(".verb", {{"\"GET\"", false, 3, 0}})};
  a.fields[0].number->stddev = 0.5;
  ProfileSummary b = profile_of("host", "\"b\"");
  b.fields = {number_field(".ms", {{7, 1}})};
  const std::string text = metrics({a, b});
  check_rules(text);
  const auto at = text.find("# HELP runnel_stats_field_number ");
  REQUIRE(at != std::string::npos);
  const auto end = text.find("# HELP", at + 1);
  CHECK(text.substr(at, end - at) ==
        "# HELP runnel_stats_field_number The distribution of the numbers.\n"
        "# TYPE runnel_stats_field_number summary\n"
        "runnel_stats_field_number{host=\"a\",field=\".ms\",quantile=\"0.01\"} "
        "1\n"
        "runnel_stats_field_number{host=\"a\",field=\".ms\",quantile=\"0.05\"} "
        "1\n"
        "runnel_stats_field_number{host=\"a\",field=\".ms\",quantile=\"0.25\"} "
        "1\n"
        "runnel_stats_field_number{host=\"a\",field=\".ms\",quantile=\"0.5\"} 1\n"
        "runnel_stats_field_number{host=\"a\",field=\".ms\",quantile=\"0.75\"} "
        "2.5\n"
        "runnel_stats_field_number{host=\"a\",field=\".ms\",quantile=\"0.95\"} "
        "2.5\n"
        "runnel_stats_field_number{host=\"a\",field=\".ms\",quantile=\"0.99\"} "
        "2.5\n"
        "runnel_stats_field_number{host=\"a\",field=\".ms\",quantile=\"0.999\"} "
        "2.5\n"
        "runnel_stats_field_number_sum{host=\"a\",field=\".ms\"} 7\n"
        "runnel_stats_field_number_count{host=\"a\",field=\".ms\"} 4\n"
        "runnel_stats_field_number{host=\"b\",field=\".ms\",quantile=\"0.01\"} "
        "7\n"
        "runnel_stats_field_number{host=\"b\",field=\".ms\",quantile=\"0.05\"} "
        "7\n"
        "runnel_stats_field_number{host=\"b\",field=\".ms\",quantile=\"0.25\"} "
        "7\n"
        "runnel_stats_field_number{host=\"b\",field=\".ms\",quantile=\"0.5\"} 7\n"
        "runnel_stats_field_number{host=\"b\",field=\".ms\",quantile=\"0.75\"} "
        "7\n"
        "runnel_stats_field_number{host=\"b\",field=\".ms\",quantile=\"0.95\"} "
        "7\n"
        "runnel_stats_field_number{host=\"b\",field=\".ms\",quantile=\"0.99\"} "
        "7\n"
        "runnel_stats_field_number{host=\"b\",field=\".ms\",quantile=\"0.999\"} "
        "7\n"
        "runnel_stats_field_number_sum{host=\"b\",field=\".ms\"} 7\n"
        "runnel_stats_field_number_count{host=\"b\",field=\".ms\"} 1\n");
  CHECK(has(text, "runnel_stats_field_number_stddev{host=\"a\",field=\".ms\"} 0.5"));
  CHECK_FALSE(has(text, "runnel_stats_field_number_stddev{host=\"b\",field=\".ms\"} NaN"));
  CHECK(has(text, "runnel_stats_field_string_length_max{host=\"a\",field=\".verb\"} 3"));
  CHECK(has(text,
            "runnel_stats_field_string_kind_values{host=\"a\",field=\"."
            "verb\",kind=\"other\"} 3"));
  CHECK(has(text,
            "runnel_stats_field_type_values{host=\"a\",field=\".verb\","
            "type=\"string\"} 3"));
  CHECK(has(text, "runnel_stats_field_presence_ratio{host=\"b\",field=\".ms\"} 1"));
  CHECK(metrics({a, b}, FieldChoice({".verb"})).find(".ms") == std::string::npos);
}

TEST_CASE("the values of a field, where they are few and all known") {
  ProfileSummary profile;
  profile.fields = {string_field(".s", {{"\"a\\\"b\\\\\\n\"", false, 3, 0}, {"\"1\"", false, 2, 0}})};
  profile.fields[0].top.push_back({"1", false, 1, 0});
  profile.fields[0].distinct = 3;
  const std::string text = metrics({profile});
  check_rules(text);
  CHECK(has(text, R"(runnel_stats_field_value_occurrences{field=".s",type="string",value="a\"b\\\n"} 3)"));
  CHECK(has(text, R"(runnel_stats_field_value_occurrences{field=".s",type="string",value="1"} 2)"));
  CHECK(has(text, R"(runnel_stats_field_value_occurrences{field=".s",type="number",value="1"} 1)"));
  for (const auto& change : std::vector<void (*)(FieldSummary&)>{
           [](FieldSummary& f) { f.distinct = 4; }, [](FieldSummary& f) { f.top[1].is_cut = true; },
           [](FieldSummary& f) { f.distinct_error = 0.0081; }, [](FieldSummary& f) { f.top_floor = 1; }}) {
    ProfileSummary other = profile;
    change(other.fields[0]);
    CHECK(metrics({other}).find("value_occurrences") == std::string::npos);
  }
}

TEST_CASE("names of labels are made fit, those of values escaped") {
  CHECK(prometheus_label_name("host") == "host");
  CHECK(prometheus_label_name("http.status-code") == "http_status_code");
  CHECK(prometheus_label_name("9lives") == "_9lives");
  CHECK(prometheus_label_name("__name__") == "name__");
  CHECK(prometheus_label_name("") == "_");
  CHECK(prometheus_label_name("größe") == "gr____e");

  ProfileSummary profile = profile_of("field", "\"a\\\\b\\\"c\\nd\"");
  profile.key.emplace_back("a.b", "null");
  profile.key.emplace_back("a-b", "[1,\"x\"]");
  profile.fields = {number_field(".\"x\"", {{1, 1}})};
  const std::string text = metrics({profile});
  check_rules(text);
  CHECK(has(text, R"(runnel_stats_records{by_field="a\\b\"c\nd",a_b="null",by_a_b="[1,\"x\"]"} 1)"));
  CHECK(has(
      text,
      R"(runnel_stats_field_values{by_field="a\\b\"c\nd",a_b="null",by_a_b="[1,\"x\"]",field=".\"x\""} 1)"));
}

TEST_CASE("keys that differ in their type alone do not make the same series") {
  const std::string text = metrics({profile_of("k", "1"), profile_of("k", "\"1\"")});
  check_rules(text);
  CHECK(has(text, "runnel_stats_records{k=\"1\"} 1"));
  CHECK(has(text, "runnel_stats_records{k=\"\\\"1\\\"\"} 1"));
  ProfileSummary other;
  other.is_other = true;
  const std::string with_other = metrics({profile_of("other", "true"), other});
  check_rules(with_other);
  CHECK(has(with_other, "runnel_stats_records{by_other=\"true\"} 1"));
  CHECK(has(with_other, "runnel_stats_records{other=\"true\"} 0"));
}

TEST_CASE("values beyond numbers, and text that is no UTF-8") {
  std::string out;
  PrometheusFamily family(out, "x", "a \\ and\na line");
  family.sample({}, std::nan(""));
  family.sample({{"l", "\xFFz"}}, std::numeric_limits<double>::infinity());
  family.sample({}, -std::numeric_limits<double>::infinity());
  family.sample({}, 1e300);
  CHECK(out ==
        "# HELP x a \\\\ and\\na line\n# TYPE x gauge\nx "
        "NaN\nx{l=\"\xEF\xBF\xBDz\"} +Inf\nx -Inf\nx 1e+300\n");
}
