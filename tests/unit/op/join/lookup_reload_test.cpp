// The table of a lookup join is exchanged while records stream past.
#include <atomic>
#include <string>
#include <string_view>
#include <thread>

#include "catch.h"
#include "op/join/lookup_fixture.h"

namespace runnel::op {
namespace {

TEST_CASE("another table is put in place: what comes behind sees it, and rows that stay stay matched") {
  LookupAsked asked = asked_for(JoinType::full);
  asked.options.every_row = true;
  const JoinProgram program = program_of(asked);
  const LoadedText before(program, asked.options,
                          "{\"k\":1,\"r\":1}\n{\"k\":1,\"r\":2}\n{\"k\":2}\n{\"k\":3}\n{\"k\":4}\n");
  const LoadedText after(program, asked.options,
                         "{\"k\":3}\n{\"k\":1,\"r\":3}\n{\"k\":1,\"r\":2}\n{\"k\":4}\n{\"k\":5}\n{\"k\":2,"
                         "\"n\":1}\n{\"k\":6}\n");
  const std::string rows =
      "{\"right\":{\"k\":1,\"r\":3}}\n{\"right\":{\"k\":2,\"n\":1}}\n{\"right\":{\"k\":6}}\n";
  LookupRun run(program, asked.options, {}, before->table);
  run.take("{\"k\":1}\n{\"k\":2}\n{\"k\":5}\n");
  // Looked up in the old table, but its turn comes when the new one has been seen.
  LookupRun::Taken late = run.look_up("{\"k\":3}\n{\"k\":5}\n");
  run.table().put(after->table);
  run.take("{\"k\":4}\n");
  run.hand_on(late);
  const std::string results = run.results();
  CHECK(results ==
        "{\"k\":1,\"right\":{\"k\":1,\"r\":1}}\n{\"k\":1,\"right\":{\"k\":1,\"r\":2}}\n"
        "{\"k\":2,\"right\":{\"k\":2}}\n{\"k\":5,\"right\":null}\n{\"k\":4,\"right\":{\"k\":4}}\n"
        "{\"k\":3,\"right\":{\"k\":3}}\n{\"k\":5,\"right\":{\"k\":5}}\n");
  run.lookup().finish();
  CHECK(run.results() == results + rows);
  CHECK(run.counts().reloads == 1);
  CHECK(run.counts().sides[kRight].matched == 4);
  CHECK(run.counts().sides[kRight].unmatched == 3);
}

TEST_CASE("a table that is put in place when all has been read") {
  const LookupAsked asked = asked_for(JoinType::right);
  const JoinProgram program = program_of(asked);
  const LoadedText before(program, asked.options, "{\"k\":1}\n{\"k\":2}\n");
  const LoadedText after(program, asked.options, "{\"k\":2}\n{\"k\":1}\n{\"k\":3}\n");
  LookupRun run(program, asked.options, {}, before->table);
  run.take("{\"k\":1}\n");
  run.table().put(after->table);
  run.lookup().finish();
  CHECK(run.results() == "{\"k\":1,\"right\":{\"k\":1}}\n{\"right\":{\"k\":2}}\n{\"right\":{\"k\":3}}\n");
}

TEST_CASE("a batch sees one table, also where it is made in portions") {
  LookupAsked asked = asked_for(JoinType::left);
  const JoinProgram program = program_of(asked);
  const LoadedText before(program, asked.options, "{\"k\":1,\"r\":\"" + std::string(100'000, 'a') + "\"}\n");
  const LoadedText after(program, asked.options, "{\"k\":1}\n");
  std::string left;
  for (int i = 0; i < 100; ++i) left += "{\"k\":1}\n";
  LookupRun run(program, asked.options, {}, before->table);
  LookupRun::Taken taken = run.look_up(left);
  run.table().put(after->table);
  run.hand_on(taken);
  CHECK(run.results().size() > 100 * 100'000);
}

TEST_CASE("tables are exchanged while threads look into them") {
  const LookupAsked asked = asked_for(JoinType::full);
  const JoinProgram program = program_of(asked);
  const LoadedText a(program, asked.options, "{\"k\":1,\"r\":\"a\"}\n{\"k\":2}\n");
  const LoadedText b(program, asked.options, "{\"k\":2}\n{\"k\":1,\"r\":\"b\"}\n");
  constexpr int kLines = 20'000;
  std::string left;
  for (int i = 0; i < kLines; ++i) left += "{\"k\":1}\n";
  LookupRun run(program, asked.options, left, a->table, 5'000);
  std::atomic<bool> done{false};
  std::thread exchanger([&] {
    while (!done) {
      run.table().put(b->table);
      run.table().put(a->table);
    }
  });
  run.run(3);
  done = true;
  exchanger.join();
  const std::string with_a = "{\"k\":1,\"right\":{\"k\":1,\"r\":\"a\"}}\n";
  const std::string with_b = "{\"k\":1,\"right\":{\"k\":1,\"r\":\"b\"}}\n";
  std::string_view results = run.results();
  for (int i = 0; i < kLines; ++i) {
    const std::string_view line = results.substr(0, with_a.size());
    REQUIRE((line == with_a || line == with_b));
    results.remove_prefix(line.size());
  }
  // What is left are rows that nothing matched: that of key 2 for sure.
  CHECK(results.find("{\"right\":{\"k\":2}}\n") != std::string_view::npos);
}

}  // namespace
}  // namespace runnel::op
