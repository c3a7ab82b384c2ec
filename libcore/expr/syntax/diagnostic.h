// An error in program text, and how a person sees it:
//
//   unknown function "lenght"
//     .tags | lenght > 3
//             ^^^^^^
//   did you mean "length"?
#pragma once

#include <string>
#include <string_view>

#include "expr/syntax/ast.h"

namespace runnel::expr {

struct Diagnostic {
  ast::Span span;       // what is wrong; begin == end at the place where something is missing
  std::string message;  // what is wrong, without a full stop
  std::string hint;     // what to do, may be empty
};

// Several lines, the last without a newline: message, the line of the program, a caret under the place
// (columns counted in characters, tabs kept), the hint. With `name` (a file's) the message begins with
// `name:line:column: `; without one, and where the program has several lines, with `line 2, column 5: `. Of a
// span over several lines the first line is shown; a long line is cut around the place. Control characters
// and bytes that are not UTF-8 show as U+FFFD.
std::string render(const Diagnostic& diagnostic, std::string_view program, std::string_view name = {});

}  // namespace runnel::expr
