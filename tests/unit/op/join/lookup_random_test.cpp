// The lookup join beside a twin that compares each record with each row.
#include <algorithm>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "json/canonical.h"
#include "json/parse.h"
#include "op/join/lookup_fixture.h"
#include "op/join/text.h"

namespace runnel::op {
namespace {

using Form = JoinTextOptions::Form;

constexpr JoinType kTypes[] = {JoinType::inner, JoinType::left, JoinType::right,
                               JoinType::full,  JoinType::semi, JoinType::anti};

struct Row {
  std::string text;
  std::string key;  // canonical; empty for null
  bool matched = false;
};

std::vector<Row> rows_of(std::string_view lines) {
  std::vector<Row> rows;
  while (!lines.empty()) {
    const size_t size = lines.find('\n');
    const auto value = json::parse(lines.substr(0, size));
    REQUIRE(value.ok());
    Row row{std::string(lines.substr(0, size)), {}, false};
    for (const auto& [name, part] : value->members()) {
      if (name.text() == "k" && row.key.empty() && !part.is_null()) json::append_canonical(row.key, part);
    }
    rows.push_back(row);
    lines.remove_prefix(size + 1);
  }
  return rows;
}

std::string slowly_joined(const LookupAsked& asked, const JoinProgram& program, std::string_view left,
                          std::string_view table) {
  const JoinType type = asked.options.type;
  std::vector<Row> rows = rows_of(table);
  if (!asked.options.every_row) {
    for (size_t i = 0; i < rows.size(); ++i) {
      for (size_t later = i + 1; later < rows.size(); ++later) {
        if (!rows[i].key.empty() && rows[i].key == rows[later].key) rows[i].text.clear();
      }
    }
    std::erase_if(rows, [](const Row& row) { return row.text.empty(); });
  }
  JoinText text(asked.options.text, program.select());
  std::string out;
  const auto write = [&](std::string_view l, std::string_view r) { REQUIRE(text.append(out, l, r)); };
  for (const Row& record : rows_of(left)) {
    bool any = false;
    for (Row& row : rows) {
      if (record.key.empty() || record.key != row.key) continue;
      any = row.matched = true;
      if (writes_pairs(type)) write(record.text, row.text);
    }
    const bool alone = any ? type == JoinType::semi : writes_unmatched(type, kLeft);
    if (alone) write(record.text, {});
  }
  for (const Row& row : rows) {
    if (!row.matched && writes_unmatched(type, kRight)) write({}, row.text);
  }
  return out;
}

std::string random_lines(std::minstd_rand& random, size_t count, std::string_view name) {
  static constexpr std::string_view kKeys[] = {"1",
                                               "1.0",
                                               "\"1\"",
                                               "\"a\"",
                                               "\"\\u0061\"",
                                               "null",
                                               "[1,2]",
                                               "[1.0, 2]",
                                               "true",
                                               "2",
                                               "3",
                                               "\"b\"",
                                               "{\"x\":1,\"y\":2}",
                                               "{\"y\":2,\"x\":1.0}",
                                               "4e0",
                                               "\"c d\""};
  std::string lines;
  for (size_t i = 0; i < count; ++i) {
    lines += "{\"" + std::string(name) + "\":" + std::to_string(i);
    if (random() % 10 != 0) lines += ", \"k\": " + std::string(kKeys[random() % std::size(kKeys)]);
    if (random() % 8 == 0) lines += ",\"right\":{\"k\":9}";
    lines += "}\n";
  }
  return lines;
}

TEST_CASE("random records: the same as comparing each with each row, in any reads and threads") {
  for (unsigned seed = 0; seed < 12; ++seed) {
    std::minstd_rand random(seed);
    const std::string left = random_lines(random, seed % 3 == 0 ? 400 : 40, "l");
    const std::string table = random_lines(random, seed % 4 == 0 ? 2 : 25, "r");
    for (const JoinType type : kTypes) {
      for (const Form form : {Form::nested, Form::flat, Form::select}) {
        LookupAsked asked = asked_for(type, form);
        asked.options.every_row = random() % 2 == 0;
        if (form == Form::select) asked.select = "[.left.l, .right.r], (.left.l | select(. == 7))";
        const JoinProgram program = program_of(asked);
        const std::string expected = slowly_joined(asked, program, left, table);
        CAPTURE(seed, static_cast<int>(type), static_cast<int>(form));
        CHECK(results_of(asked, left, table) == expected);
        CHECK(results_of(asked, left, table, 3, 1 + random() % 300) == expected);
      }
    }
  }
}

}  // namespace
}  // namespace runnel::op
