// Program text to syntax tree: jq 1.8's grammar, whole, but modules.
//
// In jq's order, loosest first:
//   def, as, label   `|` (right)   `,`   `//` (right)   `= |= += -= *= /= %= //=` (none)   `or`   `and`
//   `== != < <= > >= =~ !~` (none)   `+ -`   `* / %`   terms: unary -, try, and what ends with .k [..] ?
// `def f: a; b`, `a as $x | b` and `label $x | b` extend as far to the right as possible, the `a` of `as` as
// far to the left as there is no `,` or `|`. `reduce`, `foreach` and `if` are terms.
//
// Operators are parsed with a stack of their own, so that a chain of any length costs no stack of the thread.
// A text of n bytes costs O(n) time and memory. parse() may be called from any thread.
#pragma once

#include <string_view>
#include <variant>

#include "expr/syntax/ast.h"
#include "expr/syntax/diagnostic.h"

namespace runnel::expr {

// The depth of nesting that is accepted, as written and as Node::height: deeper programs are an error, not a
// crash. A chain such as `1 + 1 + 1` counts one for each operator.
constexpr int kMaxProgramDepth = 1000;

// An expression, or the first error. The tree does not refer to the text. A program that is empty but for
// blanks and comments is `.`.
std::variant<ast::NodePtr, Diagnostic> parse(std::string_view program);

}  // namespace runnel::expr
