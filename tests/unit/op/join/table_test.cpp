#include "op/join/lookup/table.h"

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "op/join/lookup/table_builder.h"
#include "op/join/lookup_fixture.h"
#include "op/keyed/found_keys.h"

namespace runnel::op {
namespace {

FoundKey key_of(std::string_view canonical) {
  return {key_hash(canonical), canonical, {}};
}

// The texts of a key's rows, each with a space behind it.
std::string rows_of(const Table& table, std::string_view canonical) {
  std::string texts;
  for (RowId row = table.find(key_of(canonical)); row != Table::kNone; row = table.next(row)) {
    texts.append(table.text(row)).append(1, ' ');
  }
  return texts;
}

std::string all_rows(const Table& table) {
  std::string texts;
  for (RowId row = 0; row < table.end(); ++row) {
    if (table.is_row(row)) texts.append(table.text(row)).append(1, ' ');
  }
  return texts;
}

TEST_CASE("the last row of a key replaces the others, or all are there in their order") {
  const auto build = [](TableOptions::Rows rows) {
    TableBuilder builder({.rows = rows});
    CHECK(builder.add(key_of("1"), "a"));
    CHECK(builder.add(key_of("2"), "b"));
    CHECK(builder.add(key_of("1"), "c"));
    CHECK(builder.add_without_key("d"));
    CHECK(builder.add(key_of("1"), "e"));
    return builder.finish();
  };
  const auto last = build(TableOptions::Rows::last_alone);
  CHECK(rows_of(*last, "1") == "e ");
  CHECK(rows_of(*last, "2") == "b ");
  CHECK(rows_of(*last, "3").empty());
  CHECK(all_rows(*last) == "b d e ");
  CHECK(last->size().rows == 3);
  CHECK(last->size().null_keys == 1);
  CHECK(last->size().repeated_keys == 1);

  const auto all = build(TableOptions::Rows::all);
  CHECK(rows_of(*all, "1") == "a c e ");
  CHECK(all_rows(*all) == "a b c d e ");
  CHECK(all->size().rows == 5);
  CHECK(all->size().repeated_keys == 1);
}

TEST_CASE("an empty table") {
  const auto table = TableBuilder({}).finish();
  CHECK(rows_of(*table, "1").empty());
  CHECK(table->size().rows == 0);
  RowId row = 0;
  const FoundKey key = key_of("1");
  table->find_all({&key, 1}, &row);
  CHECK(row == Table::kNone);
}

TEST_CASE("texts that nobody writes take no memory") {
  TableBuilder builder({.texts = TableOptions::Texts::are_left_out});
  CHECK(builder.add(key_of("1"), std::string(1'000'000, 'x')));
  const auto table = builder.finish();
  CHECK(rows_of(*table, "1") == " ");
  CHECK(table->is_row(0));
  CHECK(table->size().bytes < 10'000);
}

TEST_CASE("many keys are found one by one and all at once") {
  std::minstd_rand random(1);
  TableBuilder builder({.rows = TableOptions::Rows::all});
  std::vector<std::vector<std::string>> rows(5'000);
  for (int i = 0; i < 20'000; ++i) {
    const size_t key = random() % rows.size();
    const std::string text(random() % 300, static_cast<char>('a' + random() % 26));
    CHECK(builder.add(key_of(std::to_string(key)), text));
    rows[key].push_back(text);
  }
  const auto table = builder.finish();
  std::vector<std::string> names;
  for (size_t key = 0; key < 6'000; ++key) names.push_back(std::to_string(key));
  std::vector<FoundKey> keys;
  for (const std::string& name : names) keys.push_back(key_of(name));
  std::vector<RowId> found(keys.size());
  table->find_all(keys, found.data());
  for (size_t key = 0; key < keys.size(); ++key) {
    CHECK(found[key] == table->find(keys[key]));
    std::string expected;
    for (const std::string& text : key < rows.size() ? rows[key] : std::vector<std::string>()) {
      expected += text + ' ';
    }
    CHECK(rows_of(*table, names[key]) == expected);
  }
}

TEST_CASE("a table is loaded: keys as == has them, null keys set apart") {
  LookupAsked asked;
  asked.options.every_row = true;
  asked.options.type = JoinType::full;
  const JoinProgram program = program_of(asked);
  const LoadedText loaded(program, asked.options,
                          "{\"k\":1,\"a\":1}\n\n{\"k\":\"1\",\"a\":2}\r\n {\"k\":1.0,\"a\":3}\n{\"a\":4}\n"
                          "{\"k\":null,\"a\":5}\n{\"k\":\"\\u0031\",\"a\":6}");
  CHECK(rows_of(loaded.table(), "1") == "{\"k\":1,\"a\":1}  {\"k\":1.0,\"a\":3} ");
  CHECK(rows_of(loaded.table(), "\"1\"") == "{\"k\":\"1\",\"a\":2}\r {\"k\":\"\\u0031\",\"a\":6} ");
  CHECK(loaded.table().size().rows == 6);
  CHECK(loaded.table().size().null_keys == 2);
  CHECK(loaded->records == 6);
  CHECK(loaded->name == "table");
  CHECK(loaded->extent == LoadedTable::Extent::whole);
  CHECK(note_of_repeated_keys(*loaded, asked.options).empty());
  asked.options.every_row = false;
  CHECK(note_of_repeated_keys(*loaded, asked.options) ==
        "table: 2 keys occur more than once; the last row of a key counts (--multi: each)");
}

TEST_CASE("the first time bad rows are bad records") {
  const LookupAsked asked{.on = "k: .k.x"};
  const JoinProgram program = program_of(asked);
  const std::string_view text = "{\"k\":{\"x\":1}}\n{\"k\n{\"k\":3}\n{\"k\":{\"x\":2}}\n";
  const LoadedText loaded(program, asked.options, text);
  CHECK(loaded.table().size().rows == 2);
  CHECK(loaded->extent == LoadedTable::Extent::whole);
  CHECK(loaded.said() ==
        "table:2:4 unterminated string\n"
        "table:3 Cannot index number with string (\"x\")\n");

  const LoadedText failed(program, asked.options, text, 1'000'000, 1, OnError::fail);
  CHECK(failed->extent == LoadedTable::Extent::ended);
  CHECK(failed.said() == "table:2:4 unterminated string\n");
}

TEST_CASE("rows must be objects where their members are put into a record") {
  LookupAsked asked{.on = ".k? // .", .options = {}};
  const JoinProgram program = program_of(asked);
  CHECK(LoadedText(program, asked.options, "7\n[1]\n").said().empty());
  asked.options.text.form = JoinTextOptions::Form::flat;
  const std::string said = LoadedText(program, asked.options, "7\n{\"k\":1}\n").said();
  CHECK(said.starts_with("table:1 the right record is no object (number)"));
}

TEST_CASE("a table that is loaded again refuses any bad row") {
  const LookupAsked asked;
  const JoinProgram program = program_of(asked);
  const auto reload = [&](std::vector<io::Piece> pieces) {
    io::Scripts scripts;
    scripts.add("table", io::Kind::plain, std::move(pieces));
    const FakeClock clock;
    const io::StopRequest stop;
    return reload_table({program, asked.options, "table", {}, clock, scripts.opener()}, stop);
  };
  const auto good = reload({"{\"k\":1}\n{\"k\":2}\n"});
  REQUIRE(good.ok());
  CHECK(good->table->size().rows == 2);
  CHECK(reload({"{\"k\":1}\n{\"k\":}\n"}).error().message == "table:2:6: expected a value");
  CHECK(reload({"{\"k\":1}\n5\n"}).error().message == "table:2: Cannot index number with string (\"k\")");
  CHECK(reload({"{\"k\":1}\n", Error{ErrorKind::source, "table: Input/output error"}}).error().message ==
        "table: Input/output error");
}

TEST_CASE("a stop leaves a table unfinished") {
  const LookupAsked asked;
  const JoinProgram program = program_of(asked);
  io::Scripts scripts;
  scripts.add("table", io::Kind::plain, {"{\"k\":1}\n"});
  const FakeClock clock;
  io::StopRequest stop;
  stop.request(0);
  const auto loaded = reload_table({program, asked.options, "table", {}, clock, scripts.opener()}, stop);
  CHECK((!loaded.ok() || loaded->extent == LoadedTable::Extent::ended));
}

TEST_CASE("the same table whatever the reads and threads") {
  std::minstd_rand random(7);
  std::string text;
  for (int i = 0; i < 3'000; ++i) {
    text += "{\"k\":" + std::to_string(random() % 500) + ",\"n\":" + std::to_string(i) + "}\n";
    if (random() % 100 == 0) text += "{\"n\":" + std::to_string(i) + "}\n";
  }
  for (const bool every_row : {false, true}) {
    LookupAsked asked;
    asked.options.every_row = every_row;
    asked.options.type = JoinType::full;
    const JoinProgram program = program_of(asked);
    const LoadedText first(program, asked.options, text);
    for (const int threads : {1, 3}) {
      for (const size_t largest_read : {7, 500, 100'000}) {
        const LoadedText again(program, asked.options, text, largest_read, threads);
        CHECK(all_rows(again.table()) == all_rows(first.table()));
        for (int key = 0; key < 501; ++key) {
          CHECK(rows_of(again.table(), std::to_string(key)) == rows_of(first.table(), std::to_string(key)));
        }
      }
    }
  }
}

}  // namespace
}  // namespace runnel::op
