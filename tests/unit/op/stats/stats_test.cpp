#include "op/stats/stats.h"

#include <random>
#include <string>
#include <vector>

#include "catch.h"
#include "op/stats/stats_fixture.h"

namespace runnel::op {
namespace {

// Lines of all kinds: nested, mixed types, maps, bad ones, doubled keys. `values`: of how many a field has.
std::vector<std::string> random_lines(unsigned seed, size_t count, unsigned values) {
  std::minstd_rand random(seed);
  const auto below = [&random](unsigned limit) { return static_cast<unsigned>(random() % limit); };
  std::vector<std::string> lines;
  int64_t time = 1'700'000'000'000;
  for (size_t i = 0; i < count; ++i) {
    time += below(50) == 0 ? 10'000 : below(100);
    std::string line = "{\"t\":" + std::to_string(time - (below(5) == 0 ? below(3000) : 0)) + ",\"k\":\"" +
                       std::string(1, static_cast<char>('a' + below(3))) + "\"";
    line += ",\"n\":" + std::to_string(below(values)) + "." + std::to_string(below(100));
    if (below(3) == 0) line += ",\"id\":\"u" + std::to_string(below(values)) + "\"";
    if (below(4) == 0) line += R"(,"geo":{"city":"\u00e4","at":[1,[2.5,null],{"x":true}]})";
    if (below(5) == 0) line += ",\"tags\":[\"a\",\"b" + std::to_string(below(3)) + "\"]";
    if (below(6) == 0) line += ",\"n\":\"twice\"";
    if (below(7) == 0)
      line += ",\"mixed\":" + std::vector<std::string>{"1", "\"1\"", "[]", "{}", "null"}[below(5)];
    if (below(3) == 0)
      line += ",\"ids\":{\"i" + std::to_string(below(500)) + "\":{\"v\":" + std::to_string(below(9)) + "}}";
    line += "}";
    if (below(40) == 0) line = "{\"broken\":";
    if (below(40) == 0) line = "[" + std::to_string(below(10)) + ",\"x\"]";
    lines.push_back(line);
  }
  return lines;
}

std::string text_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::vector<StatsAsked> all_kinds() {
  std::vector<StatsAsked> kinds;
  kinds.push_back({});
  kinds.push_back({.time = ".t"});
  kinds.push_back({.by = "k", .time = ".t"});
  kinds.push_back({.of = "n, tags: .tags[]?, geo, both: (.n, .mixed)"});
  kinds.push_back({.time = ".t"});
  kinds.back().options.every = 60'000'000'000;
  kinds.push_back({.by = "k", .time = ".t"});
  kinds.back().options.every = 60'000'000'000;
  kinds.back().options.since_last = true;
  kinds.push_back({});
  kinds.back().options.limits.fields = 8;
  kinds.push_back({.by = "k"});
  kinds.back().options.limits.keys = 2;
  return kinds;
}

TEST_CASE("an empty stream has a profile") {
  CHECK(profile_of({}, "") == "{\"records\":0,\"bytes\":0,\"bad\":0,\"fields\":{}}\n");
}

TEST_CASE("fields are found by themselves, each with what it holds") {
  const std::string profile = profile_of({}, R"({"a":1,"b":{"c":"x"},"d":[1,2.5]}
{"a":"y","b":{"c":null},"e e":true,"a":7}
)");
  CHECK(profile.find(R"(".a":{"count":2,"presence":1,"nulls":0,"types":{"number":1,"string":1})") !=
        profile.npos);
  CHECK(profile.find(R"(".b.c":{"count":2,"presence":1,"nulls":1)") != profile.npos);
  CHECK(profile.find(R"(".d[]":{"count":2,"nulls":0)") != profile.npos);
  CHECK(profile.find(R"(".\"e e\"":{"count":1,"presence":0.5)") != profile.npos);
  CHECK(profile.find(R"("array":{"count":1,"min_length":2,"max_length":2,"mean_length":2})") != profile.npos);
}

TEST_CASE("the same for any threads and reads") {
  for (const unsigned values : {20U, 5000U}) {
    const std::string text = text_of(random_lines(values, 6000, values));
    for (const StatsAsked& asked : all_kinds()) {
      const std::string expected = profile_of(asked, text);
      CHECK(profile_of(asked, text, 4) == expected);
      CHECK(profile_of(asked, text, 1, 777) == expected);
      CHECK(profile_of(asked, text, 3, 5000) == expected);
    }
  }
}

// How many records were bad is not said.
std::string without_bad(std::string text) {
  for (size_t at = 0; (at = text.find("\"bad\":", at)) != text.npos;) text.erase(at, text.find(',', at) - at);
  return text;
}

TEST_CASE("saved and loaded after every record") {
  const std::vector<std::string> lines = random_lines(3, 250, 30);
  for (const StatsAsked& asked : all_kinds()) {
    const StatsProgram program = program_of(asked);
    StatsRun whole("", 1, program, asked.options);
    for (const std::string& line : lines) whole.take(line);
    std::string state;
    for (const std::string& line : lines) {
      StatsRun run("", 1, program, asked.options);
      if (!state.empty()) {
        ByteReader in(state);
        run.stats().load(in);
        REQUIRE(in.ok());
        REQUIRE(in.at_end());
      }
      run.take(line);
      ByteWriter out;
      run.stats().save(out);
      state = out.take();
    }
    StatsRun last("", 1, program, asked.options);
    ByteReader in(state);
    last.stats().load(in);
    // Of what was given out before, and of bad records, only the one that saw them all knows.
    const std::string final = without_bad(last.finish());
    const std::string all = without_bad(whole.finish());
    REQUIRE(all.size() >= final.size());
    CHECK(all.substr(all.size() - final.size()) == final);
  }
}

TEST_CASE("a damaged state is refused, whatever it is") {
  const StatsAsked asked{.by = "k", .time = ".t"};
  const StatsProgram program = program_of(asked);
  StatsRun run("", 1, program, asked.options);
  for (const std::string& line : random_lines(4, 60, 30)) run.take(line);
  ByteWriter out;
  run.stats().save(out);
  std::minstd_rand random(1);
  for (int i = 0; i < 500; ++i) {
    std::string state = out.bytes();
    if (i % 2 == 0) {
      state.resize(random() % state.size());
    } else {
      state[random() % state.size()] = static_cast<char>(random());
    }
    StatsRun other("", 1, program, asked.options);
    ByteReader in(state);
    other.stats().load(in);
    if (i % 2 == 0) CHECK_FALSE((in.ok() && in.at_end()));
    if (in.ok()) {
      other.take(R"({"t":1700000000000,"k":"a","n":1})");
      other.finish();
    }
  }
}

TEST_CASE("merged parts are the whole, in any order") {
  for (const unsigned values : {20U, 1500U}) {
    const std::vector<std::string> lines = random_lines(values + 1, 1500, values);
    // Of lateness each part has its own, and which maps are seen depends on the part.
    for (StatsAsked asked : {StatsAsked{}, StatsAsked{.by = "k"}, StatsAsked{.of = "n, id, tags"}}) {
      const std::string expected = profile_of(asked, text_of(lines));
      std::minstd_rand random(values);
      for (int parts = 1; parts < 8; ++parts) {
        std::vector<std::string> cuts(static_cast<size_t>(parts));
        for (const std::string& line : lines) cuts[random() % cuts.size()] += line + "\n";
        std::string partials;
        for (const std::string& part : cuts) partials += partial_of(asked, part);
        const std::string of_parts = merged(partials);
        // The same members, though fields and keys come in the order of the parts.
        const auto sorted = [](std::string text) {
          std::sort(text.begin(), text.end());
          return text;
        };
        CHECK(sorted(of_parts) == sorted(expected));
        CHECK(of_parts.size() == expected.size());
      }
      CHECK(merged(partial_of(asked, text_of(lines))) == expected);
    }
  }
}

TEST_CASE("what is no partial profile is a bad record") {
  const std::string good = partial_of({}, "{\"a\":1}\n");
  const std::string other = partial_of({.of = "a"}, "{\"a\":1}\n");
  std::string damaged = good;
  damaged[damaged.find("\"state\":\"") + 30] ^= 1;
  std::string newer = good;
  newer.replace(newer.find(":1,"), 3, ":7,");
  MergeRun run(good + other + damaged + newer + "{}\n{\"a\n", 1'000'000, StatsOptions{});
  run.read(1);
  CHECK(run.finish() == profile_of({}, "{\"a\":1}\n"));
  CHECK(run.said().find("something else (--of a: .a) than the first one (every field)") != std::string::npos);
  CHECK(run.said().find("damaged") != std::string::npos);
  CHECK(run.said().find("version 7") != std::string::npos);
  CHECK(run.said().find("no partial profile") != std::string::npos);
}

TEST_CASE("an object with many names is a map, but for members that most have") {
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = std::to_string(i);
    text += R"({"host":"a","u)" + id + R"(":{"n":)" + id + "}}\n";
  }
  const StatsProgram program = program_of({});
  StatsRun run(text, 5000, program, StatsOptions{});
  run.read(2);
  const std::string profile = run.finish();
  CHECK(run.stats().maps() == std::vector<std::string>{"."});
  CHECK(run.stats().fields() == std::vector<std::string>{".", ".host", ".*", ".*.n"});
  CHECK(profile.find(R"(".host":{"count":1000,"presence":1,)") != profile.npos);
  CHECK(profile.find(R"(".*.n":{"count":1000,"presence":1,)") != profile.npos);
  CHECK(profile.find(R"("distinct":1000,)") != profile.npos);
}

TEST_CASE("where there is no room for fields maps are found all the same, whatever the reads") {
  std::string text;
  for (int i = 0; i < 4000; ++i) {
    const std::string place = std::to_string(i % 50), id = std::to_string(i);
    text += R"({"k)" + place + R"(":{"x)" + id + R"(":{"n":1}}})" + "\n";
  }
  StatsAsked asked;
  asked.options.limits.fields = 300;
  const StatsProgram program = program_of(asked);
  StatsRun run(text, 1'000'000, program, asked.options);
  run.read(1);
  const std::string expected = run.finish();
  CHECK(run.stats().maps().size() == 50);
  CHECK(run.stats().counts().left_out < 4000);
  CHECK(profile_of(asked, text, 4) == expected);
  CHECK(profile_of(asked, text, 1, 500) == expected);
  CHECK(profile_of(asked, text, 2, 3000) == expected);
}

TEST_CASE("one object with thousands of names is a map") {
  std::string text = "{\"u\":{\"a\":1";
  for (int i = 0; i < 5000; ++i) text += ",\"id" + std::to_string(i) + "\":{\"n\":1}";
  const StatsProgram program = program_of({});
  StatsRun run(text + "}}\n", 1'000'000, program, StatsOptions{});
  run.read(1);
  run.finish();
  CHECK(run.stats().fields() == std::vector<std::string>{".", ".u", ".u.*", ".u.*.n"});
  CHECK(run.stats().counts().left_out == 0);
}

TEST_CASE("a table of many columns is no map") {
  std::string row = "{";
  for (int i = 0; i < 600; ++i) row += (i > 0 ? ",\"c" : "\"c") + std::to_string(i) + "\":1";
  row += "}\n";
  const StatsProgram program = program_of({});
  StatsRun run(row + row + row, 100'000, program, StatsOptions{});
  run.read(1);
  run.finish();
  CHECK(run.stats().maps().empty());
  CHECK(run.stats().fields().size() == 601);
  CHECK(run.stats().counts().left_out == 0);
}

TEST_CASE("beyond the most fields values are left out and counted") {
  StatsAsked asked;
  asked.options.limits.fields = 2;
  const std::string profile = profile_of(asked, "{\"a\":1,\"b\":2,\"c\":3,\"d\":{\"e\":4}}\n{\"c\":1}\n");
  CHECK(profile.find("\"fields_left_out\":4}") != profile.npos);
}

TEST_CASE("arrays of a million elements, and what is deep") {
  std::string array = "[0";
  for (int i = 1; i < 300'000; ++i) array += "," + std::to_string(i % 1000);
  const std::string deep = std::string(5000, '[') + std::string(5000, ']');
  const std::string profile = profile_of({}, "{\"a\":" + array + "]}\n{\"d\":" + deep + "}\n{\"a\":[7]}\n");
  CHECK(profile.find(R"(".a[]":{"count":300001,)") != profile.npos);
  CHECK(profile.find("\"distinct\":1000,") != profile.npos);
  CHECK(profile.find("fields_left_out") != profile.npos);
}

TEST_CASE("periods end before the record that crosses them") {
  StatsAsked asked{.of = "n", .time = ".t"};
  asked.options.every = 10'000'000'000;
  const std::string text =
      "{\"t\":1,\"n\":1}\n{\"t\":9,\"n\":2}\n{\"t\":10,\"n\":3}\n{\"t\":45,\"n\":4}\n{\"t\":44,\"n\":5}\n";
  const auto sums = [&](const StatsAsked& what) {
    const std::string profiles = profile_of(what, text);
    std::string found;
    for (size_t at = 0; (at = profiles.find("\"sum\":", at)) != profiles.npos;) {
      at += 6;
      found += profiles.substr(at, profiles.find(',', at) - at) + " ";
    }
    return found;
  };
  CHECK(sums(asked) == "3 6 15 ");
  asked.options.since_last = true;
  CHECK(sums(asked) == "3 3 9 ");
}

}  // namespace
}  // namespace runnel::op
