#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "base/time_text.h"
#include "catch.h"
#include "op/filter/fixture.h"
#include "op/record_time.h"
#include "time/saturate.h"

namespace runnel::op {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

std::string watermark(int64_t time) {
  std::string out;
  append_watermark(out, time);
  return out;
}

// -t .t, where .t is seconds, with watermarks at every multiple of `every` seconds.
Run emitting(int64_t every, int64_t delay) {
  Run how;
  how.program = ".a";
  how.time = ".t";
  how.options.time.emit_watermarks = every * kSecond;
  how.options.time.watermark_delay = delay * kSecond;
  return how;
}

TEST_CASE("a watermark stands behind the record that made time cross a multiple, whether it passed or not") {
  const Outcome out =
      run("{\"t\":10,\"a\":true}\n{\"t\":14,\"a\":true}\n{\"t\":16,\"a\":false}\n{\"t\":12,\"a\":true}\n"
          "{\"t\":47,\"a\":true}\n{\"t\":50,\"a\":true}\n",
          emitting(5, 0));
  CHECK(out.passed == "{\"t\":10,\"a\":true}\n" + watermark(10 * kSecond) + "{\"t\":14,\"a\":true}\n" +
                          watermark(16 * kSecond) + "{\"t\":12,\"a\":true}\n{\"t\":47,\"a\":true}\n" +
                          watermark(47 * kSecond) + "{\"t\":50,\"a\":true}\n" + watermark(50 * kSecond));
  CHECK(out.counts.records == 6);
  CHECK(out.counts.passed == 5);
  CHECK(out.counts.refused == 1);
}

TEST_CASE("negative times, and a delay") {
  const Outcome out = run("{\"t\":-7}\n{\"t\":-6}\n{\"t\":-5}\n{\"t\":2}\n{\"t\":3}\n", emitting(5, 3));
  CHECK(out.passed == watermark(-10 * kSecond) + watermark(-1 * kSecond) + watermark(0));
}

TEST_CASE("with an endless delay no record says how far time has come") {
  Run how = emitting(5, 0);
  how.options.time.watermark_delay = time::kEndOfTime;
  CHECK(run("{\"t\":10,\"a\":true}\n{\"t\":99,\"a\":true}\n", how).passed ==
        "{\"t\":10,\"a\":true}\n{\"t\":99,\"a\":true}\n");
}

TEST_CASE("a record without a time that can be read is a bad one, and moves no time") {
  FakeClock clock;
  clock.now = 1000 * kSecond;
  Run how = emitting(1, 0);
  how.clock = &clock;
  how.with_dead_letters = true;
  how.options.time.max_ahead = 60 * kSecond;
  const Outcome out =
      run("{\"t\":1060,\"a\":true}\n{\"t\":1061,\"a\":true}\n{\"a\":true}\n{\"t\":null}\n{\"t\":\"x\",\"a\":"
          "true}\n"
          "{\"t\":[1],\"a\":1}\n{\"t\":\"9999-12-31T23:59:59Z\"}\nno JSON\n{\"t\":2000,\"a\":true]\n",
          how);
  CHECK(out.passed == "{\"t\":1060,\"a\":true}\n" + watermark(1060 * kSecond));
  CHECK(out.said.empty());
  CHECK(out.bad == 8);
  for (const std::string reason :
       {"the time 1970-01-01T00:17:41Z is more than 1m ahead of the clock (--max-ahead)",
        "the record has no time", "the time \\\"x\\\" cannot be read",
        "the time [1] (array) is neither text nor a number",
        "the time \\\"9999-12-31T23:59:59Z\\\" is out of range: from 1677 to 2262"}) {
    CAPTURE(reason);
    CHECK(out.dead_letters.find("{\"reason\":\"" + reason + "\"") != std::string::npos);
  }
}

TEST_CASE("a record that is a bad one for another reason moves no time either") {
  Run how = emitting(1, 0);
  how.program = ".a | keys";
  how.select = ".b | keys";
  const Outcome out =
      run("{\"t\":1,\"a\":{},\"b\":{}}\n{\"t\":7,\"a\":1,\"b\":{}}\n{\"t\":8,\"a\":{},\"b\":1}\n"
          "{\"t\":2,\"a\":{},\"b\":{}}\n",
          how);
  CHECK(out.passed == "[]\n" + watermark(kSecond) + "[]\n" + watermark(2 * kSecond));
  CHECK(out.bad == 2);
}

TEST_CASE("-t may give nothing, many, fail, or end it all") {
  Run how = emitting(1, 0);
  how.program = "true";
  how.time = ".t[]";
  Outcome out = run("{\"t\":[5,900]}\n{\"t\":[]}\n{\"t\":1}\n", how);
  CHECK(out.passed == "{\"t\":[5,900]}\n" + watermark(5 * kSecond));
  CHECK(out.said == "in:2 the record has no time\nin:3 Cannot iterate over number (1)\n");
  how.time = "if .t == 3 then halt else .t end";
  out = run("{\"t\":1}\n{\"t\":3}\n{\"t\":4}\n", how);
  CHECK(out.passed == "{\"t\":1}\n" + watermark(kSecond));
  CHECK(out.halt == expr::Evaluator::Halt::Kind::plain);
  how.time = "input_line_number";
  CHECK(run("{}\n\n{}\n", how).passed == "{}\n" + watermark(kSecond) + "{}\n" + watermark(3 * kSecond));
}

TEST_CASE("with --watermarks the lines of the input say how far time has come") {
  const std::string input = "{\"a\":true}\n {\"$watermark\" : \"1970-01-01T00:00:07Z\"}\r\n{\"a\":false}\n" +
                            watermark(8 * kSecond) + "{\"$watermark\":\"soon\"}\n" + watermark(12 * kSecond) +
                            "{\"a\":1,\"$watermark\":\"1970-01-01T00:00:07Z\"}";
  Run how;
  how.program = ".a";
  how.options.time.watermarks = true;
  how.with_refused = true;
  Outcome out = run(input, how);
  CHECK(out.passed == "{\"a\":true}\n {\"$watermark\" : \"1970-01-01T00:00:07Z\"}\r\n" +
                          watermark(8 * kSecond) + watermark(12 * kSecond) +
                          "{\"a\":1,\"$watermark\":\"1970-01-01T00:00:07Z\"}\n");
  CHECK(out.refused == "{\"a\":false}\n");
  CHECK(out.counts.records == 4);
  CHECK(out.counts.passed == 2);
  CHECK(out.said == "in:5 " + std::string(kWatermarkExpected) + "\n");

  SECTION("or where the program's own watermarks stand") {
    how.options.time.emit_watermarks = 5 * kSecond;
    out = run(input, how);
    CHECK(out.passed == "{\"a\":true}\n" + watermark(7 * kSecond) + watermark(12 * kSecond) +
                            "{\"a\":1,\"$watermark\":\"1970-01-01T00:00:07Z\"}\n");
  }
  SECTION("they are not counted, nor among what --max-count comes to see") {
    how.options.output = FilterOptions::Output::count;
    CHECK(run(input, how).passed == "2\n");
    how.options.output = FilterOptions::Output::records;
    how.options.max_count = 2;
    CHECK(run(input + "\n{\"a\":true}\n", how).counts.records == 4);
  }
  SECTION("without the flag they are records like any other") {
    how.options.time.watermarks = false;
    how.program = "has(\"$watermark\")";
    CHECK(run(input, how).counts.passed == 5);
  }
}

TEST_CASE("of inputs that are read together the slowest says how far time has come") {
  Run how = emitting(1, 0);
  how.program = "false";
  how.inputs = Inputs::together;
  // Of the second nothing is known until it has been read; then the first has given all that it has.
  const Outcome out =
      run(std::vector<std::string>{"{\"t\":10}\n{\"t\":20}\n", "{\"t\":15}\n{\"t\":16}\n"}, how);
  CHECK(out.passed.find(watermark(10 * kSecond)) == std::string::npos);
  CHECK(out.passed.find(watermark(15 * kSecond)) != std::string::npos);
  CHECK(out.passed.find(watermark(16 * kSecond)) != std::string::npos);
}

// The slow twin: a record after another.
std::string slow(const std::vector<std::pair<int64_t, bool>>& records, int64_t every, int64_t delay) {
  std::string out;
  bool any = false;
  int64_t newest = 0, written = 0;
  for (const auto& [t, passes] : records) {
    const std::string line = "{\"t\":" + std::to_string(t) + ",\"a\":" + (passes ? "true}\n" : "false}\n");
    if (passes) out += line;
    newest = any ? std::max(newest, t) : t;
    const int64_t multiple = time::floor_divide((newest - delay) * kSecond, every * kSecond);
    if (!any || multiple > written) {
      out += watermark((newest - delay) * kSecond);
      written = multiple;
    }
    any = true;
  }
  return out;
}

TEST_CASE("any cut of the input and any number of threads: as a slow twin says") {
  std::minstd_rand random(7);
  for (int round = 0; round < 60; ++round) {
    const auto every = static_cast<int64_t>(1 + random() % 20);
    const auto delay = static_cast<int64_t>(random() % 30);
    std::vector<std::pair<int64_t, bool>> records;
    std::string input;
    int64_t t = static_cast<int64_t>(random() % 2000) - 1000;
    for (size_t i = 0; i < 3000; ++i) {
      t += static_cast<int64_t>(random() % 3);
      const int64_t shuffled = t - static_cast<int64_t>(random() % 40) + (random() % 500 == 0 ? 200 : 0);
      records.emplace_back(shuffled, random() % 3 == 0);
      input +=
          "{\"t\":" + std::to_string(shuffled) + ",\"a\":" + (records.back().second ? "true}\n" : "false}\n");
    }
    Run how = emitting(every, delay);
    how.threads = round % 4;
    how.largest_read = round % 3 == 0 ? 30 : 1'000'000;
    how.with_refused = round % 2 == 0;
    CHECK(run(input, how).passed == slow(records, every, delay));
  }
}

TEST_CASE("more watermarks than an extract holds") {
  std::string input;
  std::vector<std::pair<int64_t, bool>> records;
  for (int64_t t = 0; t < 60'000; ++t) {
    records.emplace_back(t, t % 7 == 0);
    input += "{\"t\":" + std::to_string(t) + ",\"a\":" + (t % 7 == 0 ? "true}\n" : "false}\n");
  }
  Run how = emitting(1, 0);
  CHECK(run(input, how).passed == slow(records, 1, 0));
}

}  // namespace
}  // namespace runnel::op
