// What is written in place of a record: the outputs of EXPR, colours.
#include <random>
#include <string>

#include "catch.h"
#include "op/filter/fixture.h"
#include "op/filter/text.h"

namespace runnel::op {
namespace {

Run selecting(std::string select, std::string program = "true") {
  Run how;
  how.program = std::move(program);
  how.select = std::move(select);
  return how;
}

}  // namespace

TEST_CASE("what EXPR gives is written instead of the record, in compact JSON") {
  const std::string input =
      "{\"a\" : 2, \"b\":[ 1, 2.50 ], \"c\":\"\\u00e9\"}\n{\"a\":0}\n\n {\"a\":1e400}\r\n";
  const Outcome out = run(input, selecting("{a, b}", ".a > 1"));
  CHECK(out.passed == "{\"a\":2,\"b\":[1,2.50]}\n{\"a\":1e400,\"b\":null}\n");
  CHECK(out.counts.passed == 2);
  CHECK(out.counts.refused == 1);
  CHECK(run(input, selecting(".c // \"\"")).passed == "\"é\"\n\"\"\n\"\"\n");
  Run how = selecting(".a", ".a > 1");
  how.options.match = FilterOptions::Match::records_that_do_not;
  CHECK(run(input, how).passed == "0\n");
}

TEST_CASE("outputs that follow one another leave in one write") {
  std::string input, wanted;
  for (int i = 0; i < 100; ++i) {
    input += "{\"a\":5}\n";
    wanted += "5\n";
  }
  const Outcome out = run(input, selecting(".a"));
  CHECK(out.passed == wanted);
  CHECK(out.writes == 1);
}

TEST_CASE("a record without outputs passes, and need not be JSON to its end") {
  const std::string input = "{\"a\":1}\n{\"a\":2,no JSON\n";
  Run how = selecting(".a | if . == 1 then . else empty end", ".a > 0");
  Outcome out = run(input, how);
  CHECK(out.passed == "1\n");
  CHECK(out.counts.passed == 2);
  CHECK(out.said.empty());
  // Unless it counts for something.
  how.options.max_count = 2;
  out = run(input, how);
  CHECK(out.counts.passed == 1);
  CHECK(out.said == "in:2:8 expected a key in quotes\n");
  how.options.max_count.reset();
  how.options.output = FilterOptions::Output::count;
  CHECK(run(input, how).passed == "1\n");
}

TEST_CASE("a record for which EXPR fails is a bad record") {
  const std::string input = "{\"a\":1}\n{\"a\":\"x\"}\n{\"a\":3,}\n{\"a\":4}\n";
  Run how = selecting(".a - 1");
  how.with_dead_letters = true;
  Outcome out = run(input, how);
  CHECK(out.passed == "0\n3\n");
  CHECK(out.bad == 2);
  CHECK(out.dead_letters.find("\"line\":2,\"offset\":8,\"record\":\"{\\\"a\\\":\\\"x\\\"}\"}\n") !=
        std::string::npos);
  CHECK(out.dead_letters.find("\"line\":3,\"column\":8,") != std::string::npos);
  CHECK(out.counts.passed == 2);
  how.options.output = FilterOptions::Output::count;
  CHECK(run(input, how).passed == "2\n");
  how.on_error = OnError::fail;
  how.options.output = FilterOptions::Output::records;
  CHECK(run(input, how).passed == "0\n");
}

TEST_CASE("--max-count counts records, not outputs") {
  std::string input;
  for (int i = 0; i < 1000; ++i) input += "{\"a\":" + std::to_string(i) + "}\n";
  Run how = selecting("if .a % 2 == 0 then .a else empty end");
  how.options.max_count = 3;
  for (const int threads : {1, 4}) {
    how.threads = threads;
    const Outcome out = run(input, how);
    CHECK(out.passed == "0\n2\n");
    CHECK(out.counts.passed == 3);
    CHECK(out.counts.records == 3);
  }
}

TEST_CASE("strings are written raw where that is asked for, others as JSON") {
  Run how = selecting(".a");
  how.options.strings = FilterOptions::Strings::raw;
  CHECK(run("{\"a\":\"x\\ty\\n\\u00e9\"}\n{\"a\":[\"z\"]}\n", how).passed == "x\ty\né\n[\"z\"]\n");
}

TEST_CASE("colours are around the same bytes, and not in raw strings") {
  const json::Colors colors;
  const std::string input = "{ \"a\":2 }\r\n{\"a\":\"x\"}\n";
  Run how;
  how.program = "true";
  how.options.colors = &colors;
  const auto colored = [&](std::string_view line) {
    json::ColorWriter writer(colors);
    std::string out;
    writer.append(out, line);
    return out + '\n';
  };
  CHECK(run(input, how).passed == colored("{ \"a\":2 }\r") + colored("{\"a\":\"x\"}"));
  how.select = ".a";
  CHECK(run(input, how).passed == colored("2") + colored("\"x\""));
  how.options.strings = FilterOptions::Strings::raw;
  CHECK(run(input, how).passed == colored("2") + "x\n");
  how.select = "";
  how.program = ".a == 2";
  how.options.after = 1;
  how.with_refused = true;
  const Outcome out = run(input, how);
  CHECK(out.passed == colored("{ \"a\":2 }\r") + colored("{\"a\":\"x\"}"));
  CHECK(out.refused == "{\"a\":\"x\"}\n");
}

TEST_CASE("lines that are no JSON are selected from as they were wrapped") {
  Run how = selecting("{line, a}");
  how.on_error = OnError::wrap;
  how.options.wrap_lines = how.options.strict = true;
  CHECK(run("plain \"text\"\n{\"a\":1}\n", how).passed ==
        "{\"line\":\"plain \\\"text\\\"\",\"a\":null}\n{\"line\":null,\"a\":1}\n");
}

TEST_CASE("what is more than an extract holds is made in parts, in its order") {
  std::string input, wanted;
  for (int i = 0; i < 60; ++i) {
    input += "{\"a\":" + std::to_string(i) + "}\n";
    wanted += '"' + std::string(200'000, '.') + std::to_string(i) + "\"\n";
  }
  for (const int threads : {1, 3}) {
    Run how = selecting("(\".\" * 200000) + (.a | tostring)");
    how.threads = threads;
    CHECK((run(input, how).passed == wanted));
  }
}

TEST_CASE("selected: any split and any number of threads, the same bytes, messages and counts") {
  std::string input;
  std::minstd_rand random(5);
  for (int i = 0; i < 3000; ++i) {
    static constexpr std::string_view kLines[] = {"{\"a\":2,\"b\":[1 , 2]}",
                                                  "{\"b\":1,\"a\":7,\"c\":[1,2]}",
                                                  "{\"a\":0}",
                                                  "{\"a\":\"x\"}",
                                                  "",
                                                  "[]",
                                                  "{\"a\":9",
                                                  "null"};
    input += kLines[random() % std::size(kLines)];
    if (random() % 200 == 0) input += std::string(random() % 9000, ' ');
    input += '\n';
  }
  Run how = selecting("if .b == 1 then empty else [.a - 1, .b] end", ".a > 0");
  how.with_refused = true;
  const auto told = [](const Outcome& out) {
    return out.passed + out.refused + out.said + std::to_string(out.counts.records) + ' ' +
           std::to_string(out.counts.passed) + ' ' + std::to_string(out.lost);
  };
  const std::string expected = told(run(input, how));
  CHECK(expected.find("[1,[1,2]]\n") == 0);
  for (const size_t largest_read : {10, 5000, 1'000'000}) {
    for (const int threads : {1, 2, 8}) {
      how.threads = threads;
      how.largest_read = largest_read;
      CAPTURE(threads, largest_read);
      CHECK((told(run(input, how)) == expected));
    }
  }
}

TEST_CASE("halt ends the run at its record, and what came before it in the record is written") {
  std::string input;
  for (int i = 0; i < 3000; ++i) input += "{\"a\":" + std::to_string(i) + "}\n";
  for (const int threads : {1, 4}) {
    Run how = selecting(".a, if .a == 2 then (\"last\" | halt_error) else empty end");
    how.threads = threads;
    const Outcome out = run(input, how);
    CHECK(out.passed == "0\n1\n2\n");
    CHECK(out.said == "last");
    CHECK(out.halt == expr::Evaluator::Halt::Kind::error);
    CHECK(out.counts.records == 3);
    CHECK(out.counts.passed == 2);
  }
  Run how = selecting("", "if .a == 1 then halt else true end");
  const Outcome out = run(input, how);
  CHECK(out.passed == "{\"a\":0}\n");
  CHECK(out.halt == expr::Evaluator::Halt::Kind::plain);
  how.options.match = FilterOptions::Match::records_that_do_not;
  CHECK(run(input, how).passed.empty());
}

TEST_CASE("a line that is no JSON halts nothing") {
  const Outcome out = run("{\"a\":1,}\n{\"a\":2}\n", selecting("", "if .a == 1 then halt else true end"));
  CHECK(out.passed == "{\"a\":2}\n");
  CHECK(out.bad == 1);
  CHECK(!out.halt);
}

TEST_CASE("what a program says comes before what is said about its record") {
  Run how = selecting(".a | stderr", ".a | debug");
  CHECK(run("{\"a\":1}\n{\"a\":false}\n{\"a\":2,}\n", how).said ==
        "[\"DEBUG:\",1]\n1[\"DEBUG:\",false]\n[\"DEBUG:\",2]\n2in:3:8 expected a key in quotes\n");
  how.options.max_count = 1;
  CHECK(run("{\"a\":1}\n{\"a\":false}\n", how).said == "[\"DEBUG:\",1]\n1");
}

TEST_CASE("line numbers are those of the input, for any split and number of threads") {
  std::string input, wanted;
  std::minstd_rand random(9);
  for (int i = 1; i <= 20000; ++i) {
    if (random() % 5 == 0) {
      input += "\n";
      continue;
    }
    input += "{\"a\":" + std::to_string(i) + "}\n";
    if (i % 2 == 0) wanted += "[\"in\"," + std::to_string(i) + "," + std::to_string(i) + "]\n";
  }
  Run how = selecting("[input_filename, input_line_number, .a]", "input_line_number % 2 == 0");
  for (const size_t largest_read : {1000, 1'000'000}) {
    for (const int threads : {1, 4}) {
      how.threads = threads;
      how.largest_read = largest_read;
      CHECK((run(input, how).passed == wanted));
    }
  }
  how.options.unnamed_source = 0;
  how.options.before = 1;
  how.program = ".a == 3";
  CHECK(run("{\"a\":1}\n\n{\"a\":2}\n{\"a\":3}", how).passed == "[null,3,2]\n[null,4,3]\n");
}

}  // namespace runnel::op
