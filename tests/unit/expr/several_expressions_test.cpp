// A program of several expressions over one record.
#include <string>
#include <vector>

#include "catch.h"
#include "expr/evaluator.h"
#include "expr/syntax/parser.h"
#include "json/validator.h"
#include "json/writer.h"

namespace runnel::expr {

namespace {

std::variant<Program, Fault> compiled(const std::vector<std::string>& texts) {
  std::vector<ast::NodePtr> trees;
  for (const std::string& text : texts) trees.push_back(std::get<ast::NodePtr>(parse(text)));
  return Program::compile(trees, {});
}

}  // namespace

TEST_CASE("the fields of all are found in one pass, and each is asked for itself") {
  const auto program = compiled({".a", ".b[]", ".a + .c", "[.d[] | . * 2]", "error(.a)"});
  const auto& several = std::get<Program>(program);
  REQUIRE(several.size() == 5);
  CHECK(several.code(1).many());
  CHECK_FALSE(several.code(2).many());
  Evaluator evaluator(several);
  for (const int a : {1, 5}) {
    std::string line = "{\"a\":" + std::to_string(a) + R"(,"b":[1,2,3],"c":10,"d":[4]})" + "\n";
    line.append(json::kPadding, ' ');
    REQUIRE_FALSE(evaluator.look_at(line.data()).malformed);
    json::Value value;
    REQUIRE(evaluator.value_of(2, value) == Flow::value);
    CHECK(value.number().i == a + 10);
    std::string outputs;
    CHECK(evaluator.outputs_of(1, [&](const json::Value& output) {
      json::append_json(outputs, output);
      return Evaluator::Demand::more;
    }) == Evaluator::Answer::holds);
    CHECK(outputs == "123");
    REQUIRE(evaluator.value_of(0, value) == Flow::value);
    CHECK(value.number().i == a);
    REQUIRE(evaluator.value_of(3, value) == Flow::value);
    std::string text;
    json::append_json(text, value);
    CHECK(text == "[8]");
    CHECK(evaluator.value_of(4, value) == Flow::error);
  }
}

TEST_CASE("of several the one that is wrong is named") {
  const auto program = compiled({".a", "lenght", ".b"});
  const auto& fault = std::get<Fault>(program);
  CHECK(fault.expression == 1);
  CHECK(fault.diagnostic.hint == "did you mean \"length\"?");
}

TEST_CASE("none at all is a program too") {
  const auto program = compiled({});
  Evaluator evaluator(std::get<Program>(program));
  std::string line = "{}\n";
  line.append(json::kPadding, ' ');
  CHECK_FALSE(evaluator.look_at(line.data()).malformed);
}

}  // namespace runnel::expr
