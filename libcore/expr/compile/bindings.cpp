// a as PATTERN | b, and the patterns of reduce and foreach.
#include <algorithm>

#include "expr/compile/compiler_impl.h"

namespace runnel::expr {

// The code that runs `body` for each output of the source, with the variables of the patterns bound.
CodePtr Compiler::bound(CodePtr source, const ast::Patterns& patterns, const Where& at, MakeBody body) {
  if (fault_.has_value()) return nullptr;
  if (patterns.size() == 1 && patterns[0]->kind == ast::Pattern::Kind::variable) {
    return bound_to_variable(std::move(source), *patterns[0], at, body);
  }
  const Variables variables = with_variables(patterns, at);
  const Where inside = at.inner().in(variables.scope);
  const Home whole = new_home(Wanted::values);
  CodePtr code;
  for (size_t i = patterns.size(); i-- > 0;) {
    CodePtr one = taken_apart(*patterns[i], whole, variables, inside, body);
    if (fault_.has_value()) return nullptr;
    code = code == nullptr ? std::move(one) : std::make_unique<Otherwise>(std::move(one), std::move(code));
  }
  return std::make_unique<Keep>("as", std::move(source), whole, std::move(code));
}

CodePtr Compiler::bound_to_variable(CodePtr source, const ast::Pattern& pattern, const Where& at,
                                    MakeBody body) {
  const uint32_t local = bindings_.first_local(pattern);
  if (is_constant(source)) return body(at.in(known_variable(local, *source->constant(), at.scope)));
  const Home home = new_home(Wanted::values);
  const Scope* const scope = enter({.outer = at.scope,
                                    .kind = Scope::Kind::variable,
                                    .level = body_.level,
                                    .reg = home.reg,
                                    .local = local});
  CodePtr code =
      body((source->many() ? at.inner() : at).in(scope));  // after which `.` is read again, if many
  if (fault_.has_value()) return nullptr;
  return std::make_unique<Keep>("as $" + pattern.variable, std::move(source), home, std::move(code));
}

const Scope* Compiler::known_variable(uint32_t local, Value value, const Scope* outer) {
  known_.push_back(std::move(value));
  return enter({.outer = outer, .kind = Scope::Kind::constant, .local = local, .known = &known_.back()});
}

// Gives registers to the variables of all patterns.
Compiler::Variables Compiler::with_variables(const ast::Patterns& patterns, const Where& at) {
  Variables variables{at.scope, {}};
  uint32_t local = bindings_.first_local(*patterns[0]);
  for (const auto& pattern : patterns) {
    for (const std::string& name : pattern_variables(*pattern)) {
      const auto [at_name, is_new] = variables.homes.try_emplace(name, Home{body_.registers});
      if (!is_new) continue;
      variables.scope = enter({.outer = variables.scope,
                               .kind = Scope::Kind::variable,
                               .level = body_.level,
                               .reg = body_.registers++,
                               .local = local++});
    }
  }
  return variables;
}

// The body with the variables of one pattern bound to the parts of what is in `whole`, those of the others to
// null.
CodePtr Compiler::taken_apart(const ast::Pattern& pattern, Home whole, const Variables& variables,
                              const Where& at, MakeBody body) {
  std::vector<Binding> bindings;
  const std::vector<std::string> own = pattern_variables(pattern);
  for (const auto& [name, home] : variables.homes) {
    if (std::find(own.begin(), own.end(), name) == own.end()) bindings.push_back({constant({}), home});
  }
  take_apart(pattern, register_read(body_.level, whole.reg, "whole"), variables, at, bindings);
  CodePtr code = body(at);
  if (fault_.has_value()) return nullptr;
  while (!bindings.empty()) {
    code =
        std::make_unique<Keep>("as", std::move(bindings.back().value), bindings.back().to, std::move(code));
    bindings.pop_back();
  }
  return code;
}

void Compiler::take_apart(const ast::Pattern& pattern, CodePtr value, const Variables& variables,
                          const Where& at, std::vector<Binding>& bindings) {
  if (fault_.has_value()) return;
  if (pattern.kind == ast::Pattern::Kind::variable) {
    bindings.push_back({std::move(value), variables.homes.at(pattern.variable)});
    return;
  }
  const Home whole = new_home(Wanted::values);
  bindings.push_back({std::move(value), whole});
  const auto part = [&](CodePtr key) {
    std::vector<CodePtr> keys;
    keys.push_back(std::move(key));
    return with_operands(std::move(keys), Fold::nothing, [&](std::vector<CodePtr>& code) -> CodePtr {
      return std::make_unique<IndexValue>(register_read(body_.level, whole.reg, "whole"), std::move(code[0]),
                                          ast::OnError::raise);
    });
  };
  for (size_t i = pattern.items.size(); i-- > 0;) {  // the last one first, as in jq
    take_apart(*pattern.items[i], part(constant(Value::integer(static_cast<int64_t>(i)))), variables, at,
               bindings);
  }
  for (const ast::Pattern::Entry& entry : pattern.entries) {
    if (entry.bind.empty()) {
      take_apart(*entry.value, part(compile(*entry.key, with_input(at.operand(), whole))), variables, at,
                 bindings);
      continue;
    }
    const Home home = variables.homes.at(entry.bind);
    bindings.push_back({part(constant(Value::owned_string(entry.bind))), home});
    if (entry.value == nullptr) continue;
    take_apart(*entry.value, register_read(body_.level, home.reg, "$" + entry.bind), variables, at, bindings);
  }
}

CodePtr Compiler::code_for(const Node&, const ast::As& as, const Where& at) {
  CodePtr source = compile(*as.source, at.operand());
  return bound(std::move(source), as.patterns, at,
               [&](const Where& inside) { return compile(*as.body, inside); });
}

}  // namespace runnel::expr
