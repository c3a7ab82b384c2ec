// Calls of functions, definitions and parameters.
#include <algorithm>

#include "expr/code/build.h"
#include "expr/code/paths.h"
#include "expr/compile/compiler_impl.h"

namespace runnel::expr {

namespace {

// Beyond this many parts of programs that were compiled in place, calls are calls.
constexpr size_t kMostInPlace = 20'000;

}  // namespace

CodePtr Compiler::code_for(const Node&, const ast::Define& define, const Where& at) {
  const Scope* const scope = enter({.outer = at.scope,
                                    .kind = Scope::Kind::definition,
                                    .level = body_.level,
                                    .definition = define.definition.get()});
  return compile(*define.rest, at.in(scope));
}

CodePtr Compiler::code_for(const Node& node, const ast::Call& call, const Where& at) {
  const Callee& callee = bindings_.callee(node);
  switch (callee.kind) {
    case Callee::Kind::function:
      return call_function(node, *callee.function, call, at);
    case Callee::Kind::form:
      return call_form(node, *callee.form, call, at);
    case Callee::Kind::parameter:
      return call_parameter(callee, call, at);
    case Callee::Kind::definition:
      break;
  }
  const bool builtin = bindings_.is_builtin(*callee.definition);
  if (builtin) builtin_calls_.push_back(node.span);
  CodePtr code = call_definition(*callee.definition, call, at);
  if (builtin) builtin_calls_.pop_back();
  return code;
}

// --- functions of values

CodePtr Compiler::call_function(const Node& node, const Function& function, const ast::Call& call,
                                const Where& at) {
  std::vector<CodePtr> arguments;  // the last one first, as they are computed
  for (size_t i = call.arguments.size(); i-- > 0;) {
    arguments.push_back(compile(*call.arguments[i], at.operand()));
  }
  if (fault_.has_value()) return nullptr;
  const bool many =
      std::any_of(arguments.begin(), arguments.end(), [](const CodePtr& a) { return a->many(); });
  // The input is read after the arguments.
  CodePtr input = function.uses_input ? read(many ? at.operand() : at.last_operand()) : constant({});
  const bool fold = function.pure && is_constant(input);
  return with_operands(std::move(arguments), fold ? Fold::constants : Fold::nothing,
                       [&](std::vector<CodePtr>& code) {
                         std::reverse(code.begin(), code.end());
                         return function_code(node, function, std::move(code), std::move(input));
                       });
}

CodePtr Compiler::function_code(const Node& node, const Function& function, std::vector<CodePtr> arguments,
                                CodePtr input) {
  std::unique_ptr<Prepared> prepared;
  if (function.prepare != nullptr) {
    std::vector<Value> values;
    for (size_t i = static_cast<size_t>(function.constant_argument); i < arguments.size(); ++i) {
      if (is_constant(arguments[i])) values.push_back(*arguments[i]->constant());
    }
    if (values.size() + static_cast<size_t>(function.constant_argument) == arguments.size()) {
      std::string message;
      prepared = function.prepare(values, message);
      if (prepared == nullptr && !message.empty()) return fail(node.span, std::move(message));
    }
  }
  return std::make_unique<FunctionCall>(function, std::move(input), std::move(arguments),
                                        std::move(prepared));
}

// --- definitions

const Scope* Compiler::find_definition(const ast::Definition& definition, const Scope* scope) {
  while (scope != nullptr && (scope->kind != Scope::Kind::definition || scope->definition != &definition)) {
    scope = scope->outer;
  }
  return scope;  // null for a builtin's
}

CodePtr Compiler::call_definition(const ast::Definition& definition, const ast::Call& call, const Where& at) {
  const Scope* const known_at = find_definition(definition, at.scope);
  if (bindings_.is_recursive(definition) || nodes_ > kMostInPlace)
    return call_block(definition, known_at, call, at);
  return in_place(definition, known_at, call, at);
}

// The definition's body in the place of the call: its programs are compiled where they are called, its values
// are kept in registers.
CodePtr Compiler::in_place(const ast::Definition& definition, const Scope* known_at, const ast::Call& call,
                           const Where& at) {
  const Scope* scope = known_at;
  std::vector<std::pair<CodePtr, Home>> values;
  bool many = false;
  for (uint32_t i = 0; i < definition.parameters.size(); ++i) {
    scope = enter({.outer = scope,
                   .kind = Scope::Kind::program,
                   .definition = &definition,
                   .parameter = i,
                   .argument = call.arguments[i].get(),
                   .argument_scope = at.scope});
    if (!definition.parameters[i].by_value) continue;
    CodePtr value = compile(*call.arguments[i], at.operand());
    if (fault_.has_value()) return nullptr;
    const uint32_t local = bindings_.parameter_local(definition, i);
    if (is_constant(value)) {
      scope = known_variable(local, *value->constant(), scope);
    } else {
      const Home home = new_home(Wanted::values);
      many = many || value->many();
      scope = enter({.outer = scope,
                     .kind = Scope::Kind::variable,
                     .level = body_.level,
                     .reg = home.reg,
                     .local = local});
      values.emplace_back(std::move(value), home);
    }
  }
  CodePtr code = compile(*definition.body, (many ? at.inner() : at).in(scope));
  if (fault_.has_value()) return nullptr;
  while (!values.empty()) {
    code = std::make_unique<Keep>("for $" + definition.name, std::move(values.back().first),
                                  values.back().second, std::move(code));
    values.pop_back();
  }
  return code;
}

// --- definitions that call themselves

CodePtr Compiler::call_block(const ast::Definition& definition, const Scope* known_at, const ast::Call& call,
                             const Where& at) {
  const Block* const block = block_of(definition, known_at, at.wanted);
  if (fault_.has_value()) return nullptr;
  const uint32_t hops = body_.level - (known_at == nullptr ? 0 : known_at->level);
  std::vector<CodePtr> values;
  std::vector<uint32_t> registers;
  std::vector<CallBlock::Program> programs;
  bool passes_on = true;
  for (uint32_t i = 0; i < definition.parameters.size(); ++i) {
    if (definition.parameters[i].by_value) {
      values.push_back(compile(*call.arguments[i], at.operand()));
      registers.push_back(i + 1);
    }
    if (is_program(definition, i)) {
      programs.push_back(program_for(*call.arguments[i], at));
      passes_on = passes_on && programs.back().values == nullptr;
    }
  }
  if (fault_.has_value()) return nullptr;
  const bool many =
      std::any_of(values.begin(), values.end(), [](const CodePtr& value) { return value->many(); });
  const bool tail = at.position == Position::tail && passes_on && !many && hops > 0;
  return with_operands(std::move(values), Fold::nothing, [&](std::vector<CodePtr>& code) -> CodePtr {
    std::vector<CallBlock::Argument> arguments;
    for (size_t i = 0; i < code.size(); ++i) arguments.push_back({std::move(code[i]), registers[i]});
    CodePtr input = read(definition.parameters.empty() ? at : at.inner());  // arguments read `.` after it
    return std::make_unique<CallBlock>(*block, hops, std::move(input), std::move(arguments),
                                       std::move(programs), tail ? Position::tail : Position::inner);
  });
}

// Whether a parameter is given as a program: $x is one too, where it is called as x.
bool Compiler::is_program(const ast::Definition& definition, uint32_t parameter) const {
  return !definition.parameters[parameter].by_value || bindings_.is_called(definition, parameter);
}

const Block* Compiler::block_of(const ast::Definition& definition, const Scope* known_at, Wanted wanted) {
  Block*& known = known_blocks_[{&definition, known_at, wanted}];
  if (known != nullptr) return known;
  known = blocks_.emplace_back(std::make_unique<Block>()).get();
  Block& block = *known;
  block.name = definition.name;
  const uint32_t level = (known_at == nullptr ? 0 : known_at->level) + 1;
  const Scope* scope = known_at;
  uint32_t programs = 0;
  for (uint32_t i = 0; i < definition.parameters.size(); ++i) {
    if (definition.parameters[i].by_value) {
      scope = enter({.outer = scope,
                     .kind = Scope::Kind::variable,
                     .level = level,
                     .reg = i + 1,
                     .local = bindings_.parameter_local(definition, i)});
    }
    if (is_program(definition, i)) {
      scope = enter({.outer = scope,
                     .kind = Scope::Kind::closure,
                     .level = level,
                     .reg = programs++,
                     .definition = &definition,
                     .parameter = i});
    }
  }
  fill_block(block, static_cast<uint32_t>(definition.parameters.size()), *definition.body, level, scope,
             wanted);
  return &block;
}

// Compiles the body of a block, which has so many parameters behind its input.
void Compiler::fill_block(Block& block, uint32_t parameters, const Node& body, uint32_t level,
                          const Scope* scope, Wanted wanted) {
  const Home input{0, wanted == Wanted::places ? 0 : Home::kNone};
  const Body around = std::exchange(body_, Body{level, parameters + 1, wanted == Wanted::places ? 1U : 0U});
  const Where inside{Input{false, {}, 0, level, input}, scope, wanted, Position::tail,
                     wanted == Wanted::values};
  block.body = compile(body, inside);
  block.registers = body_.registers;
  block.places = body_.places;
  body_ = around;
}

// What is given for a parameter that is a program: the caller's own parameter as it is, or a block.
CallBlock::Program Compiler::program_for(const Node& argument, const Where& at) {
  if (std::holds_alternative<ast::Call>(argument.v)) {
    const Callee& callee = bindings_.callee(argument);
    const Scope* const parameter =
        callee.kind == Callee::Kind::parameter ? find_parameter(callee, at.scope) : nullptr;
    if (parameter != nullptr && parameter->kind == Scope::Kind::closure) {
      return {nullptr, nullptr, body_.level - parameter->level, parameter->reg};
    }
  }
  return {closure_block(argument, at, Wanted::values), closure_block(argument, at, Wanted::places), 0, 0};
}

const Block* Compiler::closure_block(const Node& argument, const Where& at, Wanted wanted) {
  Block& block = *blocks_.emplace_back(std::make_unique<Block>());
  fill_block(block, 0, argument, body_.level + 1, at.scope, wanted);
  return &block;
}

// --- parameters

const Scope* Compiler::find_parameter(const Callee& callee, const Scope* scope) {
  for (; scope != nullptr; scope = scope->outer) {
    const bool parameter = scope->kind == Scope::Kind::program || scope->kind == Scope::Kind::closure;
    if (parameter && scope->definition == callee.definition && scope->parameter == callee.parameter) break;
  }
  return scope;
}

CodePtr Compiler::call_parameter(const Callee& callee, const ast::Call& call, const Where& at) {
  const Scope* const parameter = find_parameter(callee, at.scope);
  if (parameter->kind == Scope::Kind::program) {
    return compile(*parameter->argument, at.in(parameter->argument_scope));
  }
  return std::make_unique<CallClosure>(call.name, body_.level - parameter->level, parameter->reg, read(at),
                                       at.wanted);
}

}  // namespace runnel::expr
