// A lookup that is saved and loaded.
#include <string>
#include <string_view>

#include "catch.h"
#include "op/join/lookup_fixture.h"

namespace runnel::op {
namespace {

constexpr JoinType kTypes[] = {JoinType::inner, JoinType::left, JoinType::right,
                               JoinType::full,  JoinType::semi, JoinType::anti};

TEST_CASE("a lookup saved at any record goes on as if nothing had happened") {
  const std::string rows =
      "{\"k\":1,\"r\":1}\n{\"k\":2,\"r\":2}\n{\"k\":null,\"r\":3}\n{\"k\":\"a\",\"r\":4}\n{\"k\":1,\"r\":5}"
      "\n";
  const std::string_view lines[] = {R"({"k":9,"t":1})",   R"({"k":1,"t":2})",    R"(no json)",
                                    R"({"k":"a","t":9})", R"({"k":null,"t":4})", R"({"k":1.0,"t":12})"};
  std::string all;
  for (const std::string_view line : lines) all.append(line) += '\n';
  for (const JoinType type : kTypes) {
    for (const bool every_row : {false, true}) {
      LookupAsked asked = asked_for(type);
      asked.time = ".t";
      asked.options.every_row = every_row;
      asked.options.sides[kLeft].watermark_delay = 0;
      asked.options.emit_watermarks = 1'000'000'000;
      const JoinProgram program = program_of(asked);
      const LoadedText table(program, asked.options, rows);
      auto run = std::make_unique<LookupRun>(program, asked.options, "", table->table);
      std::string found;
      for (const std::string_view line : lines) {
        run->take(line);
        found += run->results();
        ByteWriter saved;
        run->lookup().save(saved);
        auto next = std::make_unique<LookupRun>(program, asked.options, "", table->table);
        ByteReader reader(saved.bytes());
        next->lookup().load(reader);
        REQUIRE(reader.ok());
        REQUIRE(reader.at_end());
        for (size_t size = 0; size < saved.bytes().size(); size += 7) {
          ByteReader damaged(std::string_view(saved.bytes()).substr(0, size));
          LookupRun other(program, asked.options, "", table->table);
          other.lookup().load(damaged);
          CHECK_FALSE(damaged.ok());
        }
        run = std::move(next);
      }
      run->lookup().finish();
      CHECK(found + run->results() == results_of(asked, all, rows));
      CHECK(run->counts().sides[kLeft].records == 0);  // what earlier runs counted is not this one's
    }
  }
}

}  // namespace
}  // namespace runnel::op
