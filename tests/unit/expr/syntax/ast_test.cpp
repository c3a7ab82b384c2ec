#include "expr/syntax/ast.h"

#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "expr/syntax/parse_fixture.h"

namespace runnel::expr {
namespace {

TEST_CASE("a node's place is its text, with the parentheses around it") {
  const std::string_view program = " (.a | .b ) + $__loc__";
  const ParseResult result = parse(program);
  const ast::Node& sum = *std::get<ast::NodePtr>(result);
  const auto text = [&](const ast::Node& node) {
    return program.substr(node.span.begin, node.span.end - node.span.begin);
  };
  const auto& binary = std::get<ast::Binary>(sum.v);
  CHECK(text(sum) == "(.a | .b ) + $__loc__");
  CHECK(text(*binary.left) == "(.a | .b )");
  CHECK(text(*binary.right) == "$__loc__");
  const auto& pipe = std::get<ast::Pipe>(binary.left->v);
  CHECK(text(*pipe.left) == ".a");
  const auto& index = std::get<ast::Index>(pipe.right->v);
  CHECK(text(*index.of) == ".");
  CHECK(text(*index.key) == ".b");
  CHECK(sum.height == 4);  // sum, pipe, index, key
}

TEST_CASE("$__loc__ knows its line") {
  const ParseResult result = parse("$__loc__ |\n# c\n$__loc__");
  const auto& pipe = std::get<ast::Pipe>(std::get<ast::NodePtr>(result)->v);
  CHECK(std::get<ast::Location>(pipe.left->v).line == 1);
  CHECK(std::get<ast::Location>(pipe.right->v).line == 3);
}

TEST_CASE("equal trees are those with the same shape and contents") {
  const std::vector<std::string> programs = {".",
                                             "..",
                                             "1",
                                             "2",
                                             "1.0",
                                             "1s",
                                             "\"a\"",
                                             "\"b\"",
                                             "@text \"a\"",
                                             "@text",
                                             "@json",
                                             "\"a\\(1)\"",
                                             ".a",
                                             ".a?",
                                             "(.a)?",
                                             ".b",
                                             ".[1:]",
                                             ".[:1]",
                                             ".[1:1]",
                                             ".[1:]?",
                                             ".[]",
                                             ".[]?",
                                             "$a",
                                             "$b",
                                             "$ENV",
                                             "$__loc__",
                                             "[]",
                                             "[1]",
                                             "{}",
                                             "{a}",
                                             "{b}",
                                             "{a: 1}",
                                             "{$a}",
                                             "{a, b}",
                                             "-1",
                                             "1 + 1",
                                             "1 - 1",
                                             "1 and 1",
                                             "1 or 1",
                                             "1 // 1",
                                             "1 | 1",
                                             "1, 1",
                                             ". = 1",
                                             ". |= 1",
                                             "null",
                                             "true",
                                             "false",
                                             "if 1 then 1 end",
                                             "if 1 then 1 else 1 end",
                                             "if 1 then 1 elif 1 then 1 end",
                                             "1 as $a | 1",
                                             "1 as $b | 1",
                                             "1 as [$a] | 1",
                                             "1 as [$a, $a] | 1",
                                             "1 as {$a} | 1",
                                             "1 as {a: $a} | 1",
                                             "1 as {$a: $a} | 1",
                                             "1 as $a ?// $a | 1",
                                             "reduce 1 as $a (1; 1)",
                                             "foreach 1 as $a (1; 1)",
                                             "foreach 1 as $a (1; 1; 1)",
                                             "def f: 1; 1",
                                             "def g: 1; 1",
                                             "def f(a): 1; 1",
                                             "def f($a): 1; 1",
                                             "f",
                                             "f(1)",
                                             "f(1; 1)",
                                             "label $a | 1",
                                             "label $b | 1",
                                             "break $a",
                                             "break $b",
                                             "try 1",
                                             "try 1 catch 1"};
  for (size_t i = 0; i < programs.size(); ++i) {
    for (size_t j = 0; j < programs.size(); ++j) {
      CAPTURE(programs[i], programs[j]);
      const ParseResult a = parse(programs[i]);
      const ParseResult b = parse(" (" + programs[j] + ")");
      CHECK(ast::equal(*std::get<ast::NodePtr>(a), *std::get<ast::NodePtr>(b)) == (i == j));
    }
  }
}

}  // namespace
}  // namespace runnel::expr
