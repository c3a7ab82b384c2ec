#include "op/stats/field_columns.h"

#include <map>
#include <random>
#include <string>
#include <vector>

#include "catch.h"
#include "json/line_fixture.h"
#include "op/stats/extract.h"

namespace runnel::op {
namespace {

using agg::Scalar;

// Of each path the scalars as text, in their order.
std::map<std::string, std::string> told(const StatsExtract& extract) {
  std::vector<std::string> paths;
  std::map<std::string, std::string> told;
  for (size_t i = 0; i < extract.column_count; ++i) {
    const StatsColumn& column = extract.columns[i];
    std::string path = i == 0 ? "" : paths[column.parent];
    if (column.step == FieldStep::member) path += "." + std::string(column.name);
    if (column.step == FieldStep::element) path += "[]";
    if (column.step == FieldStep::other) path += ".*";
    paths.push_back(path);
    std::string& text = told[path];
    for (const Scalar& scalar : column.scalars) {
      text += std::to_string(scalar.row) + ":" + std::to_string(static_cast<int>(scalar.kind));
      if (scalar.is_string()) text += std::string(scalar.as_text());
      if (scalar.is_number()) text += std::to_string(scalar.as_number().as_double());
      if (scalar.kind == Scalar::Kind::array) text += std::to_string(scalar.length);
      text += ' ';
    }
  }
  return told;
}

// Lines of a few shapes, of which some are alike but for their values.
std::string random_line(std::minstd_rand& random) {
  const auto below = [&random](unsigned limit) { return static_cast<unsigned>(random() % limit); };
  const auto scalar = [&]() -> std::string {
    switch (below(7)) {
      case 0:
        return "null";
      case 1:
        return below(2) == 0 ? "true" : "false";
      case 2:
        return "\"text " + std::to_string(below(100)) + "\"";
      case 3:
        return R"("with \"escapes\" \u00e4")";
      case 4:
        return "-1.5e" + std::to_string(below(9));
      default:
        return std::to_string(below(1000));
    }
  };
  const auto array = [&] {
    std::string text = "[";
    for (unsigned i = 0, n = below(4); i < n; ++i) text += (i > 0 ? ", " : "") + scalar();
    return text + "]";
  };
  switch (below(5)) {
    case 0:
      return R"({"a":)" + scalar() + R"(,"b":)" + array() + R"(,"c":{"d":)" + scalar() + "}}";
    case 1:
      return R"({"a":)" + scalar() + R"(,"o":[{"x":)" + scalar() + "},[" + scalar() + R"(],{}],"e":{}})";
    case 2:
      return R"({"a":)" + scalar() + R"(,"a":)" + scalar() + R"(,"b":[)" + scalar() + ",[]]}";
    case 3:
      return R"({ "name \u0041" : )" + scalar() + R"( , "b":)" + array() + " }";
    default:
      return below(2) == 0 ? "{}" : array();
  }
}

TEST_CASE("a record that is known is taken apart as one that is not") {
  std::minstd_rand random(1);
  const std::vector<std::string> no_names;
  FieldColumns quick(no_names), slow(no_names);
  StatsExtract found, expected;
  int known = 0;
  for (int batch = 0; batch < 40; ++batch) {
    std::vector<json::PaddedLine> lines;
    for (int i = 0; i < 50; ++i) lines.emplace_back(random_line(random));
    found.clear();
    expected.clear();
    quick.start(found, {});
    slow.start(expected, {});
    for (uint16_t row = 0; row < lines.size(); ++row) {
      const char* const begin = lines[row].begin();
      const char* const end = quick.match(begin);
      if (end != nullptr) {
        REQUIRE(end == lines[row].newline());
        quick.add_known(row);
        ++known;
      } else {
        quick.learn(lines[row].text());
        // A record that turns out to be a bad one is not added.
        if (random() % 10 == 0) continue;
        quick.add_record(begin, row);
      }
      slow.add_record(begin, row);
    }
    CHECK(told(found) == told(expected));
    CHECK(found.scalars == expected.scalars);
  }
  CHECK(known > 200);
}

TEST_CASE("what is deep, or has a long name, is left out and counted each time") {
  const std::string deep = std::string(70, '[') + std::string(70, ']');
  const std::string longer(FieldColumns::kLongestName + 1, 'n');
  const std::vector<std::string> no_names;
  FieldColumns columns(no_names);
  StatsExtract found;
  columns.start(found, {});
  const json::PaddedLine line("{\"d\":" + deep + ",\"" + longer + "\":1,\"a\":2}");
  for (uint16_t row = 0; row < 3; ++row) {
    CHECK(columns.match(line.begin()) == nullptr);
    columns.learn(line.text());
    columns.add_record(line.begin(), row);
  }
  CHECK(found.left_out == 6);
  CHECK(told(found)[".a"] == "0:32.000000 1:32.000000 2:32.000000 ");
}

}  // namespace
}  // namespace runnel::op
