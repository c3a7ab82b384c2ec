#include "op/filter/filter.h"

#include <random>
#include <string>
#include <string_view>

#include "catch.h"
#include "op/filter/fixture.h"

namespace runnel::op {
namespace {

TEST_CASE("records pass byte for byte") {
  const std::string input =
      "{\"a\":2}\n {\"a\" : 3 }\r\n\n{\"a\":1}\n{\"a\":12345678901234567890,\"b\":1e400,\"b\":\"\\ud800\"}";
  const Outcome out = run(input);
  CHECK(out.passed ==
        "{\"a\":2}\n {\"a\" : 3 }\r\n{\"a\":12345678901234567890,\"b\":1e400,\"b\":\"\\ud800\"}\n");
  CHECK(out.counts.records == 4);
  CHECK(out.counts.passed == 3);
  CHECK(out.counts.refused == 1);
  CHECK(out.said.empty());
}

TEST_CASE("lines that follow one another leave in one write") {
  std::string input;
  for (int i = 0; i < 100; ++i) input += "{\"a\":5}\n";
  const Outcome out = run(input);
  CHECK(out.passed == input);
  CHECK(out.writes == 1);
}

TEST_CASE("a bad line costs itself alone, and is said with its place") {
  const std::string input =
      "{\"a\":2}\n{\"a\":3,]\n\n{\"a\":4}\n{\"a\":5,\"b\":\"\xff\"}\n{\"a\":6} {}\n[7]\n{\"a\":8}\n";
  const Outcome out = run(input);
  CHECK(out.passed == "{\"a\":2}\n{\"a\":4}\n{\"a\":8}\n");
  CHECK(out.said.find("in:2:8 expected a key in quotes\n") != std::string::npos);
  CHECK(out.said.find("in:5:13 invalid UTF-8\n") != std::string::npos);
  CHECK(out.said.find("in:6:9 expected the end of the line") != std::string::npos);
  CHECK(out.said.find("in:7 Cannot index array with") != std::string::npos);
  CHECK(out.bad == 4);
  CHECK(out.lost == 4);
  CHECK(out.counts.records == 7);
}

TEST_CASE("what a record that does not pass holds behind the fields read is looked at only if strict") {
  const std::string input = "{\"a\":0,this is no JSON\n{\"a\":2}\n";
  Run how;
  CHECK(run(input, how).said.empty());
  how.options.strict = true;
  const Outcome out = run(input, how);
  CHECK(out.said == "in:1:8 expected a key in quotes\n");
  CHECK(out.passed == "{\"a\":2}\n");
}

TEST_CASE("the other records, on their own or beside") {
  const std::string input = "{\"a\":2}\n{\"a\":1}\nbad\n{\"a\":0}";
  Run how;
  how.with_refused = true;
  Outcome out = run(input, how);
  CHECK(out.passed == "{\"a\":2}\n");
  CHECK(out.refused == "{\"a\":1}\n{\"a\":0}\n");
  how.options.match = FilterOptions::Match::records_that_do_not;
  out = run(input, how);
  CHECK(out.passed == "{\"a\":1}\n{\"a\":0}\n");
  CHECK(out.refused == "{\"a\":2}\n");
  CHECK(out.bad == 1);
}

TEST_CASE("--max-count and --count") {
  std::string input;
  for (int i = 0; i < 3000; ++i) input += "{\"a\":" + std::to_string(i) + "}\n";
  for (const int threads : {1, 4}) {
    Run how;
    how.threads = threads;
    how.options.max_count = 3;
    Outcome out = run(input, how);
    CHECK(out.passed == "{\"a\":2}\n{\"a\":3}\n{\"a\":4}\n");
    how.options.max_count = 0;
    CHECK(run(input, how).passed.empty());
    how.options.max_count = std::nullopt;
    how.options.output = FilterOptions::Output::count;
    CHECK(run(input, how).passed == "2998\n");
    how.options.max_count = 2000;
    CHECK(run(input, how).passed == "2000\n");
  }
}

TEST_CASE("each way to deal with errors") {
  const std::string input = "{\"a\":2}\nbad \"line\"\r\n{\"a\":3}\n[]\n{\"a\":4}\n";
  Run how;
  how.on_error = OnError::skip;
  Outcome out = run(input, how);
  CHECK(out.passed == "{\"a\":2}\n{\"a\":3}\n{\"a\":4}\n");
  CHECK(out.said.empty());
  CHECK(out.lost == 0);
  CHECK(out.bad == 2);
  how.on_error = OnError::fail;
  out = run(input, how);
  CHECK(out.passed == "{\"a\":2}\n");
  CHECK(out.lost == 1);
  how.on_error = OnError::wrap;
  how.options.wrap_lines = how.options.strict = true;
  how.program = ".a > 1 or (.line // \"\" | startswith(\"bad\"))";
  out = run(input + "good line", how);
  CHECK(out.passed == "{\"a\":2}\n{\"line\":\"bad \\\"line\\\"\"}\n{\"a\":3}\n{\"a\":4}\n");
  CHECK(out.counts.refused == 1);
  CHECK(out.bad == 1);
}

TEST_CASE("a line longer than --max-line is a bad record, however it is read") {
  const std::string longest = "{\"a\":2,\"b\":\"" + std::string(6000 - 14, 'x') + "\"}";
  const std::string longer = "{\"a\":2,\"b\":\"" + std::string(6000 - 13, 'x') + "\"}";
  const std::string input =
      "{\"a\":3}\n" + longer + "\n" + longest + "\n" + longer + longer + longer + "\n{\"a\":4}\n" + longer;
  for (const size_t largest_read : {1, 100, 4096, 1'000'000}) {
    Run how;
    how.largest_read = largest_read;
    how.options.max_line = 6000;
    const Outcome out = run(input, how);
    CHECK(out.passed == "{\"a\":3}\n" + longest + "\n{\"a\":4}\n");
    const std::string reason = " the line is longer than 6000 bytes (--max-line)\n";
    CHECK(out.said == "in:2" + reason + "in:4" + reason + "in:6" + reason);
    CHECK(out.lost == 3);
    CHECK(out.counts.records == 6);
  }
}

TEST_CASE("any split and any number of threads: the same bytes, messages and counts") {
  std::string input;
  std::minstd_rand random(3);
  for (int i = 0; i < 4000; ++i) {
    static constexpr std::string_view kLines[] = {"{\"a\":2}", "{\"b\":1,\"a\":7,\"c\":[1,2]}",
                                                  "{\"a\":0}", "{\"a\":\"x\"}",
                                                  "",          "[]",
                                                  "{\"a\":9",  "{}",
                                                  "null",      "\xff"};
    input += kLines[random() % std::size(kLines)];
    if (random() % 200 == 0) input += std::string(random() % 9000, ' ');
    input += random() % 7 == 0 ? "\r\n" : "\n";
  }
  const auto told = [](const Outcome& out) {
    return out.passed + out.refused + out.said + std::to_string(out.counts.records) + ' ' +
           std::to_string(out.counts.refused) + ' ' + std::to_string(out.lost);
  };
  Run how;
  how.with_refused = true;
  how.options.max_line = 8192;
  const std::string expected = told(run(input, how));
  for (const size_t largest_read : {10, 5000, 1'000'000}) {
    for (const int threads : {1, 2, 4, 8}) {
      how.threads = threads;
      how.largest_read = largest_read;
      CAPTURE(threads, largest_read);
      CHECK((told(run(input, how)) == expected));
    }
  }
}

}  // namespace
}  // namespace runnel::op
