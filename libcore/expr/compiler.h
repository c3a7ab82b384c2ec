// From a bound syntax tree to code. What is a constant is computed here, once; calls of definitions that do
// not call themselves are compiled in place, so that a definition costs nothing where it is used.
//
// A step from the record itself, however it is written (`.a.b`, `.a | .b`, `.["a"]["b"]`), becomes a path of
// the projector: only what a program reads of a record is looked at, and only what it computes with is built.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "expr/binder.h"
#include "expr/code/calls.h"
#include "expr/code/code.h"
#include "json/path.h"

namespace runnel::expr {

struct CompiledCode {
  std::vector<CodePtr> codes;                  // of the expressions, in their order
  std::vector<std::unique_ptr<Block>> blocks;  // of the definitions that call themselves
  std::vector<json::Path> paths;               // a slot each
  std::vector<json::Value> constants;          // arrays and objects: each worker has its own copies
  uint32_t registers = 0;
  uint32_t places = 0;
  bool whole_record = false;  // `.` itself is computed with, or given, beside the paths
  bool in_order = false;      // it asks where a record stands: one thread must run it
  bool says = false;          // it writes messages (debug, stderr)
};

// Several expressions over one record: what they read of it is looked for together. The place in the error is
// what cannot be compiled: an unknown format, a constant regular expression that is wrong, a program that
// grows too large.
std::variant<CompiledCode, Fault> compile(std::span<const ast::NodePtr> expressions, const Bindings& bindings,
                                          const Globals& globals);

}  // namespace runnel::expr
