// A program of the language, ready to run: parsed, bound and compiled before the first record.
//
// Immutable, and shared by all workers, each of which runs it through an Evaluator of its own
// (expr/evaluator.h).
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "expr/compiler.h"
#include "expr/globals.h"
#include "expr/syntax/diagnostic.h"
#include "json/projector.h"

namespace runnel::expr {

class Program {
 public:
  // The globals' values go into the program.
  static std::variant<Program, Diagnostic> compile(std::string_view text, const Globals& globals);

  const Code& code() const { return *compiled_.code; }
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

  // Whether a definition in it calls itself, so that it may need a deep stack.
  bool recurses() const { return !compiled_.blocks.empty(); }

  // What --explain prints: the tree, the paths that are read from each record, and how the program is run.
  std::string explain() const;

 private:
  Program(std::string canonical, CompiledCode compiled, bool assigns)
      : assigns_(assigns),
        canonical_(std::move(canonical)),
        compiled_(std::move(compiled)),
        projector_(compiled_.paths) {}

  bool assigns_;
  std::string canonical_;  // the program as it was understood, with the parentheses that it leaves out
  CompiledCode compiled_;
  json::Projector projector_;
};

}  // namespace runnel::expr
