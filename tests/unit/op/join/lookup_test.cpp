#include "op/join/lookup/lookup.h"

#include <string>
#include <string_view>

#include "catch.h"
#include "op/join/lookup_fixture.h"

namespace runnel::op {
namespace {

using Form = JoinTextOptions::Form;

TEST_CASE("each type writes what it says") {
  const std::string_view left = "{\"k\":1,\"l\":1}\n{\"k\":2,\"l\":2}\n {\"k\":1,\"l\":3}\r\n{\"l\":4}\n";
  const std::string_view table = "{\"k\":1,\"r\":1}\n{\"k\":3,\"r\":2}\n{\"r\":3}\n{\"k\":1,\"r\":4}\n";
  const auto results = [&](JoinType type) { return results_of(asked_for(type), left, table); };
  const std::string pair1 = "{\"k\":1,\"l\":1,\"right\":{\"k\":1,\"r\":4}}\n";
  const std::string pair3 = "{\"k\":1,\"l\":3,\"right\":{\"k\":1,\"r\":4}}\n";
  const std::string rows = "{\"right\":{\"k\":3,\"r\":2}}\n{\"right\":{\"r\":3}}\n";
  const std::string alone2 = "{\"k\":2,\"l\":2,\"right\":null}\n";
  const std::string alone4 = "{\"l\":4,\"right\":null}\n";
  CHECK(results(JoinType::inner) == pair1 + pair3);
  CHECK(results(JoinType::left) == pair1 + alone2 + pair3 + alone4);
  CHECK(results(JoinType::right) == pair1 + pair3 + rows);
  CHECK(results(JoinType::full) == pair1 + alone2 + pair3 + alone4 + rows);
  CHECK(results(JoinType::semi) == "{\"k\":1,\"l\":1}\n {\"k\":1,\"l\":3}\r\n");
  CHECK(results(JoinType::anti) == "{\"k\":2,\"l\":2}\n{\"l\":4}\n");
}

TEST_CASE("with all rows of a key") {
  LookupAsked asked = asked_for(JoinType::full, Form::flat);
  asked.options.every_row = true;
  asked.options.text.prefix = "r_";
  CHECK(results_of(asked, "{\"k\":1}\n{\"k\":2}\n", "{\"k\":1,\"a\":1}\n{\"k\":3}\n{\"k\":1,\"a\":2}\n") ==
        "{\"k\":1,\"r_k\":1,\"r_a\":1}\n{\"k\":1,\"r_k\":1,\"r_a\":2}\n{\"k\":2}\n{\"r_k\":3}\n");
}

TEST_CASE("what is counted") {
  LookupAsked asked = asked_for(JoinType::full);
  asked.options.every_row = true;
  const JoinProgram program = program_of(asked);
  const LoadedText table(program, asked.options, "{\"k\":1}\n{\"k\":1}\n{\"k\":5}\n{}\n");
  LookupRun run(program, asked.options, "{\"k\":1}\n{\"k\":2}\n\n{}\n{\"k\":1}\n{\n", table->table);
  run.run(1);
  const JoinCounts& counts = run.counts();
  CHECK(counts.sides[kLeft].records == 5);
  CHECK(counts.sides[kLeft].matched == 2);
  CHECK(counts.sides[kLeft].unmatched == 2);
  CHECK(counts.sides[kLeft].null_keys == 1);
  CHECK(counts.sides[kRight].matched == 2);
  CHECK(counts.sides[kRight].unmatched == 2);
  CHECK(counts.sides[kRight].null_keys == 1);
  CHECK(counts.pairs == 4);
  CHECK(counts.most_records == 4);
  CHECK(counts.reloads == 0);
}

TEST_CASE("a left record that fails is a bad one, in its place") {
  LookupAsked asked = asked_for(JoinType::left, Form::select);
  asked.select = ".left.a + .right.b";
  const JoinProgram program = program_of(asked);
  const LoadedText table(program, asked.options, "{\"k\":1,\"b\":1}\n{\"k\":2,\"b\":\"x\"}\n");
  const std::string_view left =
      "{\"k\":1,\"a\":1}\n\n{\"k\":2,\"a\":2}\n{\"k\":3,\"a\":3}\n7\n{\"k\":1,\"a\":4}\n{\"k\":2,\"a\":5}\n{"
      "\n";
  LookupRun run(program, asked.options, left, table->table);
  run.run(1);
  CHECK(run.results() == "2\n3\n5\n");
  CHECK(run.said() ==
        "in:3 number (2) and string (\"x\") cannot be added\n"
        "in:5 Cannot index number with string (\"k\")\n"
        "in:7 number (5) and string (\"x\") cannot be added\n"
        "in:8:2 unterminated object\n");
  CHECK(run.counts().sides[kLeft].matched == 2);

  LookupRun failed(program, asked.options, left, table->table, 1'000'000, OnError::fail);
  failed.run(1);
  CHECK(failed.results() == "2\n");
}

TEST_CASE("with every row of a key a program makes all of a record or nothing") {
  LookupAsked asked = asked_for(JoinType::inner, Form::select);
  asked.options.every_row = true;
  asked.select = ".left.a + .right.b";
  CHECK(results_of(asked, "{\"k\":1,\"a\":1}\n{\"k\":2,\"a\":2}\n{\"k\":3,\"a\":\"y\"}\n",
                   "{\"k\":1,\"b\":1}\n{\"k\":2,\"b\":1}\n{\"k\":1,\"b\":2}\n{\"k\":2,\"b\":\"x\"}\n"
                   "{\"k\":3,\"b\":\"z\"}\n") == "2\n3\n\"yz\"\n");
}

TEST_CASE("a left record that is no object") {
  LookupAsked asked = asked_for(JoinType::left);
  asked.on = ".";
  const JoinProgram program = program_of(asked);
  const LoadedText table(program, asked.options, "1\n");
  LookupRun run(program, asked.options, "1\n{}\n", table->table);
  run.run(1);
  CHECK(run.results() == "{\"right\":null}\n");
  CHECK(run.said().starts_with("in:1 the left record is no object (number)"));

  asked.options.text.form = Form::left;
  asked.options.type = JoinType::semi;
  CHECK(results_of(asked, "1\n2\n", "1\n") == "1\n");
}

TEST_CASE("lines that are not JSON may be records") {
  LookupAsked asked = asked_for(JoinType::full);
  asked.on = "line";
  asked.options.walk.wrap_lines = true;
  CHECK(results_of(asked, "b\n{\"line\":\"a\"}\nc", "a\nb\nd\n") ==
        "{\"line\":\"b\",\"right\":{\"line\":\"b\"}}\n{\"line\":\"a\",\"right\":{\"line\":\"a\"}}\n"
        "{\"line\":\"c\",\"right\":null}\n{\"right\":{\"line\":\"d\"}}\n");
  asked.options.type = JoinType::anti;
  asked.options.text.form = Form::left;
  CHECK(results_of(asked, "b\n{ \"line\":\"c\"}\nc", "a\nb\nd\n") == "{ \"line\":\"c\"}\n{\"line\":\"c\"}\n");
}

TEST_CASE("watermark lines of the left side pass in their place") {
  LookupAsked asked = asked_for(JoinType::inner);
  asked.options.walk.watermarks = true;
  const std::string mark = "{\"$watermark\":\"2026-11-22T12:00:00Z\"}\n";
  CHECK(results_of(asked, "{\"k\":1}\n" + mark + "{\"k\":2}\n{\"k\":3}\n" + mark + "{\"k\":1}\n" + mark,
                   "{\"k\":1}\n") ==
        "{\"k\":1,\"right\":{\"k\":1}}\n" + mark + mark + "{\"k\":1,\"right\":{\"k\":1}}\n" + mark);
}

TEST_CASE("watermarks are written as time goes on, whatever is matched, reads and threads") {
  LookupAsked asked = asked_for(JoinType::inner);
  asked.time = ".t";
  asked.options.emit_watermarks = 1'000'000'000;
  asked.options.sides[kLeft].watermark_delay = 0;
  const auto mark = [](int second) {
    return "{\"$watermark\":\"2001-09-09T01:46:4" + std::to_string(second) + "Z\"}\n";
  };
  const std::string left =
      "{\"k\":1,\"t\":1000000000}\n{\"k\":2,\"t\":1000000000}\n{\"k\":2,\"t\":1000000001}\n"
      "{\"k\":1,\"t\":1000000000}\n{\"k\":1,\"t\":\"x\"}\n{\"k\":1,\"t\":1000000002}\n";
  const std::string expected = "{\"k\":1,\"t\":1000000000,\"right\":{\"k\":1}}\n" + mark(0) + mark(1) +
                               "{\"k\":1,\"t\":1000000000,\"right\":{\"k\":1}}\n" +
                               "{\"k\":1,\"t\":1000000002,\"right\":{\"k\":1}}\n" + mark(2);
  for (const int threads : {1, 3}) {
    for (const size_t largest_read : {1, 20, 1'000}) {
      CHECK(results_of(asked, left, "{\"k\":1}\n", threads, largest_read) == expected);
    }
  }
}

TEST_CASE("records of which much is made leave in portions") {
  LookupAsked asked = asked_for(JoinType::full);
  asked.options.every_row = true;
  std::string table, pairs1, pairs2;
  for (int i = 0; i < 200; ++i) {
    const std::string row =
        "{\"k\":1,\"r\":\"" + std::string(100'000, static_cast<char>('a' + i % 26)) + "\"}";
    table += row + '\n';
    pairs1 += "{\"k\":1,\"right\":" + row + "}\n";
    pairs2 += "{\"k\":1,\"l\":2,\"right\":" + row + "}\n";
  }
  const std::string left = "{\"k\":1}\n{\n{\"k\":1,\"l\":2}\n{\"k\":3}\n";
  const JoinProgram program = program_of(asked);
  const LoadedText loaded(program, asked.options, table);
  LookupRun run(program, asked.options, left, loaded->table);
  run.run(2);
  CHECK((run.results() == pairs1 + pairs2 + "{\"k\":3,\"right\":null}\n"));
  CHECK(run.said() == "in:2:2 unterminated object\n");
  CHECK(run.counts().sides[kLeft].matched == 2);
  CHECK(run.counts().sides[kRight].matched == 200);
  CHECK(run.counts().pairs == 400);
}

TEST_CASE("a great many short lines, and bad ones") {
  LookupAsked asked = asked_for(JoinType::anti);
  asked.on = ".";
  std::string left, expected, said;
  for (int i = 0; i < 40'000; ++i) {
    const bool is_bad = i % 5 == 0;
    left += is_bad ? "x\n" : i % 2 == 0 ? "1\n" : "2\n";
    if (is_bad) said += "in:" + std::to_string(i + 1) + ":1 expected a value\n";
    if (!is_bad && i % 2 != 0) expected += "2\n";
  }
  const JoinProgram program = program_of(asked);
  const LoadedText loaded(program, asked.options, "1\n");
  LookupRun run(program, asked.options, {}, loaded->table);
  run.take(left);
  CHECK((run.results() == expected));
  CHECK((run.said() == said));
}

TEST_CASE("keys of several parts") {
  LookupAsked asked = asked_for(JoinType::left);
  asked.on = "a, b";
  CHECK(results_of(asked,
                   "{\"a\":1,\"b\":\"x\"}\n{\"a\":1}\n{\"a\":1.0,\"b\":\"y\"}\n{\"b\":\"x\",\"a\":1}\n",
                   "{\"a\":1,\"b\":\"x\"}\n{\"a\":1}\n{\"a\":1,\"b\":\"y\"}\n") ==
        "{\"a\":1,\"b\":\"x\",\"right\":{\"a\":1,\"b\":\"x\"}}\n{\"a\":1,\"right\":null}\n"
        "{\"a\":1.0,\"b\":\"y\",\"right\":{\"a\":1,\"b\":\"y\"}}\n"
        "{\"b\":\"x\",\"a\":1,\"right\":{\"a\":1,\"b\":\"x\"}}\n");
}

}  // namespace
}  // namespace runnel::op
