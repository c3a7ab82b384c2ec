// A syntax tree back to program text.
#pragma once

#include <string>

#include "expr/syntax/ast.h"

namespace runnel::expr {

enum class Parentheses : uint8_t {
  needed,  // only where the text would mean something else without them
  all,     // around every operator, binding and try: shows how a program groups
};

// The canonical text, on one line: parsed again, it gives a tree that is equal() to this one. It needs no
// more depth than the text from which the tree was parsed.
std::string print(const ast::Node& node, Parentheses parentheses = Parentheses::needed);

}  // namespace runnel::expr
