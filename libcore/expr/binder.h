// Finds out what the names in a syntax tree refer to: variables to where they are bound, functions to their
// definitions, labels to their breaks. Knows the whole language, so that every wrong name is found before the
// first byte is read, whichever way the program is then run.
//
// Scopes are jq's: a definition sees itself, its parameters and what was defined before it; a later one of
// the same name and arity hides an earlier one; a parameter $x is both a variable and a function. A builtin
// that is defined in the language itself (expr/forms.h) is a definition like any other, which sees builtins
// only.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>
#include <variant>

#include "expr/forms.h"
#include "expr/function.h"
#include "expr/globals.h"
#include "expr/syntax/ast.h"
#include "expr/syntax/diagnostic.h"

namespace runnel::expr {

struct VariableRef {
  enum class Kind : uint8_t { global, local };
  Kind kind;
  uint32_t index;  // global: into Globals; local: a number of its own for each place that binds a variable
};

// What a Call refers to.
struct Callee {
  enum class Kind : uint8_t { function, form, definition, parameter };
  Kind kind;
  const Function* function = nullptr;           // function: arguments are values
  const Form* form = nullptr;                   // form: a builtin whose arguments are programs
  const ast::Definition* definition = nullptr;  // definition, and the one that a parameter belongs to
  uint32_t parameter = 0;                       // parameter: its position
};

class Bindings {
 public:
  // REQUIRES: node is a Variable, or an ObjectEntry's key or a Pattern's that is one.
  VariableRef variable(const ast::Node& node) const { return variables_.at(&node); }
  // REQUIRES: node is a Call.
  const Callee& callee(const ast::Node& node) const { return callees_.at(&node); }
  // The first of the numbers of the variables that a pattern binds; they follow one another as in
  // pattern_variables().
  uint32_t first_local(const ast::Pattern& pattern) const { return patterns_.at(&pattern); }
  // The number of the variable that a parameter $x is.
  uint32_t parameter_local(const ast::Definition& definition, uint32_t parameter) const {
    return parameters_.at({&definition, parameter});
  }
  // Whether a parameter $x is also called as x, which is the program that was given for it.
  bool is_called(const ast::Definition& definition, uint32_t parameter) const {
    return called_.count({&definition, parameter}) != 0;
  }
  // Whether a call of the definition may lead to another one while it runs.
  bool is_recursive(const ast::Definition& definition) const { return recursive_.count(&definition) != 0; }
  // Whether it is a builtin's, so that its text is not the user's.
  bool is_builtin(const ast::Definition& definition) const;

 private:
  friend class Binder;
  std::unordered_map<const ast::Node*, VariableRef> variables_;
  std::unordered_map<const ast::Node*, Callee> callees_;
  std::unordered_map<const ast::Pattern*, uint32_t> patterns_;
  std::map<std::pair<const ast::Definition*, uint32_t>, uint32_t> parameters_;
  std::set<std::pair<const ast::Definition*, uint32_t>> called_;  // parameters
  std::set<const ast::Definition*> recursive_;
  std::map<const Form*, std::shared_ptr<const ast::Definition>> builtins_;  // those that the program uses
  uint32_t local_count_ = 0;
};

// The names that a pattern binds, each once, in the order in which they are met.
std::vector<std::string> pattern_variables(const ast::Pattern& pattern);

// Of several expressions, the one that is wrong.
struct Fault {
  size_t expression;
  Diagnostic diagnostic;
};

// Binds expressions that know nothing of each other. Their trees must outlive the bindings, which refer to
// the nodes.
std::variant<Bindings, Fault> bind(std::span<const ast::NodePtr> expressions, const Globals& globals);

}  // namespace runnel::expr
