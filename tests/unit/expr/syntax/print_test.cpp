#include "expr/syntax/print.h"

#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "expr/syntax/parser.h"
#include "expr/syntax/quote.h"

namespace runnel::expr {
namespace {

std::string canonical(std::string_view program) {
  const auto result = parse(program);
  if (const auto* error = std::get_if<Diagnostic>(&result)) return "error: " + error->message;
  return print(*std::get<ast::NodePtr>(result));
}

TEST_CASE("only parentheses that are needed are printed") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"((1+2))*3", "(1 + 2) * 3"},
      {"(1*2)+3", "1 * 2 + 3"},
      {"1-(2-3)", "1 - (2 - 3)"},
      {"(1-2)-3", "1 - 2 - 3"},
      {"(1//2)//3", "(1 // 2) // 3"},
      {"1//(2//3)", "1 // 2 // 3"},
      {"(1==2)==3", "(1 == 2) == 3"},
      {"1==(2==3)", "1 == (2 == 3)"},
      {"(.=1)=2", "(. = 1) = 2"},
      {"(.=1)//2", ". = 1 // 2"},
      {".=(1//2)", ". = (1 // 2)"},
      {"(1,2),3", "1, 2, 3"},
      {"1,(2,3)", "1, (2, 3)"},
      {"(1|2)|3", "(1 | 2) | 3"},
      {"1|(2|3)", "1 | 2 | 3"},
      {"(1|2),3", "(1 | 2), 3"},
      {"(1,2)|3", "1, 2 | 3"},
      {"(1 as $x|2)|3", "(1 as $x | 2) | 3"},
      {"1|(2 as $x|3)", "1 | 2 as $x | 3"},
      {"1,(2 as $x|3)", "1, 2 as $x | 3"},
      {"(1,(2 as $x|3))|4", "1, (2 as $x | 3) | 4"},
      {"(1|2) as $x|3", "(1 | 2) as $x | 3"},
      {"(1,2) as $x|3", "(1, 2) as $x | 3"},
      {"(1//2) as $x|3", "1 // 2 as $x | 3"},
      {"(1 as $x|2) as $y|3", "(1 as $x | 2) as $y | 3"},
      {"(def f:1;f)|2", "(def f: 1; f) | 2"},
      {"1+(def f:1;f)", "1 + (def f: 1; f)"},
      {"(label $x|1)//2", "(label $x | 1) // 2"},
      {"[(1 as $x|2)]", "[1 as $x | 2]"},
      {"f((1,2);(3|4))", "f(1, 2; 3 | 4)"},
      {"{a:(1|2)}", "{a: 1 | 2}"},
      {"{a:(1,2)}", "{a: (1, 2)}"},
      {"{a:((1,2)|3)}", "{a: (1, 2) | 3}"},
      {"{a:(1|(2,3))}", "{a: 1 | (2, 3)}"},
      {"{a:(1 as $x|2)}", "{a: (1 as $x | 2)}"},
      {"{a:[1,2]}", "{a: [1, 2]}"},
      {"-(1)", "-1"},
      {"-(-1)", "--1"},
      {"-(1+2)", "-(1 + 2)"},
      {"(-1).a", "(-1).a"},
      {"-(.a)", "-.a"},
      {"(-.a)+1", "-.a + 1"},
      {"try (1)", "1?"},
      {"try (1+2)", "(1 + 2)?"},
      {"(1+2)?", "(1 + 2)?"},
      {"try .a", "try .a"},
      {"(.a)?", "try .a"},
      {"(.a)?.b", "(.a)?.b"},
      {"(.a)??", "(.a)??"},
      {"(try 1 catch 2)?", "(try 1 catch 2)?"},
      {"try (try 1 catch 2)", "(try 1 catch 2)?"},
      {"(try 1 catch 2).a", "(try 1 catch 2).a"},
      {"try (1,2) catch (3|4)", "try (1, 2) catch (3 | 4)"},
      {"try (-1) catch (-2)", "try -1 catch -2"},
      {"(reduce (.[]) as $x ((0);(1))).a", "reduce .[] as $x (0; 1).a"},
      {"reduce (1,2) as $x (0;1)", "reduce (1, 2) as $x (0; 1)"},
      {"if (1|2) then (3,4) end", "if 1 | 2 then 3, 4 end"},
      {"(.a).b", ".a.b"},
      {"(.a|.b).c", "(.a | .b).c"},
      {".[(1,2)]", ".[1, 2]"},
      {".[(1):(2)]", ".[1:2]"},
      {"\"\\((1+2))\"", "\"\\(1 + 2)\""},
  };
  for (const auto& [program, text] : cases) {
    CAPTURE(program);
    CHECK(canonical(program) == text);
    CHECK(canonical(text) == text);
  }
}

TEST_CASE("a text that is escaped reads as itself") {
  CHECK(escape("a\"b\\c\n\t\r\x01\x7f é") == "a\\\"b\\\\c\\n\\t\\r\\u0001\\u007f é");
  CHECK(escape("\\(1)") == "\\\\(1)");
  const std::string all = [] {
    std::string text;
    for (char c = 0; c < 0x7F; ++c) text += c;
    return text + "\x7fé€😀";
  }();
  const auto result = parse("\"" + escape(all) + "\"");
  CHECK(std::get<ast::StringLiteral>(std::get<ast::NodePtr>(result)->v).texts[0] == all);
}

}  // namespace
}  // namespace runnel::expr
