// Where a piece of a program stands while it is compiled: what `.` is there, which names it sees, whether its
// place is asked for, and whether it is the last thing that a definition does.
#pragma once

#include <cstdint>
#include <string_view>

#include "expr/code/calls.h"
#include "expr/code/control.h"
#include "expr/code/values.h"
#include "expr/syntax/ast.h"
#include "json/path.h"
#include "json/value.h"

namespace runnel::expr {

// What `.` is: a place in the record, or a register that holds what was computed.
struct Input {
  bool in_record = true;
  json::Path path;           // in the record
  SkippedSteps skipped = 0;  // in the record
  uint32_t level = 0;        // else: of the frame, 0 for the program's
  Home home{0};              // and where in it
};

// A name, or a definition, that is in scope: a chain from the innermost outwards.
struct Scope {
  enum class Kind : uint8_t {
    variable,    // `local` is in a register
    constant,    // `local` is known
    definition,  // `definition` is known; it sees what is further out
    program,     // a parameter stands for a program, which is compiled where it is called
    closure,     // a parameter stands for a program that is given in each call
    label,       // `name` is in a register
  };
  const Scope* outer;
  Kind kind;
  uint32_t level = 0;  // of the frame
  uint32_t reg = 0;    // variable, label; closure: which one
  uint32_t local = 0;
  const json::Value* known = nullptr;
  const ast::Definition* definition = nullptr;  // definition; program and closure: whose parameter
  uint32_t parameter = 0;
  const ast::Node* argument = nullptr;    // program
  const Scope* argument_scope = nullptr;  // program
  std::string_view name{};                // label
};

struct Where {
  Input dot;
  const Scope* scope = nullptr;
  Wanted wanted = Wanted::values;
  Position position = Position::inner;
  // Whether nobody reads the register of `.` after this, so that its value may be taken out of it, and
  // changed in place.
  bool takes = false;

  // The same for an operand, whose place does not matter, and after which `.` is read again.
  Where operand() const { return {dot, scope, Wanted::values, Position::inner, false}; }
  // The same for the last operand.
  Where last_operand() const { return {dot, scope, Wanted::values, Position::inner, takes}; }
  // The same for what passes its outputs on, but does something afterwards.
  Where inner() const { return {dot, scope, wanted, Position::inner, false}; }
  Where in(const Scope* names) const { return {dot, names, wanted, position, takes}; }
};

}  // namespace runnel::expr
