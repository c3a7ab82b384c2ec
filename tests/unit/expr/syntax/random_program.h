// Well-formed programs for property tests: every form of the grammar, nested at random. Call only within a
// property.
#pragma once

#include <rapidcheck.h>

#include <initializer_list>
#include <string>

namespace runnel::expr {

inline int random_below(int limit) {
  return *rc::gen::resize(100, rc::gen::inRange(0, limit));
}

inline std::string one_of(std::initializer_list<const char*> texts) {
  return *(texts.begin() + random_below(static_cast<int>(texts.size())));
}

inline std::string random_query(int depth);
inline std::string random_expression(int depth);

inline std::string random_pattern(int depth) {
  switch (random_below(depth > 0 ? 5 : 1)) {
    case 0:
      return one_of({"$x", "$y", "$if", "$a::b", "$ENV"});
    case 1:
      return "[" + random_pattern(depth - 1) + "]";
    case 2:
      return "[" + random_pattern(depth - 1) + ", $z]";
    case 3:
      return "{$x, " + one_of({"k", "if", "\"a b\"", "\"k\\(1)\"", "@text \"k\"", "$v"}) + ": " +
             random_pattern(depth - 1) + "}";
    default:
      return "{(" + random_query(depth - 1) + " | .): " + random_pattern(depth - 1) + "}";
  }
}

inline std::string random_patterns(int depth) {
  return random_pattern(depth) + (random_below(3) == 0 ? " ?// " + random_pattern(depth) : "");
}

inline std::string random_leaf() {
  return one_of({".",
                 "..",
                 "0",
                 "1.5",
                 ".5",
                 "1e3",
                 "5m",
                 "1h30m",
                 "true",
                 "false",
                 "null",
                 "\"\"",
                 "\"a\\n\\u00e9\"",
                 "\"a b\"",
                 "@base64",
                 "$x",
                 "$ENV",
                 "$__loc__",
                 "f",
                 "a::b",
                 "length",
                 "[]",
                 "{}",
                 ".a",
                 ".if",
                 ".\"a b\"",
                 ".a?",
                 ".[]",
                 ".[]?",
                 ". [0]",
                 "break $out",
                 "{a}",
                 "{$x, if, \"a b\", $__loc__}",
                 "{@json \"x\"}"});
}

inline std::string random_step(int depth) {
  switch (random_below(8)) {
    case 0:
      return " .k";
    case 1:
      return " .\"k\\(" + random_query(depth) + ")\"";
    case 2:
      return "[" + random_query(depth) + "]";
    case 3:
      return "[" + random_query(depth) + ":]";
    case 4:
      return "[:" + random_query(depth) + "]?";
    case 5:
      return "[" + random_query(depth) + ":" + random_query(depth) + "]";
    case 6:
      return "[]?";
    default:
      return "?";
  }
}

inline std::string random_value(int depth) {
  return random_expression(depth) + (random_below(3) == 0 ? " | " + random_expression(depth) : "");
}

inline std::string random_term(int depth) {
  if (depth <= 0) return random_leaf();
  const int less = depth - 1;
  switch (random_below(16)) {
    case 0:
      return "(" + random_query(less) + ")";
    case 1:
      return "[" + random_query(less) + "]";
    case 2:
      return "{k: " + random_value(less) + ", \"a b\": " + random_value(less) + ", (" + random_query(less) +
             " | .): " + random_value(less) + ", $x: 1}";
    case 3:
      return "-" + random_term(less);
    case 4:
      return "try " + random_term(less);
    case 5:
      return "try " + random_term(less) + " catch " + random_term(less);
    case 6:
    case 7:
    case 8:
      return random_leaf() + random_step(less) + random_step(less);
    case 9:
      return "(" + random_query(less) + ")" + random_step(less);
    case 10:
      return "if " + random_query(less) + " then " + random_query(less) + " elif " + random_query(less) +
             " then " + random_query(less) + " else " + random_query(less) + " end";
    case 11:
      return "reduce " + random_expression(less) + " as " + random_patterns(less) + " (" +
             random_query(less) + "; " + random_query(less) + ")";
    case 12:
      return "foreach " + random_expression(less) + " as " + random_patterns(less) + " (" +
             random_query(less) + "; " + random_query(less) + "; " + random_query(less) + ")";
    case 13:
      return "f(" + random_query(less) + "; " + random_query(less) + ")";
    case 14:
      return "@html \"a\\(" + random_query(less) + ")b\\(" + random_query(less) + ")\"";
    default:
      return "if " + random_query(less) + " then " + random_query(less) + " end" + random_step(less);
  }
}

inline std::string random_expression(int depth) {
  std::string text = random_term(depth);
  for (int more = random_below(4); more > 1; --more) {
    text += " " + one_of({"+", "-", "*", "/", "%", "and", "or", "//", "//", "or", "and", "+"}) + " " +
            random_term(depth - 1);
  }
  // At most one operator that does not chain.
  if (random_below(4) == 0)
    text = "." + one_of({" = ", " |= ", " += ", " //= ", " == ", " < ", " =~ ", " !~ "}) + text;
  return text;
}

inline std::string random_operand(int depth) {
  if (depth <= 0 || random_below(4) != 0) return random_expression(depth);
  const int less = depth - 1;
  switch (random_below(4)) {
    case 0:
      return random_expression(less) + " as " + random_patterns(less) + " | " + random_query(less);
    case 1:
      return "def f: " + random_query(less) + "; " + random_query(less);
    case 2:
      return "def g(h; $x): " + random_query(less) + "; " + random_query(less);
    default:
      return "label $out | " + random_query(less);
  }
}

inline std::string random_query(int depth) {
  std::string text = random_operand(depth);
  for (int more = random_below(4); more > 1; --more)
    text += one_of({" | ", ", "}) + random_operand(depth - 1);
  return text;
}

}  // namespace runnel::expr
