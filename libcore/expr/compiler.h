// From a bound syntax tree to code, for programs that give at most one output for a record: paths, literals,
// operators, if, try, variables, functions of values. What is a constant is computed here, once.
//
// A step from the record itself, however it is written (`.a.b`, `.a | .b`, `.["a"]["b"]`), becomes a path of
// the projector: such programs never build a value that they do not compute with.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "expr/binder.h"
#include "expr/code/code.h"
#include "json/path.h"

namespace runnel::expr {

struct CompiledCode {
  CodePtr code;
  std::vector<json::Path> paths;       // a slot each
  std::vector<json::Value> constants;  // arrays and objects: each worker has its own copies
  uint32_t registers = 0;
};

// The place in the error is the construct that needs more than one output, or another part of the language
// that is not compiled this way.
std::variant<CompiledCode, Diagnostic> compile_scalar(const ast::Node& program, const Bindings& bindings,
                                                      const Globals& globals);

}  // namespace runnel::expr
