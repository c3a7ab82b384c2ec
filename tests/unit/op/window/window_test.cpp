#include "op/window/window.h"

#include "base/time_text.h"
#include "op/window/window_fixture.h"

namespace runnel::op {

namespace {

constexpr int64_t kSecond = 1'000'000'000;

// Out of order by up to some seconds, before and after 1970, with ties, and keys that come and go.
std::string random_records(unsigned seed, int count) {
  std::minstd_rand random(seed);
  const auto below = [&](unsigned n) { return static_cast<int>(random() % n); };
  std::string text;
  int64_t now = -60 * kSecond;
  for (int i = 0; i < count; ++i) {
    now += below(4) * kSecond / 2 + (below(40) == 0 ? 60 * kSecond : 0);
    const int64_t time = now - (below(3) == 0 ? below(30) * kSecond : 0);
    text += "{\"t\":\"";
    append_rfc3339(text, time);
    text += "\",\"k\":" + std::string(below(5) == 0   ? "null"
                                      : below(2) == 0 ? "1.0"
                                                      : std::to_string(below(6)));
    if (below(6) > 0) text += ",\"v\":" + std::to_string(below(1000) - 300) + (below(3) == 0 ? ".25" : "");
    text += ",\"s\":\"" + std::string(1, static_cast<char>('a' + below(8))) + "\"}\n";
    if (below(25) == 0) text += "{\"t\":\"x\"}\n[\n{}\n";
  }
  return text;
}

// Every kind of window with what may be combined with it, over every kind of state.
std::vector<Asked> all_kinds() {
  const std::string all =
      "count, c: count(.v > 0), sum(.v), avg(.v), min(.v), max(.s), var(.v), first(.s), last(.v), "
      "p99(.v), distinct(.s), count_distinct(.s), top(.s; 2), collect(.v; 3), rate, big: any(.v > 500), "
      "histogram(.v), ratio: (sum(.v) / count | floor)";
  std::vector<Asked> asked;
  const auto add = [&](const std::string& window, const auto& change) {
    Asked one{window, all, "k"};
    change(one.options);
    asked.push_back(one);
  };
  const auto plain = [](WindowOptions&) {};
  const auto corrected = [](WindowOptions& options) {
    options.watermark_delay = kSecond;
    options.allowed_lateness = 15 * kSecond;
  };
  const auto changing = [](WindowOptions& options) { options.emit = WindowOptions::Emit::change; };
  const auto early = [](WindowOptions& options) {
    options.emit = WindowOptions::Emit::every;
    options.every = 7 * kSecond;
    options.watermark_delay = 20 * kSecond;
  };
  const auto filled = [](WindowOptions& options) {
    options.fill = 2;
    options.limit_keys = 3;
    options.emit_watermarks = 2 * kSecond;
  };
  for (const char* window : {"10s", "20s/5s", "5s/15s", "cumulate:1m/10s", "session:4s"}) {
    add(window, plain);
    add(window, corrected);
    add(window, changing);
    add(window, early);
    if (std::string_view(window) != "session:4s") add(window, filled);
  }
  add("session:4s", [](WindowOptions& options) { options.longest_session = 10 * kSecond; });
  add("count:7", plain);
  add("count:7", changing);
  add("all", plain);
  add("10s", [](WindowOptions& options) { options.top = 2; });
  return asked;
}

std::string described(const Asked& asked) {
  return asked.window + " lateness " + std::to_string(asked.options.allowed_lateness) + " emit " +
         std::to_string(static_cast<int>(asked.options.emit)) + " fill " + std::to_string(asked.options.fill);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

// Of two texts the first line that differs, so that a failure can be read.
std::pair<std::string, std::string> first_difference(std::string_view a, std::string_view b) {
  const auto as = lines_of(a);
  const auto bs = lines_of(b);
  for (size_t i = 0; i < std::max(as.size(), bs.size()); ++i) {
    const std::string_view x = i < as.size() ? as[i] : "nothing";
    const std::string_view y = i < bs.size() ? bs[i] : "nothing";
    if (x != y) return {std::string(x), std::string(y)};
  }
  return {};
}

}  // namespace

TEST_CASE("a window closes when the frontier comes to its end") {
  Asked asked;
  asked.options.watermark_delay = 5 * kSecond;
  const WindowProgram program = program_of(asked);
  WindowRun run(program, options_of(asked), "", 1);
  run.take(R"({"t":1})");
  run.take(R"({"t":14.999})");
  CHECK(run.results().empty());
  run.take(R"({"t":9})");  // before the frontier moves
  run.take(R"({"t":15})");
  CHECK(run.results() ==
        "{\"window_start\":\"1970-01-01T00:00:00Z\",\"window_end\":\"1970-01-01T00:00:10Z\",\"count\":2}\n");
  run.take(R"({"t":9.5})");
  CHECK(run.window().counts().late == 1);
  CHECK(run.late() == "{\"t\":9.5}\n");
  CHECK(run.window().counts().latest == 5'500'000'000);
}

TEST_CASE("the answer depends on the records alone, not on reads or threads") {
  for (unsigned seed = 1; seed <= 2; ++seed) {
    const std::string input = random_records(seed, 700);
    for (const Asked& asked : all_kinds()) {
      INFO(described(asked));
      const std::string expected = results_of(asked, input);
      CHECK(!expected.empty());
      const auto threads = first_difference(results_of(asked, input, 3), expected);
      CHECK(threads.first == threads.second);
      const auto reads = first_difference(results_of(asked, input, 2, 97), expected);
      CHECK(reads.first == reads.second);
    }
  }
}

TEST_CASE("what was saved at any record goes on as if nothing had happened") {
  const std::string input = random_records(5, 160);
  for (const Asked& asked : all_kinds()) {
    INFO(described(asked));
    const WindowProgram program = program_of(asked);
    const WindowOptions options = options_of(asked);
    auto run = std::make_unique<WindowRun>(program, options, "", 1);
    std::string results;
    for (const std::string_view line : lines_of(input)) {
      run->take(line);
      ByteWriter saved;
      run->window().save(saved);
      results += run->results();
      auto next = std::make_unique<WindowRun>(program, options, "", 1);
      ByteReader reader(saved.bytes());
      next->window().load(reader);
      REQUIRE(reader.ok());
      REQUIRE(reader.at_end());
      run = std::move(next);
    }
    run->window().finish();
    results += run->results();
    const auto [ours, theirs] = first_difference(results, results_of(asked, input));
    CHECK(ours == theirs);
  }
}

TEST_CASE("damaged state fails to load, and does no harm") {
  const std::string input = random_records(9, 60);
  for (const Asked& asked : all_kinds()) {
    const WindowProgram program = program_of(asked);
    const WindowOptions options = options_of(asked);
    WindowRun run(program, options, "", 1);
    for (const std::string_view line : lines_of(input)) run.take(line);
    ByteWriter saved;
    run.window().save(saved);
    std::minstd_rand random(1);
    for (size_t size = 0; size < saved.bytes().size(); size += 1 + random() % 23) {
      ByteReader reader(std::string_view(saved.bytes()).substr(0, size));
      WindowRun next(program, options, "", 1);
      next.window().load(reader);
      CHECK_FALSE(reader.ok());
    }
    for (int i = 0; i < 100; ++i) {
      std::string damaged = saved.bytes();
      damaged[random() % damaged.size()] ^= static_cast<char>(1 << random() % 8);
      ByteReader reader(damaged);
      WindowRun next(program, options, "", 1);
      next.window().load(reader);  // what it means may have changed; it must not crash
    }
  }
}

TEST_CASE("a group of a count and a sum stays below 200 bytes with its key") {
  const Asked asked{"1h", "count, sum(.v)", "k"};
  const WindowProgram program = program_of(asked);
  std::string input;
  for (int i = 0; i < 200'000; ++i) {
    input += R"({"t":1,"v":2,"k":"user-)" + std::to_string(1'000'000 + i) + "\"}\n";
  }
  WindowRun run(program, options_of(asked), input, 1'000'000);
  run.run(1);
  const WindowCounts& counts = run.window().counts();
  CHECK(counts.most_groups == 200'000);
  CHECK(counts.most_bytes < 200 * counts.most_groups);
}

TEST_CASE("beyond the limit of memory records count under one key") {
  Asked asked{"1h", "count", "k"};
  asked.options.max_memory = 100'000;
  const WindowProgram program = program_of(asked);
  std::string input;
  for (int i = 0; i < 20'000; ++i) input += R"({"t":1,"k":)" + std::to_string(i) + "}\n";
  WindowRun run(program, options_of(asked), input, 1'000'000);
  run.run(1);
  const WindowCounts& counts = run.window().counts();
  CHECK(counts.other_by_memory > 10'000);
  CHECK(counts.most_bytes < 200'000);
  CHECK(run.results().find("\"k\":\"$other\",\"count\":" + std::to_string(counts.other_by_memory)) !=
        std::string::npos);
}

}  // namespace runnel::op
