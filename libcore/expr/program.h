// A program of the language, ready to run: parsed, bound and compiled before the first record. It is one
// expression, or several that are asked about the same record: what they read of it is found in one pass.
//
// Immutable, and shared by all workers, each of which runs it through an Evaluator of its own
// (expr/evaluator.h).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "expr/compiler.h"
#include "expr/globals.h"
#include "expr/syntax/diagnostic.h"
#include "json/projector.h"

namespace runnel::expr {

class Program {
 public:
  // The globals' values go into the program.
  static std::variant<Program, Diagnostic> compile(std::string_view text, const Globals& globals);
  static std::variant<Program, Fault> compile(std::span<const ast::NodePtr> expressions,
                                              const Globals& globals);

  // How many expressions there are.
  size_t size() const { return compiled_.codes.size(); }
  const Code& code(size_t expression = 0) const { return *compiled_.codes[expression]; }
  // For an expression that is nothing but a path: which slot of the evaluator it reads.
  std::optional<uint32_t> slot_of(size_t expression) const;
  const json::Projector& projector() const { return projector_; }
  const CompiledCode& compiled() const { return compiled_; }

  // A JSON string in its quotes without which the program cannot hold for an object, nor fail: a line without
  // it, and without any escape, need not be looked at. Empty where there is none.
  std::string literal() const;

  // Whether all that it does is to set values (a = b), so that it holds for every record.
  bool assigns() const { return assigns_; }

  // Whether it is a constant that holds, as `true` is.
  bool always_holds() const { return code().constant() != nullptr && code().constant()->truthy(); }

  // Whether one thread must see the records in their order: the program asks for their line numbers.
  bool in_order() const { return compiled_.in_order; }

  // Whether it writes messages (debug, stderr), which Evaluator::take_said() gives.
  bool says() const { return compiled_.says; }

  // Whether a definition in it calls itself, so that it may need a deep stack.
  bool recurses() const { return !compiled_.blocks.empty(); }

  // What --explain prints: the tree, the paths that are read from each record, and how the program is run.
  std::string explain() const;

 private:
  Program(std::vector<std::string> canonical, CompiledCode compiled)
      : canonical_(std::move(canonical)), compiled_(std::move(compiled)), projector_(compiled_.paths) {}

  bool assigns_ = false;
  // The expressions as they were understood, with the parentheses that they leave out.
  std::vector<std::string> canonical_;
  CompiledCode compiled_;
  json::Projector projector_;
};

}  // namespace runnel::expr
