#include "expr/parser.h"

#include <rapidcheck.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "expr/print.h"
#include "expr/random_program.h"

namespace runnel::expr {
namespace {

using Result = std::variant<ast::NodePtr, Diagnostic>;

// The program with parentheses around everything, or what is wrong with it.
std::string grouped(std::string_view program) {
  const Result result = parse(program);
  if (const auto* error = std::get_if<Diagnostic>(&result)) return "error: " + error->message;
  return print(*std::get<ast::NodePtr>(result), Parentheses::all);
}

// Empty where the program's own text, printed and parsed again, gives an equal tree.
std::string round_trip_fault(std::string_view program) {
  const Result first = parse(program);
  if (const auto* error = std::get_if<Diagnostic>(&first)) return render(*error, program);
  const ast::Node& tree = *std::get<ast::NodePtr>(first);
  for (const Parentheses parentheses : {Parentheses::needed, Parentheses::all}) {
    const std::string text = print(tree, parentheses);
    const Result second = parse(text);
    if (const auto* error = std::get_if<Diagnostic>(&second)) return render(*error, text);
    const ast::Node& again = *std::get<ast::NodePtr>(second);
    if (!ast::equal(tree, again) || print(again, parentheses) != text) return text;
  }
  return {};
}

struct Grouping {
  std::string program;
  std::string grouped;
};

void check(const std::vector<Grouping>& cases) {
  for (const Grouping& c : cases) {
    CAPTURE(c.program);
    CHECK(grouped(c.program) == c.grouped);
    if (!c.grouped.starts_with("error")) CHECK(round_trip_fault(c.program) == "");
  }
}

TEST_CASE("operators group as in jq") {
  check({
      {"1 + 2 * 3", "(1 + (2 * 3))"},
      {"1 - 2 - 3", "((1 - 2) - 3)"},
      {"1 / 2 % 3 * 4", "(((1 / 2) % 3) * 4)"},
      {"1 or 2 and 3", "(1 or (2 and 3))"},
      {"1 and 2 or 3", "((1 and 2) or 3)"},
      {"1 or 2 or 3", "((1 or 2) or 3)"},
      {"1 // 2 // 3", "(1 // (2 // 3))"},
      {"1 + 2 == 3 and 4 < 5", "(((1 + 2) == 3) and (4 < 5))"},
      {". = 1 // 2", "((. = 1) // 2)"},
      {"1 // . = 2", "(1 // (. = 2))"},
      {".a = 1 or .b", "(.a = (1 or .b))"},
      {".a and .b = 1", "((.a and .b) = 1)"},
      {".a // .b = 1 // 2", "(.a // ((.b = 1) // 2))"},
      {". |= 1 + 2", "(. |= (1 + 2))"},
      {". = 1, 2", "((. = 1), 2)"},
      {".a | .b, .c | .d", "(.a | ((.b, .c) | .d))"},
      {"1, 2, 3", "((1, 2), 3)"},
      {"1 | 2 | 3", "(1 | (2 | 3))"},
      {"1 == 2, 3 != 4 | 5 // 6", "(((1 == 2), (3 != 4)) | (5 // 6))"},
      {".a =~ \"x\" and .b !~ \"y\" or 1", "(((.a =~ \"x\") and (.b !~ \"y\")) or 1)"},
      {"1 + 2 =~ \"3\"", "((1 + 2) =~ \"3\")"},
      {"1 <= 2 | 3 >= 4 | 5 > 6", "((1 <= 2) | ((3 >= 4) | (5 > 6)))"},
      {".a += 1 | .b -= 2 | .c *= 3 | .d /= 4 | .e %= 5 | .f //= 6",
       "((.a += 1) | ((.b -= 2) | ((.c *= 3) | ((.d /= 4) | ((.e %= 5) | (.f //= 6))))))"},
      {"((1))", "1"},
      {"(1 + 2) * 3", "((1 + 2) * 3)"},
  });
}

TEST_CASE("unary minus and try take one term") {
  check({
      {"-1 + 2", "((-1) + 2)"},
      {"2 * -3 + 1", "((2 * (-3)) + 1)"},
      {"1 - -1", "(1 - (-1))"},
      {"1---1", "(1 - (-(-1)))"},
      {"-.a.b[0]?", "(-.a.b[0]?)"},
      {"-1?", "(-(try 1))"},
      {"-(1, 2)", "(-(1, 2))"},
      {".a-1", "(.a - 1)"},
      {".a-b", "(.a - b)"},
      {"try 1 + 2", "((try 1) + 2)"},
      {"try error // 5", "((try error) // 5)"},
      {"1 + try 2 + 3", "((1 + (try 2)) + 3)"},
      {"try -1", "(try (-1))"},
      {"-try 1 + 2", "((-(try 1)) + 2)"},
      {"try 1 catch . + 2", "((try 1 catch .) + 2)"},
      {"try 1 catch 2 catch 3", "error: expected an operator, not \"catch\""},
      {"try try 1 catch 2 catch 3", "(try (try 1 catch 2) catch 3)"},
      {"try 1 catch try 2 catch 3", "(try 1 catch (try 2 catch 3))"},
      {"try . .a", "(try .a)"},
      {"try .a catch .b?", "(try .a catch .b?)"},
      {"(try .a).b", "(try .a).b"},
      {"try reduce . as $x (0; 1) .k", "(try reduce . as $x (0; 1).k)"},
  });
}

TEST_CASE("steps, and what a question mark belongs to") {
  check({
      {".a.b.c", ".a.b.c"},
      {".a.\"b c\".d", ".a.\"b c\".d"},
      {".[\"a\"]", ".a"},
      {".a.[\"b\"].[0].[]", ".a.b[0][]"},
      {". .a", ".a"},
      {". \"a\"", ".a"},
      {".a .b", ".a.b"},
      {". [0]", ".[0]"},
      {".a.\"x\\(1)\"", ".a.\"x\\(1)\""},
      {".@base64 \"x\"", ".@base64 \"x\""},
      {".[1:]", ".[1:]"},
      {".[:1]", ".[:1]"},
      {".[-1:2]", ".[(-1):2]"},
      {".[1:2, 3]", ".[1:(2, 3)]"},
      {".[1 as $x | $x:2]", ".[(1 as $x | $x):2]"},
      {".[.a]", ".[.a]"},
      {"[1][0]", "[1][0]"},
      {"\"abc\"[0:1]", "\"abc\"[0:1]"},
      {"1 .a", "1 .a"},
      {"1.[0]", "1[0]"},
      {"5m.a", "5m.a"},
      {".. .a", ".. .a"},
      {"...a", ".. .a"},
      {"..[0]", "..[0]"},
      {"..\"a\"", "error: expected an operator, not a string"},
      {"{a: 1}.a", "{a: 1}.a"},
      {"if . then 1 end.a", "if . then 1 end.a"},
      {".a?", ".a?"},
      {".a??", "(try .a?)"},
      {"(.a)?", "(try .a)"},
      {"try .a", "(try .a)"},
      {".a?.b", ".a?.b"},
      {"(.a.b)?.c", "(try .a.b).c"},
      {".[]?", ".[]?"},
      {".[0]?[1:]?", ".[0]?[1:]?"},
      {"f?", "(try f)"},
      {"1??", "(try (try 1))"},
      {".a? // 1", "(.a? // 1)"},
      {".[.a?:.b]", ".[.a?:.b]"},
  });
}

TEST_CASE("bindings reach to the right end, and their source to the left") {
  check({
      {"1 as $x | 2, $x | 3", "(1 as $x | ((2, $x) | 3))"},
      {"1 + 2 as $x | 3", "((1 + 2) as $x | 3)"},
      {"1 // 2 as $x | 3", "((1 // 2) as $x | 3)"},
      {".a = 1 as $x | 3", "((.a = 1) as $x | 3)"},
      {"-1 as $x | 3", "((-1) as $x | 3)"},
      {"1, 2 as $x | 3", "(1, (2 as $x | 3))"},
      {"1 | 2 as $x | 3", "(1 | (2 as $x | 3))"},
      {"1 + (2 as $x | 3)", "(1 + (2 as $x | 3))"},
      {"(1 as $x | 2) | 3", "((1 as $x | 2) | 3)"},
      {"(1 as $x | 2), 3", "((1 as $x | 2), 3)"},
      {"1, (2 as $x | 3), 4", "((1, (2 as $x | 3)), 4)"},
      {"[1 as $x | $x, 2]", "[(1 as $x | ($x, 2))]"},
      {"1 as $x | 2 as $y | 3", "(1 as $x | (2 as $y | 3))"},
      {"1 as $if | $if", "(1 as $if | $if)"},
      {"1 as $a::b | $a::b", "(1 as $a::b | $a::b)"},
      {". as [$a, [$b]] | 1", "(. as [$a, [$b]] | 1)"},
      {". as {$a, b: $c, \"d e\": [$f], $g: {$h}} | 1", "(. as {$a, b: $c, \"d e\": [$f], $g: {$h}} | 1)"},
      {". as {(1, 2 | tostring): $b, @json \"x\": $c, \"y\\(1)\": $d, if: $e} | 1",
       "(. as {(((1, 2) | tostring)): $b, @json \"x\": $c, \"y\\(1)\": $d, if: $e} | 1)"},
      {". as [$a] ?// {$a} ?// $a | 1", "(. as [$a] ?// {$a} ?// $a | 1)"},
      {"def f: 1; f, 2 | 3", "(def f: 1; ((f, 2) | 3))"},
      {"def f: 1; def g: 2; 3", "(def f: 1; (def g: 2; 3))"},
      {"def f: def g: 3; g; f", "(def f: (def g: 3; g); f)"},
      {"def f(a; $b): a + $b; f(1; 2)", "(def f(a; $b): (a + $b); f(1; 2))"},
      {"def a::b($if): 1; a::b(2)", "(def a::b($if): 1; a::b(2))"},
      {"1 | def f: 2; f", "(1 | (def f: 2; f))"},
      {"1, def f: 2; f, 3", "(1, (def f: 2; (f, 3)))"},
      {"label $x | 1, break $x", "(label $x | (1, break $x))"},
      {"1, label $x | 2 | 3", "(1, (label $x | (2 | 3)))"},
      {"reduce .[] as $x (0; . + $x)", "reduce .[] as $x (0; (. + $x))"},
      {"reduce 1 + 2 as $x (0; 1) | 3", "(reduce (1 + 2) as $x (0; 1) | 3)"},
      {"reduce .[] as [$a, $b] (0; 1 | 2)", "reduce .[] as [$a, $b] (0; (1 | 2))"},
      {"reduce .[] as [$a] ?// $a (0; 1)", "reduce .[] as [$a] ?// $a (0; 1)"},
      {"foreach .[] as $x (0; . + $x)", "foreach .[] as $x (0; (. + $x))"},
      {"foreach .[] as {$x} (0; 1; 2, 3)", "foreach .[] as {$x} (0; 1; (2, 3))"},
      {"foreach -1 as $x (0; 1) | 2", "(foreach (-1) as $x (0; 1) | 2)"},
  });
}

TEST_CASE("construction") {
  check({
      {"[]", "[]"},
      {"[1, 2 | 3]", "[((1, 2) | 3)]"},
      {"{}", "{}"},
      {"{a: 1, \"b\": 2, \"c d\": 3, if: 4, true: 5}", "{a: 1, b: 2, \"c d\": 3, if: 4, true: 5}"},
      {"{a: 1,}", "{a: 1}"},
      {"{a, \"b\", \"c d\", if, $x, $__loc__, $ENV}", "{a, b, \"c d\", if, $x, $__loc__, $ENV}"},
      {"{$x: 1, @base64 \"x\": 2, @base64 \"y\", \"z\\(1)\": 3, \"z\\(1)\"}",
       "{$x: 1, @base64 \"x\": 2, @base64 \"y\", \"z\\(1)\": 3, \"z\\(1)\"}"},
      {"{(1, 2 | tostring): 3}", "{(((1, 2) | tostring)): 3}"},
      {"{(\"a\"): 1}", "{a: 1}"},
      {"{a::b: 1}", "{\"a::b\": 1}"},
      {"{a: 1 | 2 | 3, b: 4}", "{a: (1 | (2 | 3)), b: 4}"},
      {"{a: 1 + 2 // 3}", "{a: ((1 + 2) // 3)}"},
      {"{a: .x = 1}", "{a: (.x = 1)}"},
      {"{a: -1 | -2}", "{a: ((-1) | (-2))}"},
      {"{a: (1, 2)}", "{a: (1, 2)}"},
      {"{a: (1, 2) | 3}", "{a: ((1, 2) | 3)}"},
      {"{a: reduce . as $x (0; 1) | 5}", "{a: (reduce . as $x (0; 1) | 5)}"},
      {"{a: try 1 catch 2 | 5}", "{a: ((try 1 catch 2) | 5)}"},
      {"{a: (1 as $x | 2)}", "{a: (1 as $x | 2)}"},
      {"{a: if 1 then 2 end}", "{a: if 1 then 2 end}"},
      {"\"a\\(1 + 2)b\\(\"c\\(3)\")\"", "\"a\\((1 + 2))b\\(\"c\\(3)\")\""},
      {"\"\\(1 as $x | $x)\"", "\"\\((1 as $x | $x))\""},
      {"@base64 \"x\\(1, 2)\"", "@base64 \"x\\((1, 2))\""},
      {"@text\"a\" + @json", "(@text \"a\" + @json)"},
      {"if 1 then 2 end", "if 1 then 2 end"},
      {"if 1, 2 then 3 | 4 elif 5 then 6 else 7 end + 8",
       "(if (1, 2) then (3 | 4) elif 5 then 6 else 7 end + 8)"},
      {"if 1 then 2 else if 3 then 4 end end", "if 1 then 2 else if 3 then 4 end end"},
      {"if 1then 2else 3end", "if 1 then 2 else 3 end"},
      {"if def f: 1; f then label $x | 2 else 3 as $y | 4 end",
       "if (def f: 1; f) then (label $x | 2) else (3 as $y | 4) end"},
      {"f(1; 2 | 3; def g: 4; g)", "f(1; (2 | 3); (def g: 4; g))"},
      {"true, false, null, not", "(((true, false), null), not)"},
      {"true(1)", "true(1)"},
      {"$__loc__.line", "$__loc__.line"},
      {"1as $x|$x", "(1 as $x | $x)"},
      {"now-5m", "(now - 5m)"},
      {".5 + 5. + 007", "((0.5 + 5) + 7)"},
      {"\"\\u00e9\\/\\b\\u007f\"", "\"é/\\u0008\\u007f\""},
  });
}

TEST_CASE("an empty program passes its input on") {
  check({{"", "."}, {" \t\r\n", "."}, {"# only a comment", "."}});
}

TEST_CASE("what jq refuses is refused") {
  for (const std::string_view program : {"1 + def f: 1; f",
                                         "1 + label $x | 1",
                                         "{a: 1 as $x | 2}",
                                         "{a: def f: 1; f}",
                                         "{a: label $x | 1}",
                                         "{a: 1, (b): 2, ,}",
                                         "{,}",
                                         "{@base64}",
                                         "{(1): 2}",
                                         "{(null): 1}",
                                         "{(true): 1}",
                                         "{([1, 2]): 1}",
                                         "{({}): 1}",
                                         "{a.b: 1}",
                                         "{1: 2}",
                                         "{$__loc__: 1}",
                                         "{a b}",
                                         "{a: 1 b: 2}",
                                         "{a: 1; b: 2}",
                                         "{(1)}",
                                         "[1,]",
                                         ". as [] | 1",
                                         ". as {} | 1",
                                         ". as {a} | 1",
                                         ". as {\"a\"} | 1",
                                         ". as {$__loc__} | 1",
                                         ". as $__loc__ | 1",
                                         ". as {(1): $x} | 1",
                                         ". as [$a,] | 1",
                                         "1 as $x",
                                         "1 as x | 2",
                                         "1 ?// 2",
                                         ".a?//1",
                                         ".a.[1:2]",
                                         ".[:]",
                                         ".[1:2:3]",
                                         ".[]x",
                                         "..a",
                                         "...",
                                         "....",
                                         ". a",
                                         ".a. b",
                                         ".a.",
                                         "1.a",
                                         "1..2",
                                         "1.5.5",
                                         ".a.0",
                                         "1 2",
                                         "\"x\" \"y\"",
                                         "1 == 1 == 1",
                                         "1 < 2 + 3 < 3",
                                         ". = 1 = 2",
                                         ". |= 1 += 2",
                                         "1 +",
                                         "+1",
                                         "| 1",
                                         "1 |",
                                         "1 | | 2",
                                         "1,, 2",
                                         "()",
                                         "(1",
                                         "1)",
                                         "[(1])",
                                         "\"\\()\"",
                                         "\"\\(1;2)\"",
                                         "if 1 then 2",
                                         "if 1 2 end",
                                         "if then 2 end",
                                         "if 1 then end",
                                         "if 1 then 2 else end",
                                         "if 1 then 2 elif 3 end",
                                         "if 1 then 2 else 3 elif 4 then 5 end",
                                         "try",
                                         "try 1 catch",
                                         "try def f: 1; f",
                                         "-def f: 1; f",
                                         "reduce . as $x (0)",
                                         "reduce . as $x (0; 1; 2)",
                                         "reduce 1, 2 as $x (0; 1)",
                                         "foreach . as $x (0)",
                                         "foreach . as $x (0; 1; 2; 3)",
                                         "def f: 1;",
                                         "(def f: 1;)",
                                         "def f(): 1; f",
                                         "def f(a;): 1; f",
                                         "def f(a, b): 1; f",
                                         "def if: 1; 2",
                                         "def f(if): 1; 2",
                                         "def $f: 1; 2",
                                         "def f 1; f",
                                         "def f: 1 f",
                                         "f()",
                                         "f(1;)",
                                         "f(1",
                                         "label x | 1",
                                         "label $x",
                                         "break",
                                         "break x",
                                         "@ base64",
                                         "@base64 @base64",
                                         "$ x",
                                         "$1",
                                         "and",
                                         "then",
                                         "a:: b",
                                         "::a",
                                         "import \"a\" as a; 1",
                                         "include \"a\"; 1",
                                         "1 as $x | "}) {
    CAPTURE(program);
    CHECK(grouped(program).starts_with("error: "));
  }
}

TEST_CASE("a node's place is its text, with the parentheses around it") {
  const std::string_view program = " (.a | .b ) + $__loc__";
  const Result result = parse(program);
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
  const Result result = parse("1 |\n# c\n$__loc__");
  const auto& pipe = std::get<ast::Pipe>(std::get<ast::NodePtr>(result)->v);
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
      const Result a = parse(programs[i]);
      const Result b = parse(" (" + programs[j] + ")");
      CHECK(ast::equal(*std::get<ast::NodePtr>(a), *std::get<ast::NodePtr>(b)) == (i == j));
    }
  }
}

std::string repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

// Each with `count` levels around or after a 1.
std::vector<std::string> deep_programs(int count) {
  const auto around = [&](std::string_view before, std::string_view after) {
    return repeated(before, count) + "1" + repeated(after, count);
  };
  return {around("(", ")"),
          around("[", "]"),
          around("{a:", "}"),
          around(".[", "]"),
          around("\"\\(", ")\""),
          around("f(", ")"),
          around("-", ""),
          around("try ", ""),
          around("def f: ", "; 1"),
          around("def f: 1; ", ""),
          around("1 as $x | ", ""),
          around("label $x | ", ""),
          around("if ", " then 1 end"),
          around("reduce 1 as $x (0; ", ")"),
          around("1 as {(f | ", "): $x} | 1"),
          around("1 + [", "]"),
          around("", "+1"),
          around("", "//1"),
          around("", "|1"),
          around("", ",1"),
          around("", " or 1"),
          around("", " .a"),
          around("", "[0]"),
          around("", "?"),
          around("1|", ""),
          "1 as " + repeated("[", count) + "$x" + repeated("]", count) + " | 1",
          "1 as " + repeated("{a:", count) + "$x" + repeated("}", count) + " | 1"};
}

TEST_CASE("nesting up to the limit is parsed, printed and destroyed") {
  for (const std::string& program : deep_programs(kMaxProgramDepth / 2 - 2)) {
    CAPTURE(program.substr(0, 20));
    CHECK(round_trip_fault(program) == "");
  }
}

TEST_CASE("nesting beyond the limit is an error, in time that grows with the text") {
  for (const int levels : {kMaxProgramDepth, 100'000}) {
    for (const std::string& program : deep_programs(levels)) {
      CAPTURE(levels, program.substr(0, 20), program.substr(program.size() - 20));
      CHECK(grouped(program) == "error: the program is nested too deeply: more than 1000 levels");
    }
  }
}

TEST_CASE("brackets that are never closed are an error at any depth") {
  for (const std::string_view opening : {"(", "[", "{a:", "\"\\(", "f(", "if ", "1 as [", "1 as {a:", ".["}) {
    CAPTURE(opening);
    CHECK(grouped(repeated(opening, 100'000)).starts_with("error: "));
  }
}

TEST_CASE("well-formed programs at random are parsed and print to themselves") {
  CHECK(rc::check([] {
    const std::string program = random_query(2);
    const std::string fault = round_trip_fault(program);
    if (!fault.empty()) RC_FAIL(program + "\n" + fault);
  }));
}

TEST_CASE("tokens in any order give a tree or an error with a place") {
  CHECK(rc::check([] {
    std::string program;
    for (int more = random_below(30); more > 0; --more) {
      program += one_of(
          {".",     "..",    ".a",    "a",     "$x",     "1",       "1h",       "\"",     "\\(",    ")",
           "(",     "[",     "]",     "{",     "}",      ":",       ";",        ",",      "|",      "?",
           "?//",   "//",    "=",     "==",    "+",      "-",       "and",      "as",     "def ",   " if ",
           "then ", " end ", "else ", "try ",  "catch ", "reduce ", "foreach ", "label ", "break ", "@json",
           "#",     "\n",    "\\",    "\"b\"", " ",      "\xff",    "!"});
    }
    const Result result = parse(program);
    if (const auto* error = std::get_if<Diagnostic>(&result)) {
      RC_ASSERT(error->span.begin <= error->span.end);
      RC_ASSERT(error->span.end <= program.size());
      RC_ASSERT(!error->message.empty());
      RC_ASSERT(!render(*error, program).empty());
    } else {
      RC_ASSERT(round_trip_fault(program) == "");
    }
  }));
}

}  // namespace
}  // namespace runnel::expr
