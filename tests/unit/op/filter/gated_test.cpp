// The filter with gates: what the ordered stage makes of what the workers found.
#include <random>
#include <string>
#include <vector>

#include "base/time_text.h"
#include "catch.h"
#include "op/filter/fixture.h"
#include "op/record_time.h"

namespace runnel::op {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

Run deduping(std::string by) {
  Run how;
  how.program = "true";
  how.keys.dedupe = std::move(by);
  how.options.gates.dedupe = DedupeOptions{};
  return how;
}

uint64_t repeats(const Outcome& out) {
  return out.gates.dropped_by(GateKind::dedupe);
}

TEST_CASE("dedupe by values: 1 and 1.0 are one key, several outputs are one key, none are one too") {
  const std::string input =
      "{\"k\":1}\n{\"k\":1.0}\n{\"k\":\"1\"}\n{}\n{\"k\":null}\n{\"k\":[1,{\"a\":1,\"b\":2}]}\n"
      "{\"k\":[1.0,{\"b\":2,\"a\":1}]}\n{\"k\":\"\\u0061\"}\n{\"k\":\"a\"}\n{\"k\":[]}\n";
  Outcome out = run(input, deduping(".k"));
  CHECK(out.passed ==
        "{\"k\":1}\n{\"k\":\"1\"}\n{}\n{\"k\":[1,{\"a\":1,\"b\":2}]}\n{\"k\":\"\\u0061\"}\n{\"k\":[]}\n");
  CHECK(repeats(out) == 4);
  out = run("[1,2]\n[1]\n[]\n[1,2]\n[2,1]\n[]\n[[1,2]]\n", deduping(".[]"));
  CHECK(out.passed == "[1,2]\n[1]\n[]\n[2,1]\n[[1,2]]\n");
}

TEST_CASE("a record for which a key fails is a bad one; it is asked for of those that pass alone") {
  Run how = deduping(".k | keys");
  how.program = ".p";
  how.with_refused = true;
  const Outcome out = run("{\"p\":true,\"k\":1}\n{\"p\":false,\"k\":1}\n{\"p\":true,\"k\":{}}\n", how);
  CHECK(out.passed == "{\"p\":true,\"k\":{}}\n");
  CHECK(out.refused == "{\"p\":false,\"k\":1}\n");
  CHECK(out.said == "in:1 number (1) has no keys\n");
  CHECK(repeats(out) == 0);
}

TEST_CASE("a part of BODY that gives nothing is null, and no other key") {
  Run how;
  how.program = "true";
  how.keys.by = "a: (.a // empty), b: (.b // empty)";
  how.options.gates.rate = Rate{1, kSecond};
  how.options.gates.time.by = GateTimeOptions::By::clock;
  CHECK(run("{\"a\":1}\n{\"b\":1}\n{\"a\":1,\"b\":null}\n{}\n", how).passed == "{\"a\":1}\n{\"b\":1}\n{}\n");
}

TEST_CASE("what EXPR does for a record that a gate drops has not happened") {
  Run how = deduping(".k");
  how.select =
      "if .f == \"fail\" then error(\"no\") elif .f == \"halt\" then halt else .v, (.v | debug) | . end";
  const std::string input =
      "{\"k\":1,\"v\":1}\n{\"k\":1,\"f\":\"fail\"}\n{\"k\":1,\"v\":2}\n{\"k\":1,\"f\":\"halt\"}\n"
      "{\"k\":2,\"v\":3}\n";
  for (const int threads : {0, 1, 3}) {
    how.threads = threads;
    const Outcome out = run(input, how);
    CHECK(out.passed == "1\n1\n3\n3\n");
    CHECK(out.said == "[\"DEBUG:\",1]\n[\"DEBUG:\",3]\n");
    CHECK(out.bad == 0);
    CHECK_FALSE(out.halt.has_value());
    CHECK(out.counts.records == 5);
    CHECK(out.counts.passed == 2);
    CHECK(repeats(out) == 3);
  }
}

TEST_CASE("a record for which EXPR fails leaves no trace in the gates") {
  Run how = deduping(".k");
  how.select = ".v + 1";
  Outcome out = run("{\"k\":1,\"v\":\"a\"}\n{\"k\":1,\"v\":1}\n{\"k\":1,\"v\":\"b\"}\n", how);
  CHECK(out.passed == "2\n");
  CHECK(out.said == "in:1 string (\"a\") and number (1) cannot be added\n");
  CHECK(repeats(out) == 1);
  how.select = "if .v then halt else . end";
  out = run("{\"k\":1}\n{\"k\":1,\"v\":1}\n{\"k\":2,\"v\":1}\n{\"k\":3}\n", how);
  CHECK(out.passed == "{\"k\":1}\n");
  CHECK(out.halt == expr::Evaluator::Halt::Kind::plain);
  CHECK(out.counts.records == 3);
}

TEST_CASE("what others say is said also of a record that a gate drops") {
  Run how = deduping("(.k | debug)");
  how.program = "stderr";
  CHECK(run("{\"k\":1}\n{\"k\":1}\n", how).said == "{\"k\":1}[\"DEBUG:\",1]\n{\"k\":1}[\"DEBUG:\",1]\n");
}

TEST_CASE("gates stand behind each other, before the count that ends it all") {
  Run how = deduping(".k");
  how.keys.by = "k";
  how.options.gates.sample = SampleOptions{.probability = 0.5, .seed = 3, .of = SampleOptions::Of::keys};
  how.options.gates.rate = Rate{1, kSecond};
  how.options.gates.time.by = GateTimeOptions::By::clock;
  std::string input;
  for (int i = 0; i < 300; ++i) input += "{\"k\":" + std::to_string(i / 3) + "}\n";
  const Outcome all = run(input, how);
  CHECK(repeats(all) == 200);
  CHECK(all.gates.dropped_by(GateKind::sample) + all.counts.passed == 100);
  CHECK(all.gates.dropped_by(GateKind::rate) == 0);
  CHECK(all.counts.passed > 20);
  how.options.max_count = 5;
  const Outcome some = run(input, how);
  CHECK(some.counts.passed == 5);
  CHECK(all.passed.starts_with(some.passed));
  CHECK(some.counts.records == some.gates.dropped_by(GateKind::sample) + repeats(some) + 5);
}

TEST_CASE("of keys that are dropped where they were found as many are counted as were seen") {
  Run how;
  how.program = "true";
  how.keys.by = "k";
  how.options.gates.sample = SampleOptions{.probability = 0.3, .of = SampleOptions::Of::keys};
  std::string input;
  for (int i = 0; i < 20'000; ++i) input += "{\"k\":" + std::to_string(i) + "}\n";
  const Outcome all = run(input, how);
  CHECK(all.gates.dropped_by(GateKind::sample) + all.counts.passed == 20'000);
  for (const uint64_t most : {1u, 7u, 100u, 3000u}) {
    how.options.max_count = most;
    for (const int threads : {0, 2}) {
      how.threads = threads;
      const Outcome some = run(input, how);
      CHECK(some.counts.passed == most);
      CHECK(some.counts.records == some.gates.dropped_by(GateKind::sample) + most);
    }
  }
}

TEST_CASE("the time of a record that does not pass counts, and that of a bad one does not") {
  Run how = deduping(".k");
  how.program = ".p // true";
  how.time = ".t";
  how.options.gates.dedupe->within = 10 * kSecond;
  how.options.gates.time = {.by = GateTimeOptions::By::records, .delay = 0};
  // The frontier is at 100, so that what came at 1 is forgotten when another record of its time comes.
  const std::string first = "{\"t\":1,\"k\":1}\n";
  CHECK(run(first + "{\"t\":100,\"p\":null}\n" + first, how).counts.passed == 3);
  how.program = ".p != 1";
  CHECK(run(first + "{\"t\":100,\"p\":1}\n" + first, how).counts.passed == 2);
  how.select = "if .t == 100 then error(\"no\") else . end";
  Outcome out = run(first + "{\"t\":100,\"k\":2}\n" + first, how);
  CHECK(out.counts.passed == 1);
  CHECK(out.bad == 1);
  how.options.time.emit_watermarks = 50 * kSecond;
  how.options.gates.dedupe->within = 200 * kSecond;
  out = run(first + "{\"t\":100,\"k\":1}\n", how);  // dropped, so that EXPR has not failed for it
  std::string watermarks;
  append_watermark(watermarks, kSecond);
  append_watermark(watermarks, 100 * kSecond);
  CHECK(out.passed == "{\"t\":1,\"k\":1}\n" + watermarks);
  CHECK(out.bad == 0);
}

TEST_CASE("lines that say how far time has come make gates forget, and records do not") {
  Run how = deduping(".k");
  how.time = ".t";
  how.options.time.watermarks = true;
  how.options.gates.dedupe->within = 10 * kSecond;
  how.options.gates.time = {.by = GateTimeOptions::By::lines};
  const std::string first = "{\"t\":1,\"k\":1}\n";
  CHECK(run(first + "{\"t\":100,\"k\":2}\n" + first, how).counts.passed == 2);
  CHECK(run(first + "{\"$watermark\":\"1970-01-01T00:00:11Z\"}\n" + first, how).counts.passed == 1);
  CHECK(run(first + "{\"$watermark\":\"1970-01-01T00:00:12Z\"}\n" + first, how).counts.passed == 2);
}

TEST_CASE("of inputs that are read together time has come as far as the slowest") {
  Run how = deduping(".k");
  how.time = ".t";
  how.inputs = Inputs::together;
  how.options.gates.dedupe->within = kSecond;
  how.options.gates.time = {.by = GateTimeOptions::By::records, .delay = 0};
  const std::string old = "{\"t\":1,\"k\":1}\n{\"t\":1,\"k\":1}\n";
  // As one input the last two are late, and what they are repeats of is forgotten.
  CHECK(run(old + "{\"t\":50,\"k\":2}\n" + old, how).counts.passed == 4);
  CHECK(run(std::vector<std::string>{old + old, "{\"t\":50,\"k\":2}\n"}, how).counts.passed == 2);
}

TEST_CASE("more records than an extract holds, any cut of the input, any number of threads") {
  std::minstd_rand random(13);
  std::string input;
  for (int i = 0; i < 40'000; ++i) {
    input += "{\"k\":" + std::to_string(random() % 9000) + ",\"h\":" + std::to_string(random() % 7) +
             ",\"t\":" + std::to_string(i / 20 - static_cast<int>(random() % 9)) + "}\n";
  }
  Run how = deduping(".k");
  how.keys.by = "h";
  how.time = ".t";
  how.options.gates.dedupe->within = 300 * kSecond;
  how.options.gates.sample = SampleOptions{.probability = 0.7};
  how.options.gates.rate = Rate{20, 10 * kSecond};
  how.options.gates.time = {.by = GateTimeOptions::By::records, .delay = 5 * kSecond};
  const Outcome once = run(input, how);
  CHECK(once.counts.passed > 1000);
  for (const int threads : {0, 1, 2, 4}) {
    how.threads = threads;
    how.largest_read = threads == 2 ? 100 : 100'000;
    const Outcome again = run(input, how);
    CHECK(again.passed == once.passed);
    CHECK(again.gates.dropped == once.gates.dropped);
  }
}

// Where gates are saved and loaded between any two records, with how far time has come.
TEST_CASE("all gates together are saved and loaded") {
  io::Scripts scripts;
  scripts.add("in", io::Kind::plain, {});
  const io::StopRequest stop;
  const FakeClock clock;
  const io::Reader reader({"in"}, scripts.opener(), {}, stop, clock);
  GateOptions options;
  options.dedupe = DedupeOptions{.within = 20, .repeats = DedupeOptions::Repeats::refresh};
  options.sample = SampleOptions{.probability = 0.8, .seed = 1};
  options.rate = Rate{2, 15};
  options.max_memory = 1200;
  options.time = {.by = GateTimeOptions::By::records, .delay = 10};
  const auto saved = [](const Gates& gates) {
    ByteWriter out;
    gates.save(out);
    return out.take();
  };
  std::minstd_rand random(17);
  Gates gates(options, reader, clock);
  auto resumed = std::make_unique<Gates>(options, reader, clock);
  int64_t now = 0;
  for (int i = 0; i < 5000; ++i) {
    now += static_cast<int64_t>(random() % 3);
    const uint64_t key = random() % 30;
    const GateRecord record{{1, key}, {2, key % 5}, now - static_cast<int64_t>(random() % 25), now - 30};
    const bool may_fail = random() % 5 == 0;
    const bool passes = may_fail ? gates.would_take(0, record) : gates.take(0, record);
    REQUIRE((may_fail ? resumed->would_take(0, record) : resumed->take(0, record)) == passes);
    const std::string bytes = saved(*resumed);
    REQUIRE(bytes == saved(gates));
    resumed = std::make_unique<Gates>(options, reader, clock);
    ByteReader in(bytes);
    resumed->load(in);
    REQUIRE(in.ok());
    REQUIRE(in.at_end());
  }
  CHECK(gates.counts().dropped_by(GateKind::dedupe) > 100);
  CHECK(gates.counts().dropped_by(GateKind::sample) > 100);
  CHECK(gates.counts().dropped_by(GateKind::rate) > 100);
  CHECK(gates.gate(GateKind::dedupe)->forgotten() > 0);
}

}  // namespace
}  // namespace runnel::op
