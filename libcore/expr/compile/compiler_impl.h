// The compiler's parts, one file for each: compiler.cpp (the way in, constants), values.cpp (paths,
// literals, arrays and objects), operators.cpp, control.cpp (pipes, conditions, loops), bindings.cpp
// (variables and patterns), calls.cpp (definitions), forms.cpp (builtins that take programs), places.cpp
// (path expressions and updates).
//
// After a fault every function gives null, and nothing looks at what it gave.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "expr/compile/scope.h"
#include "expr/compiler.h"
#include "expr/path_table.h"

namespace runnel::expr {

class Compiler {
 public:
  Compiler(const Bindings& bindings, const Globals& globals) : bindings_(bindings), globals_(globals) {}

  std::variant<CompiledCode, Fault> run(std::span<const ast::NodePtr> expressions);

 private:
  using Node = ast::Node;
  using Value = json::Value;

  // The registers of the frame that is being compiled for.
  struct Body {
    uint32_t level = 0;
    uint32_t registers = 1;
    uint32_t places = 0;
  };
  using BlockKey = std::tuple<const ast::Definition*, const Scope*, Wanted>;

  // --- compiler.cpp
  std::nullptr_t fail(ast::Span span, std::string message, std::string hint = {});
  CodePtr compile(const Node& node, const Where& at);
  CodePtr constant(Value value);
  CodePtr folded(CodePtr code, bool constant_operands);
  static bool is_constant(const CodePtr& code) { return code != nullptr && code->constant() != nullptr; }
  Home new_home(Wanted wanted) {
    return {body_.registers++, wanted == Wanted::places ? body_.places++ : Home::kNone};
  }
  Where with_input(const Where& at, Home home) const {
    return {Input{false, {}, 0, body_.level, home}, at.scope, at.wanted, at.position, false};
  }
  // The same, where nobody but the code that is compiled so reads the register.
  Where with_own_input(const Where& at, Home home) const {
    Where where = with_input(at, home);
    where.takes = at.wanted == Wanted::values;
    return where;
  }
  CodePtr register_read(uint32_t level, uint32_t reg, std::string name) const;
  const Scope* enter(Scope scope);

  // Code with operands, of which some may give many: each of those, and what is computed before it, is kept
  // in a register, so that `build` gets operands with one output each. In the order of evaluation: the first
  // operand is the outermost loop.
  enum class Fold : bool { nothing, constants };  // whether code of constants may be computed now
  template <class Build>
  CodePtr with_operands(std::vector<CodePtr> operands, Fold fold, const Build& build) {
    if (fault_.has_value()) return nullptr;
    size_t kept = 0;
    bool constants = true;
    for (size_t i = 0; i < operands.size(); ++i) {
      if (operands[i]->many()) kept = i + 1;
      constants = constants && is_constant(operands[i]);
    }
    std::vector<std::pair<CodePtr, Home>> loops;
    for (size_t i = 0; i < kept; ++i) {
      if (is_constant(operands[i])) continue;
      const Home home = new_home(Wanted::values);
      loops.emplace_back(std::move(operands[i]), home);
      operands[i] = register_read(body_.level, home.reg, "operand");
    }
    CodePtr code = build(operands);
    if (fault_.has_value()) return nullptr;
    code = folded(std::move(code), constants && fold == Fold::constants);
    while (!loops.empty()) {
      code =
          std::make_unique<Keep>("for", std::move(loops.back().first), loops.back().second, std::move(code));
      loops.pop_back();
    }
    return code;
  }

  // --- values.cpp
  std::unique_ptr<const PathRead> path_read(const json::Path& path, SkippedSteps skipped);
  CodePtr read(const Where& at);
  std::optional<Input> place_of(const Node& node, const Where& at);
  std::optional<json::PathStep> constant_step(const Node& key, const Where& at);
  CodePtr code_for(const Node&, const ast::Identity&, const Where& at) { return read(at); }
  CodePtr code_for(const Node& node, const ast::Index& index, const Where& at);
  CodePtr code_for(const Node&, const ast::Slice& slice, const Where& at);
  CodePtr code_for(const Node&, const ast::Null&, const Where&) { return constant({}); }
  CodePtr code_for(const Node&, const ast::Boolean& b, const Where&) {
    return constant(Value::boolean(b.value));
  }
  CodePtr code_for(const Node&, const ast::NumberLiteral& n, const Where&);
  CodePtr code_for(const Node&, const ast::DurationLiteral& d, const Where&) {
    return constant(Value::real(d.seconds));
  }
  CodePtr code_for(const Node&, const ast::Environment&, const Where&);
  CodePtr code_for(const Node&, const ast::Location& location, const Where&);
  CodePtr code_for(const Node& node, const ast::Variable& variable, const Where& at);
  CodePtr variable_read(uint32_t local, const std::string& name, const Where& at);
  CodePtr code_for(const Node& node, const ast::StringLiteral& literal, const Where& at);
  CodePtr code_for(const Node& node, const ast::Format& format, const Where& at);
  CodePtr unknown_format(const Node& node, const std::string& name);
  CodePtr code_for(const Node&, const ast::Array& array, const Where& at);
  CodePtr code_for(const Node&, const ast::Object& object, const Where& at);
  void add_items(const Node& node, const Where& at, std::vector<CodePtr>& items);
  void check_keys(std::vector<CodePtr>& operands);
  void add_member(const ast::ObjectEntry& entry, const Where& at, std::vector<CodePtr>& operands);

  // --- operators.cpp
  CodePtr code_for(const Node& node, const ast::Binary& binary, const Where& at);
  CodePtr operation(const Node& node, ast::BinaryOp op, CodePtr left, CodePtr right);
  CodePtr match(const Node& node, ast::BinaryOp op, CodePtr text, CodePtr pattern);
  CodePtr code_for(const Node&, const ast::Logic& logic, const Where& at);
  CodePtr code_for(const Node&, const ast::Alternative& alternative, const Where& at);
  CodePtr code_for(const Node&, const ast::Negate& negate, const Where& at);

  // --- control.cpp
  CodePtr code_for(const Node&, const ast::RecurseDefault&, const Where& at);
  CodePtr code_for(const Node&, const ast::Iterate& iterate, const Where& at);
  CodePtr code_for(const Node&, const ast::Comma& comma, const Where& at);
  CodePtr code_for(const Node&, const ast::Pipe& pipe, const Where& at);
  CodePtr code_for(const Node&, const ast::If& choice, const Where& at);
  CodePtr loops_of_conditions(std::vector<Choice::Branch> branches, CodePtr otherwise);
  CodePtr code_for(const Node&, const ast::Try& attempt, const Where& at);
  CodePtr code_for(const Node&, const ast::Label& label, const Where& at);
  CodePtr code_for(const Node&, const ast::Break& stop, const Where& at);
  CodePtr code_for(const Node&, const ast::Reduce& reduce, const Where& at);
  CodePtr code_for(const Node&, const ast::Foreach& foreach, const Where& at);

  // --- bindings.cpp
  using MakeBody = absl::FunctionRef<CodePtr(const Where& at)>;
  struct Variables {  // of all patterns of a binding
    const Scope* scope;
    std::map<std::string, Home> homes;
  };
  struct Binding {  // one that a pattern makes: the value goes to `to`
    CodePtr value;
    Home to;
  };
  CodePtr code_for(const Node&, const ast::As& as, const Where& at);
  CodePtr bound(CodePtr source, const ast::Patterns& patterns, const Where& at, MakeBody body);
  CodePtr bound_to_variable(CodePtr source, const ast::Pattern& pattern, const Where& at, MakeBody body);
  const Scope* known_variable(uint32_t local, Value value, const Scope* outer);
  Variables with_variables(const ast::Patterns& patterns, const Where& at);
  CodePtr taken_apart(const ast::Pattern& pattern, Home whole, const Variables& variables, const Where& at,
                      MakeBody body);
  void take_apart(const ast::Pattern& pattern, CodePtr value, const Variables& variables, const Where& at,
                  std::vector<Binding>& bindings);

  // --- calls.cpp
  CodePtr code_for(const Node&, const ast::Define& define, const Where& at);
  CodePtr code_for(const Node& node, const ast::Call& call, const Where& at);
  CodePtr call_function(const Node& node, const Function& function, const ast::Call& call, const Where& at);
  CodePtr function_code(const Node& node, const Function& function, std::vector<CodePtr> arguments,
                        CodePtr input);
  CodePtr call_parameter(const Callee& callee, const ast::Call& call, const Where& at);
  CodePtr call_definition(const ast::Definition& definition, const ast::Call& call, const Where& at);
  CodePtr in_place(const ast::Definition& definition, const Scope* known_at, const ast::Call& call,
                   const Where& at);
  CodePtr call_block(const ast::Definition& definition, const Scope* known_at, const ast::Call& call,
                     const Where& at);
  bool is_program(const ast::Definition& definition, uint32_t parameter) const;
  const Block* block_of(const ast::Definition& definition, const Scope* known_at, Wanted wanted);
  void fill_block(Block& block, uint32_t parameters, const Node& body, uint32_t level, const Scope* scope,
                  Wanted wanted);
  CallBlock::Program program_for(const Node& argument, const Where& at);
  const Block* closure_block(const Node& argument, const Where& at, Wanted wanted);
  static const Scope* find_definition(const ast::Definition& definition, const Scope* scope);
  static const Scope* find_parameter(const Callee& callee, const Scope* scope);

  // --- forms.cpp
  CodePtr call_form(const Node& node, const Form& form, const ast::Call& call, const Where& at);
  template <class Made>
  CodePtr around(CodePtr of);
  CodePtr select(const Node& condition, const Where& at);
  template <class Made>
  CodePtr counted(const ast::Call& call, const Where& at);
  CodePtr range(const ast::Call& call, const Where& at);
  CodePtr quantifier(const Form& form, const ast::Call& call, const Where& at);
  CodePtr substitute(const Node& node, const Form& form, const ast::Call& call, const Where& at);

  // --- places.cpp
  CodePtr code_for(const Node& node, const ast::Assign& assign, const Where& at);
  CodePtr updated(const Node& node, ast::AssignOp op, CodePtr old, CodePtr value);
  using UsePlaces = absl::FunctionRef<CodePtr(CodePtr places, Home whole)>;
  CodePtr with_places(const Node& targets, const Where& at, UsePlaces use);
  CodePtr place_code(const Node& node, const Where& at);
  CodePtr index_place(const ast::Index& index, const Where& at);
  CodePtr slice_place(const ast::Slice& slice, const Where& at);
  CodePtr call_place(const Node& node, const ast::Call& call, const Where& at);
  CodePtr computed_place(const Node& node, const Where& at);

  const Bindings& bindings_;
  const Globals& globals_;
  PathTable paths_;
  std::vector<Value> constants_;
  std::vector<std::unique_ptr<Block>> blocks_;
  std::map<BlockKey, Block*> known_blocks_;
  std::deque<Scope> scopes_;  // all that were entered: blocks are compiled with them later
  std::deque<Value> known_;   // the constants of Scope::Kind::constant
  Body body_;
  std::vector<ast::Span> builtin_calls_;  // the calls of builtins that are being compiled in place: a fault
                                          // in one is shown where it was called
  size_t nodes_ = 0;
  bool whole_record_ = false;
  bool in_order_ = false;
  bool says_ = false;
  std::optional<Diagnostic> fault_;
};

}  // namespace runnel::expr
