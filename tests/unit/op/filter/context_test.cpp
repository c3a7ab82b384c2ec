#include "op/filter/context.h"

#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "catch.h"
#include "op/filter/fixture.h"

namespace runnel::op {
namespace {

struct Wish {
  uint64_t before, after;
  std::optional<uint64_t> max_count = std::nullopt;
};

// A line matches if it holds `"a":2`; blank and broken ones are no records.
bool is_record(const std::string& line) {
  return line.find('{') == 0 && line.back() == '}';
}
bool matches(const std::string& line) {
  return line.find("\"a\":2") != std::string::npos;
}

// The obvious way: mark around each match what is to be written, within its input.
std::string expected(const std::vector<std::vector<std::string>>& inputs, const Wish& wish) {
  std::string out;
  uint64_t matched = 0;
  for (const auto& lines : inputs) {
    std::vector<std::string> records;
    for (const std::string& line : lines) {
      if (is_record(line)) records.push_back(line);
    }
    std::vector<bool> marked(records.size());
    for (size_t i = 0; i < records.size(); ++i) {
      if (!matches(records[i]) || matched == wish.max_count) continue;
      ++matched;
      for (size_t k = i - std::min<size_t>(i, wish.before); k <= i + wish.after && k < records.size(); ++k) {
        marked[k] = true;
      }
    }
    for (size_t i = 0; i < records.size(); ++i) {
      if (marked[i]) out += records[i] + '\n';
    }
    if (matched == wish.max_count) break;
  }
  return out;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

Run around(const Wish& wish) {
  Run how;
  how.program = ".a == 2";
  how.options.before = wish.before;
  how.options.after = wish.after;
  how.options.max_count = wish.max_count;
  return how;
}

}  // namespace

TEST_CASE("records around those that match, each once") {
  const std::string input =
      "{\"a\":0}\n{\"a\":1}\n{\"a\":2,\"b\":1}\n{\"a\":3}\n\n{\"a\":2}\n{\"a\":4}\n{\"a\":5}\n{\"a\":6}";
  CHECK(run(input, around({1, 0})).passed == "{\"a\":1}\n{\"a\":2,\"b\":1}\n{\"a\":3}\n{\"a\":2}\n");
  CHECK(run(input, around({0, 2})).passed ==
        "{\"a\":2,\"b\":1}\n{\"a\":3}\n{\"a\":2}\n{\"a\":4}\n{\"a\":5}\n");
  const Outcome all = run(input, around({9, 9}));
  CHECK(all.passed ==
        "{\"a\":0}\n{\"a\":1}\n{\"a\":2,\"b\":1}\n{\"a\":3}\n{\"a\":2}\n{\"a\":4}\n{\"a\":5}\n{\"a\":6}\n");
  CHECK(all.counts.passed == 2);
  CHECK(all.counts.refused == 6);
}

TEST_CASE("behind the last match that is wanted its context still comes, matches among it") {
  const std::string input = "{\"a\":2}\n{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n{\"a\":4}\n";
  const Outcome out = run({input, input}, around({1, 3, 1}));
  CHECK(out.passed == "{\"a\":2}\n{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n");
  CHECK(out.counts.passed == 1);
  CHECK(out.counts.records == 4);
  CHECK(run({input, input}, around({1, 9, 2})).passed == input);
  CHECK(run({input, input}, around({1, 9, 0})).passed.empty());
}

TEST_CASE("context that is no JSON, or fails, is a bad record") {
  const std::string input = "{\"a\":1,}\n{\"a\":1,\"s\":\"x\"}\n{\"a\":2}\n{\"a\":3]\n{\"a\":3}\n";
  Run how = around({2, 1});
  Outcome out = run(input, how);
  CHECK(out.passed == "{\"a\":1,\"s\":\"x\"}\n{\"a\":2}\n{\"a\":3}\n");
  CHECK(out.bad == 2);
  how.select = ".a + (.s // 0)";
  how.with_dead_letters = true;
  out = run(input, how);
  CHECK(out.passed == "2\n3\n");
  CHECK(out.bad == 3);
  CHECK(out.dead_letters.find("\"source\":\"in\",\"line\":2,\"offset\":9,"
                              "\"record\":\"{\\\"a\\\":1,\\\"s\\\":\\\"x\\\"}\"}\n") != std::string::npos);
}

TEST_CASE("a line that was wrapped is context as it was wrapped, and a dead letter as it was read") {
  const std::string input = "starting\r\n{\"a\":2}\n";
  Run how = around({1, 0});
  how.on_error = OnError::wrap;
  how.options.wrap_lines = how.options.strict = true;
  CHECK(run(input, how).passed == "{\"line\":\"starting\"}\n{\"a\":2}\n");
  how.select = "if .line then error(\"no\") else .a end";
  how.with_dead_letters = true;
  const Outcome out = run(input, how);
  CHECK(out.passed == "2\n");
  CHECK(out.dead_letters ==
        "{\"reason\":\"no\",\"source\":\"in\",\"line\":1,\"offset\":0,\"record\":\"starting\\r\"}\n");
}

TEST_CASE("context does not change what else is written") {
  const std::string input = "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n";
  Run how = around({1, 1});
  how.with_refused = true;
  Outcome out = run(input, how);
  CHECK(out.passed == input);
  CHECK(out.refused == "{\"a\":1}\n{\"a\":3}\n");
  how.options.output = FilterOptions::Output::count;
  CHECK(run(input, how).passed == "1\n");
  how.options.output = FilterOptions::Output::records;
  how.options.match = FilterOptions::Match::records_that_do_not;
  out = run(input, how);
  CHECK(out.passed == input);
  CHECK(out.refused == "{\"a\":2}\n");
}

namespace {

// Lines that name the input that they are from: some match, some are blank or broken.
std::vector<std::string> random_lines(std::minstd_rand& random, size_t input) {
  const auto rarity = 2 + random() % 60;
  std::vector<std::string> lines;
  for (auto i = random() % 900; i > 0; --i) {
    const auto n = random() % 30;
    std::string line = random() % rarity == 0 ? "{\"a\":2" : "{\"a\":7";
    line += ",\"in\":" + std::to_string(input) + ",\"b\":\"" + std::string(n * n % 300, 'x') + "\"}";
    if (n == 0) line.clear();
    if (n == 1) line += "]";
    lines.push_back(line);
  }
  return lines;
}

std::string lines_of_input(const std::string& text, size_t input) {
  std::istringstream in(text);
  std::string out;
  for (std::string line; std::getline(in, line);) {
    if (line.find("\"in\":" + std::to_string(input)) != std::string::npos) out += line + '\n';
  }
  return out;
}

}  // namespace

TEST_CASE("context across batches and inputs: the same as marking it by hand, for any split and threads") {
  std::minstd_rand random(11);
  for (int round = 0; round < 40; ++round) {
    std::vector<std::vector<std::string>> inputs;
    std::vector<std::string> texts;
    for (auto i = 1 + random() % 3; i > 0; --i) {
      inputs.push_back(random_lines(random, inputs.size()));
      texts.push_back(joined(inputs.back()));
    }
    Wish wish{random() % 5 * (random() % 40), random() % 5 * (random() % 40)};
    if (random() % 3 == 0) wish.max_count = random() % 8;
    Run how = around(wish);
    how.on_error = OnError::skip;
    const std::string wanted = expected(inputs, wish);
    for (const int threads : {1, 3}) {
      for (const size_t largest_read : {50, 1'000'000}) {
        how.threads = threads;
        how.largest_read = largest_read;
        how.select = "";
        CAPTURE(round, wish.before, wish.after, wish.max_count.value_or(99), threads, largest_read);
        CHECK((run(texts, how).passed == wanted));
        how.select = ".";
        CHECK((run(texts, how).passed == wanted));
      }
    }
  }
}

TEST_CASE("inputs that are read together have each their own context") {
  std::minstd_rand random(12);
  for (int round = 0; round < 20; ++round) {
    std::vector<std::vector<std::string>> inputs;
    std::vector<std::string> texts;
    for (size_t i = 0; i < 3; ++i) {
      inputs.push_back(random_lines(random, i));
      texts.push_back(joined(inputs.back()));
    }
    Run how = around({random() % 20, random() % 20});
    how.on_error = OnError::skip;
    how.inputs = Inputs::together;
    how.largest_read = 3000;
    const std::string passed = run(texts, how).passed;
    for (size_t i = 0; i < inputs.size(); ++i) {
      CAPTURE(round, i);
      CHECK((lines_of_input(passed, i) == expected({inputs[i]}, {how.options.before, how.options.after})));
    }
  }
}

}  // namespace runnel::op
