#include <string>
#include <vector>

#include "catch.h"
#include "expr/syntax/parser.h"

namespace runnel::expr {
namespace {

std::string rendered(std::string_view program) {
  const auto result = parse(program);
  const auto* error = std::get_if<Diagnostic>(&result);
  return error == nullptr ? "(no error)" : render(*error, program);
}

struct Case {
  std::string program;
  std::string message;
  std::string marks;  // the line beneath the program
  std::string hint;
};

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    std::string expected = c.message + "\n  " + c.program + "\n  " + c.marks;
    if (!c.hint.empty()) expected += "\n" + c.hint;
    CAPTURE(c.program);
    CHECK(rendered(c.program) == expected);
  }
}

TEST_CASE("habits from other languages are answered with what jq writes") {
  check({
      {".a && .b", "\"&&\" is not an operator", "   ^^", "write \"and\""},
      {".a || .b", "\"||\" is not an operator", "   ^^", "write \"or\""},
      {"!.a", "\"!\" is not an operator", "^", "write ... | not"},
      {".a === 1", "\"===\" is not an operator", "   ^^^", "write \"==\""},
      {".a !== 1", "\"!==\" is not an operator", "   ^^^", "write \"!=\""},
      {".a <> 1", "\"<>\" is not an operator", "   ^^", "write \"!=\""},
      {".a =< 1", "\"=<\" is not an operator", "   ^^", "write \"<=\""},
      {".a => 1", "\"=>\" is not an operator", "   ^^", "write \">=\", or \":\" between a key and its value"},
      {".a ~= \"x\"", "\"~=\" is not an operator", "   ^^", "write \"=~\""},
      {".a ** 2", "\"**\" is not an operator", "   ^^", "write pow(a; b)"},
      {".a == 'x'", "unexpected character \"'\"", "      ^", "a string stands in double quotes: \"text\""},
      {".a == “x”", "unexpected character \"“\"", "      ^", "a string stands in double quotes: \"text\""},
      {".a – 1", "unexpected character \"–\"", "   ^", "write a plain \"-\""},
      {".é", "unexpected character \"é\"", " ^",
       "a name that is not plain ASCII stands in quotes: .\"name\""},
      {".a AND .b", "expected an operator, not \"AND\"", "   ^^^", "write \"and\""},
      {".a not", "expected an operator, not \"not\"", "   ^^^", "write ... | not"},
      {".a is null", "expected an operator, not \"is\"", "   ^^", "write \"==\""},
      {".a in (1)", "expected an operator, not \"in\"", "   ^^",
       "to look for a value in a list write a | IN(b, c)"},
      {".a like \"x\"", "expected an operator, not \"like\"", "   ^^^^",
       "to match a regular expression write a =~ \"re\""},
      {".a contains(\"x\")", "expected an operator, not \"contains\"", "   ^^^^^^^^",
       "to call a function on a value write ... | contains"},
      {"test \"x\"", "expected an operator, not a string", "     ^",
       "arguments stand in parentheses: test(...)"},
      {"\"a\" \"b\"", "expected an operator, not a string", "    ^", "strings are joined by \"+\""},
      {".a ? 1 : 2", "expected an operator, not \"1\"", "     ^",
       "a choice is written if a then b else c end"},
      {".a ?? 1", "expected an operator, not \"1\"", "      ^", "for a default write a // b"},
      {".a ?: 1", "expected an operator, not \":\"", "    ^", "for a default write a // b"},
      {".a?//1", "expected an operator, not \"?//\"", "  ^^^",
       "\"?//\" stands between patterns; for a default write a? // b, with a blank"},
      {"if 1 then 2 elseif 3 then 4 end", "expected an operator or \"end\", not \"elseif\"",
       "            ^^^^^^", "write \"elif\""},
      {"if 1 then 2 else if 3 then 4 end", "\"if\" without \"end\"", "^^",
       "an \"if\" after \"else\" needs an \"end\" of its own; or write \"elif\""},
      {"import \"a\" as a; 1", "\"import\": modules are not supported", "^^^^^^",
       "put the definitions in front of the program"},
      {". as x | 1", "expected a variable or a pattern, not \"x\"", "     ^",
       "the name of a variable begins with \"$\": $x"},
  });
}

TEST_CASE("a bracket that is not closed is shown where it opens") {
  check({
      {"(.a + 1", "\"(\" is never closed", "^", "expected \")\" before the end of the program"},
      {"[.a, [.b]", "\"[\" is never closed", "^", "expected \"]\" before the end of the program"},
      {"{a: 1", "\"{\" is never closed", "^", "expected \",\" or \"}\" before the end of the program"},
      {".a[0", "\"[\" is never closed", "  ^", "expected \"]\" before the end of the program"},
      {"f(1; 2", "\"(\" is never closed", " ^", "expected \";\" or \")\" before the end of the program"},
      {"[(.a]", "\"(\" is not closed before \"]\"", " ^", "expected \")\" before \"]\""},
      {"\"a \\(.b] c\"", "\"\\(\" is not closed before \"]\"", "   ^^", "expected \")\" before \"]\""},
      {"\"abc", "the string has no closing quote", "^", ""},
      {"\"a \\(1) b", "the string has no closing quote", "^", ""},
      {"1)", "\")\" closes nothing", " ^", ""},
      {". as [$a | 1", "expected \",\" or \"]\", not \"|\"", "         ^", ""},
      {"if .a then 1", "\"if\" without \"end\"", "^^", "it is written if a then b elif c then d else e end"},
      {"(if .a then 1)", "\"if\" without \"end\"", " ^^",
       "it is written if a then b elif c then d else e end"},
      {"if .a then 1 elif 2 end", "expected an operator or \"then\", not \"end\"", "                    ^^^",
       "it is written if a then b elif c then d else e end"},
  });
}

TEST_CASE("what was expected, in words") {
  check({
      {".a +", "expected an expression at the end of the program", "    ^", ""},
      {".a | | .b", "expected an expression, not \"|\"", "     ^", ""},
      {"[1, 2,]", "expected an expression, not \"]\"", "      ^", "no \",\" stands after the last one"},
      {"if 1 then end", "expected an expression, not \"end\"", "          ^^^", "for no output write empty"},
      {".a == 1 == 2", "\"==\" after \"==\" needs parentheses", "        ^^",
       "to compare twice write a < b and b < c"},
      {".a = .b = 1", "\"=\" after \"=\" needs parentheses", "        ^",
       "to assign twice write a = 1 | b = 2"},
      {"1 + def f: 2; f", "expected an expression, not \"def\"", "    ^^^",
       "put the definition in parentheses: (def f: a; b)"},
      {"def f: 1;", "expected an expression after the definition at the end of the program", "         ^",
       "to pass the input on, end the program with ."},
      {"def f(): 1; f", "expected the name of a parameter, not \")\"", "      ^",
       "a function without parameters has no parentheses"},
      {"def f(a, b): 1; f", "expected \";\" or \")\", not \",\"", "       ^",
       "parameters are separated by \";\""},
      {"def if: 1; 2", "expected the name of a function, not \"if\"", "    ^^", "\"if\" is a reserved word"},
      {"f()", "expected an argument, not \")\"", "  ^",
       "a function without arguments is called without parentheses"},
      {"{1: 2}", "expected a key, not \"1\"", " ^", "as a key write \"1\", in quotes"},
      {"{.a: 2}", "expected a key, not \".a\"", " ^^",
       "a key that is computed stands in parentheses: {(a): b}"},
      {"{a.b: 2}", "expected \":\" after the key, not \".b\"", "  ^^",
       "a key that is computed stands in parentheses: {(a): b}"},
      {"{a = 2}", "expected \":\" after the key, not \"=\"", "   ^", "an entry is written key: value"},
      {"{a: 1 as $x | 2}", "expected \",\" or \"}\", not \"as\"", "      ^^",
       "put the value in parentheses: {key: (a as $x | b)}"},
      {"{(1): 2}", "a key is a string, not a number", " ^^^", ""},
      {"{([]): 2}", "a key is a string, not an array", " ^^^^", ""},
      {".a.0", "expected an operator, not \".0\"", "  ^^", "an element of an array is written [0]"},
      {". a", "expected an operator, not \"a\"", "  ^", "there is no blank between \".\" and the name"},
      {".a. if", "expected a name, a string or \"[\" after \".\", not \"if\"", "    ^^",
       "there is no blank between \".\" and the name"},
      {".$x", "expected an operator, not \"$x\"", " ^^",
       "a key that is computed stands in brackets: .[$name]"},
      {".a.$x", "expected a name, a string or \"[\" after \".\", not \"$x\"", "   ^^",
       "a key that is computed stands in brackets: .[...]"},
      {"..a", "expected an operator, not \"a\"", "  ^", "to search at any depth write .. | .a"},
      {".a.[1:2]", "expected \"]\", not \":\"", "     ^", "no \".\" stands before a slice: a[1:2]"},
      {"reduce .[] , 1 as $x (0; 1)", "expected \"as\", not \",\"", "           ^",
       "put what stands after \"reduce\" in parentheses"},
      {"reduce .[] as $x (0)", "expected \";\", not \")\"", "                   ^", ""},
      {"break", "expected the name of a label at the end of the program", "     ^",
       "it is written break $name"},
      {"1 as $x", "expected \"|\" at the end of the program", "       ^",
       "a binding is written a as $name | b"},
      {"$", "expected a name after \"$\"", "^", ""},
      {"@ text", "expected the name of a format after \"@\"", "^", "such as @base64"},
      {".a > 5x", "\"5x\" is neither a number nor a duration", "     ^^",
       "the units of time are ns us ms s m h d w, as in 1h30m"},
      {"\"a\\qb\"", "\"\\q\" is not an escape", "  ^^",
       R"(the escapes are \" \\ \/ \b \f \n \r \t \uXXXX and \(expression); a backslash itself is \\)"},
      {"\"\\ud83d\"", "half a surrogate pair: expected \\uDC00 to \\uDFFF after it", " ^^^^^^",
       R"(a character beyond U+FFFF is written as itself or as a pair: \ud83d\ude00)"},
      {".a; .b", "expected an operator, not \";\"", "  ^",
       "\";\" separates the arguments of a function; outputs are joined by \",\" and steps by \"|\""},
  });
}

TEST_CASE("bytes that are no text are named") {
  CHECK(rendered("\"a\xff\"").starts_with("byte 0xFF in a string is not UTF-8 text\n"));
  CHECK(rendered(".a\xff").starts_with("byte 0xFF is not UTF-8 text\n"));
  CHECK(rendered(".a\x01").starts_with("unexpected control character 0x01\n"));
  CHECK(rendered(std::string(".a\0b", 4)).starts_with("unexpected control character 0x00\n"));
  CHECK(rendered("\u00a0.a").starts_with("unexpected no-break space\n"));
  CHECK(rendered("\uFEFF.a").starts_with("unexpected byte order mark\n"));
  CHECK(rendered("# \xff\n.a") == "(no error)");
}

TEST_CASE("an error in a program of several lines says the line") {
  CHECK(rendered("# first\n.a |\n\tif .b then\n  .c\n") ==
        "line 3, column 2: \"if\" without \"end\"\n  \tif .b then\n  \t^^\n"
        "it is written if a then b elif c then d else e end");
}

}  // namespace
}  // namespace runnel::expr
