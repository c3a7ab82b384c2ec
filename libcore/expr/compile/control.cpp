// Pipes, conditions, errors, loops, labels.
#include "expr/code/control.h"

#include "expr/code/generators.h"
#include "expr/code/loops.h"
#include "expr/compile/compiler_impl.h"

namespace runnel::expr {

CodePtr Compiler::code_for(const Node&, const ast::RecurseDefault&, const Where& at) {
  return std::make_unique<Descend>(read(at));
}

CodePtr Compiler::code_for(const Node&, const ast::Iterate& iterate, const Where& at) {
  std::vector<CodePtr> of;
  of.push_back(compile(*iterate.of, at.operand()));
  return with_operands(std::move(of), Fold::nothing, [&](std::vector<CodePtr>& code) -> CodePtr {
    return std::make_unique<Iterate>(std::move(code[0]), iterate.on_error);
  });
}

CodePtr Compiler::code_for(const Node&, const ast::Comma& comma, const Where& at) {
  CodePtr left = compile(*comma.left, at.inner());
  CodePtr right = compile(*comma.right, at);
  if (fault_.has_value()) return nullptr;
  return std::make_unique<Comma>(std::move(left), std::move(right));
}

CodePtr Compiler::code_for(const Node&, const ast::Pipe& pipe, const Where& at) {
  if (at.wanted == Wanted::values) {
    if (const auto place = place_of(*pipe.left, at)) {
      Where below = at;
      below.dot = *place;
      CodePtr body = compile(*pipe.right, below);
      if (body == nullptr || place->path == at.dot.path || body->reads_path_first()) return body;
      return std::make_unique<Guard>(path_read(place->path, place->skipped), std::move(body));
    }
  }
  // The left side is the last to read `.`, and only the right side reads what it gives.
  CodePtr source = compile(*pipe.left, at.wanted == Wanted::values ? at.last_operand() : at.inner());
  if (fault_.has_value()) return nullptr;
  const Home home = new_home(at.wanted);
  CodePtr body = compile(*pipe.right, with_own_input(source->many() ? at.inner() : at, home));
  if (fault_.has_value()) return nullptr;
  return std::make_unique<Keep>("|", std::move(source), home, std::move(body));
}

CodePtr Compiler::code_for(const Node&, const ast::If& choice, const Where& at) {
  std::vector<CodePtr> conditions;
  bool many = false;
  for (const auto& branch : choice.branches) {
    conditions.push_back(compile(*branch.condition, at.operand()));
    if (fault_.has_value()) return nullptr;
    many = many || conditions.back()->many();
  }
  const Where body = many ? at.inner() : at;
  std::vector<Choice::Branch> branches;
  for (size_t i = 0; i < conditions.size(); ++i) {
    branches.push_back({std::move(conditions[i]), compile(*choice.branches[i].then, body)});
  }
  CodePtr otherwise = choice.otherwise != nullptr ? compile(*choice.otherwise, body) : read(body);
  if (fault_.has_value()) return nullptr;
  if (!many) return std::make_unique<Choice>(std::move(branches), std::move(otherwise));
  return loops_of_conditions(std::move(branches), std::move(otherwise));
}

// A condition that gives many is a loop around its own branch and those behind it.
CodePtr Compiler::loops_of_conditions(std::vector<Choice::Branch> branches, CodePtr otherwise) {
  for (; !branches.empty(); branches.pop_back()) {
    const Home home = new_home(Wanted::values);
    std::vector<Choice::Branch> one;
    one.push_back({register_read(body_.level, home.reg, "condition"), std::move(branches.back().then)});
    otherwise = std::make_unique<Keep>("for", std::move(branches.back().condition), home,
                                       std::make_unique<Choice>(std::move(one), std::move(otherwise)));
  }
  return otherwise;
}

CodePtr Compiler::code_for(const Node&, const ast::Try& attempt, const Where& at) {
  CodePtr body = compile(*attempt.body, at.inner());
  const Home home = new_home(at.wanted);
  CodePtr handler =
      attempt.handler != nullptr ? compile(*attempt.handler, with_input(at.inner(), home)) : nullptr;
  if (fault_.has_value()) return nullptr;
  return std::make_unique<Attempt>(std::move(body), home, std::move(handler));
}

CodePtr Compiler::code_for(const Node&, const ast::Label& label, const Where& at) {
  const uint32_t reg = body_.registers++;
  const Scope* scope = enter(
      {.outer = at.scope, .kind = Scope::Kind::label, .level = body_.level, .reg = reg, .name = label.name});
  CodePtr body = compile(*label.body, at.inner().in(scope));
  if (fault_.has_value()) return nullptr;
  return std::make_unique<Label>(reg, std::move(body));
}

CodePtr Compiler::code_for(const Node&, const ast::Break& stop, const Where& at) {
  const Scope* scope = at.scope;
  while (scope->kind != Scope::Kind::label || scope->name != stop.name) scope = scope->outer;
  return std::make_unique<Break>(register_read(scope->level, scope->reg, "label"));
}

CodePtr Compiler::code_for(const Node&, const ast::Reduce& reduce, const Where& at) {
  const LoopState state{new_home(at.wanted), new_home(at.wanted)};
  CodePtr init = compile(*reduce.init, at.inner());
  CodePtr source = compile(*reduce.source, at.operand());
  if (fault_.has_value()) return nullptr;
  CodePtr turns = bound(std::move(source), reduce.patterns, at.inner(), [&](const Where& inside) -> CodePtr {
    CodePtr update = compile(*reduce.update, with_own_input(inside, state.input));
    if (fault_.has_value()) return nullptr;
    return std::make_unique<ReduceTurn>(state, std::move(update));
  });
  if (fault_.has_value()) return nullptr;
  return std::make_unique<Keep>("reduce from", std::move(init), state.state,
                                std::make_unique<Reduce>(std::move(turns), state.state));
}

CodePtr Compiler::code_for(const Node&, const ast::Foreach& foreach, const Where& at) {
  const LoopState state{new_home(at.wanted), new_home(at.wanted)};
  CodePtr init = compile(*foreach.init, at.inner());
  CodePtr source = compile(*foreach.source, at.operand());
  if (fault_.has_value()) return nullptr;
  CodePtr turns = bound(std::move(source), foreach.patterns, at.inner(), [&](const Where& inside) -> CodePtr {
    CodePtr update = compile(*foreach.update, with_own_input(inside, state.input));
    const Where after = with_input(inside, state.state);
    CodePtr extract = foreach.extract != nullptr ? compile(*foreach.extract, after) : read(after);
    if (fault_.has_value()) return nullptr;
    return std::make_unique<ForeachTurn>(state, std::move(update), std::move(extract));
  });
  if (fault_.has_value()) return nullptr;
  return std::make_unique<Keep>("foreach from", std::move(init), state.state, std::move(turns));
}

}  // namespace runnel::expr
