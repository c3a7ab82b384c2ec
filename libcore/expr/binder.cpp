#include "expr/binder.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/spelling.h"
#include "expr/syntax/parser.h"

namespace runnel::expr {

namespace {

using ast::Node;

// Names in scope, innermost first: a chain that lives on the C++ stack while its part of the tree is bound.
struct Scope {
  enum class Kind : uint8_t { variable, definition, parameter, label };
  const Scope* outer;
  Kind kind;
  std::string_view name;
  VariableRef variable{};                       // variable
  const ast::Definition* definition = nullptr;  // definition, parameter
  uint32_t parameter = 0;                       // parameter
};

std::string_view plural(size_t count) {
  return count == 1 ? "" : "s";
}

void collect_variables(const ast::Pattern& pattern, std::vector<std::string>& names) {
  const auto add = [&](const std::string& name) {
    if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  add(pattern.variable);
  for (const auto& item : pattern.items) collect_variables(*item, names);
  for (const auto& entry : pattern.entries) {
    add(entry.bind);
    if (entry.value != nullptr) collect_variables(*entry.value, names);
  }
}

}  // namespace

std::vector<std::string> pattern_variables(const ast::Pattern& pattern) {
  std::vector<std::string> names;
  collect_variables(pattern, names);
  return names;
}

class Binder {
 public:
  explicit Binder(const Globals& globals) : globals_(globals) {}

  std::variant<Bindings, Fault> run(std::span<const ast::NodePtr> expressions) {
    for (size_t i = 0; i < expressions.size(); ++i) {
      visit(*expressions[i], nullptr);
      if (fault_.has_value()) return Fault{i, *std::move(fault_)};
    }
    find_recursive();
    return std::move(bindings_);
  }

 private:
  void fail(ast::Span span, std::string message, std::string hint = {}) {
    if (!fault_.has_value()) fault_ = {span, std::move(message), std::move(hint)};
  }

  void visit(const Node& node, const Scope* scope) {
    if (fault_.has_value()) return;
    std::visit([&](const auto& what) { bind_node(node, what, scope); }, node.v);
  }

  void visit_optional(const ast::NodePtr& node, const Scope* scope) {
    if (node != nullptr) visit(*node, scope);
  }

  // Whatever names nothing and binds nothing: its children are in the same scope.
  template <class Other>
  void bind_node(const Node& node, const Other&, const Scope* scope) {
    for (const Node* child : ast::children(node)) {
      if (child != nullptr) visit(*child, scope);
    }
  }

  void bind_node(const Node& node, const ast::Variable& variable, const Scope* scope) {
    for (const Scope* s = scope; s != nullptr; s = s->outer) {
      if (s->kind == Scope::Kind::variable && s->name == variable.name) {
        bindings_.variables_[&node] = s->variable;
        return;
      }
    }
    for (uint32_t i = 0; i < globals_.size(); ++i) {
      if (globals_[i].first == variable.name) {
        bindings_.variables_[&node] = {VariableRef::Kind::global, i};
        return;
      }
    }
    unknown_variable(node, variable.name, scope);
  }

  void unknown_variable(const Node& node, const std::string& name, const Scope* scope) {
    std::vector<std::string_view> known{"ENV", "__loc__"};
    for (const Scope* s = scope; s != nullptr; s = s->outer) {
      if (s->kind == Scope::Kind::variable) known.push_back(s->name);
    }
    for (const auto& global : globals_) known.push_back(global.first);
    const std::string_view nearest = nearest_name(name, known);
    fail(node.span, fmt::format("${} is not defined", name),
         nearest.empty() ? fmt::format("give it a value with --arg {} VALUE", name)
                         : fmt::format("did you mean ${}?", nearest));
  }

  void bind_node(const Node& node, const ast::Binary& binary, const Scope* scope) {
    if (binary.op == ast::BinaryOp::subtract) dashed_name(node, binary, scope);
    visit(*binary.left, scope);
    visit(*binary.right, scope);
  }

  // `.user-agent` is legal, and a subtraction: the usual cause of an unknown function `agent`.
  void dashed_name(const Node& node, const ast::Binary& binary, const Scope* scope) {
    const auto* index = std::get_if<ast::Index>(&binary.left->v);
    const auto* call = std::get_if<ast::Call>(&binary.right->v);
    if (index == nullptr || call == nullptr || !call->arguments.empty() || is_known(call->name, 0, scope))
      return;
    const auto* key = std::get_if<ast::StringLiteral>(&index->key->v);
    if (key == nullptr || !key->exprs.empty()) return;
    fail(node.span, fmt::format("unknown function \"{}\"", call->name),
         fmt::format("a key with a dash is written in quotes: .\"{}-{}\"", key->texts[0], call->name));
  }

  static bool is_known(std::string_view name, size_t arity, const Scope* scope) {
    for (const Scope* s = scope; s != nullptr; s = s->outer) {
      if (s->kind != Scope::Kind::variable && s->name == name) return true;
    }
    return find_function(name, static_cast<int>(arity)) != nullptr ||
           find_form(name, static_cast<int>(arity)) != nullptr;
  }

  void bind_node(const Node& node, const ast::Call& call, const Scope* scope) {
    for (const auto& argument : call.arguments) visit(*argument, scope);
    if (fault_.has_value()) return;
    const size_t arity = call.arguments.size();
    const auto bound_to = [&](const ast::Definition* definition) {
      calls_[in_].insert(definition);
      bindings_.callees_[&node] = {.kind = Callee::Kind::definition, .definition = definition};
    };
    for (const Scope* s = scope; s != nullptr; s = s->outer) {
      if (s->name != call.name) continue;
      if (s->kind == Scope::Kind::definition && s->definition->parameters.size() == arity) {
        return bound_to(s->definition);
      }
      if (s->kind == Scope::Kind::parameter && arity == 0) {
        bindings_.called_.insert({s->definition, s->parameter});
        bindings_.callees_[&node] = {
            .kind = Callee::Kind::parameter, .definition = s->definition, .parameter = s->parameter};
        return;
      }
    }
    if (const Function* function = find_function(call.name, static_cast<int>(arity))) {
      bindings_.callees_[&node] = {.kind = Callee::Kind::function, .function = function};
    } else if (const Form* form = find_form(call.name, static_cast<int>(arity))) {
      if (form->kind == Form::Kind::refused) {
        fail(node.span, fmt::format("{} is not in this language", call.name), std::string(form->help));
      } else if (form->kind == Form::Kind::defined) {
        bound_to(builtin(*form));
      } else {
        bindings_.callees_[&node] = {.kind = Callee::Kind::form, .form = form};
      }
    } else {
      unknown_function(node, call, scope);
    }
  }

  // The definition of a builtin, which is parsed and bound when it is first used.
  const ast::Definition* builtin(const Form& form) {
    auto& known = bindings_.builtins_[&form];
    if (known != nullptr) return known.get();
    auto parsed = parse(fmt::format("{} .", form.definition));
    known = std::get<ast::Define>(std::get<ast::NodePtr>(parsed)->v).definition;
    bind_definition(*known, nullptr);
    return known.get();
  }

  void unknown_function(const Node& node, const ast::Call& call, const Scope* scope) {
    std::vector<std::string_view> known{"empty", "error", "not"};
    std::set<int> arities;
    const auto add = [&](std::string_view name, int arity) {
      known.push_back(name);
      if (name == call.name) arities.insert(arity);
    };
    for (const Scope* s = scope; s != nullptr; s = s->outer) {
      if (s->kind == Scope::Kind::definition)
        add(s->name, static_cast<int>(s->definition->parameters.size()));
      if (s->kind == Scope::Kind::parameter) add(s->name, 0);
    }
    for (const auto& family : function_families()) {
      for (const Function& function : family) add(function.name, function.arity);
    }
    for (const Form& form : forms()) {
      if (form.kind != Form::Kind::refused) add(form.name, form.arity);
    }
    if (!arities.empty()) return wrong_arity(node, call, arities);
    const ast::Span name{node.span.begin, node.span.begin + static_cast<uint32_t>(call.name.size())};
    const std::string_view nearest = nearest_name(call.name, known);
    fail(name, fmt::format("unknown function \"{}\"", call.name),
         nearest.empty() ? fmt::format("a field of that name is written .{0}, a text \"{0}\"", call.name)
                         : fmt::format("did you mean \"{}\"?", nearest));
  }

  void wrong_arity(const Node& node, const ast::Call& call, const std::set<int>& arities) {
    std::string counts;
    for (const int arity : arities) counts += fmt::format("{}{}", counts.empty() ? "" : " or ", arity);
    const size_t given = call.arguments.size();
    fail(node.span,
         fmt::format("{} takes {} argument{}, not {}", call.name, counts,
                     plural(static_cast<size_t>(*arities.rbegin())), given),
         given > 0 ? "arguments are separated by ;" : "");
  }

  void bind_node(const Node&, const ast::As& as, const Scope* scope) {
    visit(*as.source, scope);
    with_patterns(as.patterns, scope, [&](const Scope* inner) { visit(*as.body, inner); });
  }

  void bind_node(const Node&, const ast::Reduce& reduce, const Scope* scope) {
    visit(*reduce.source, scope);
    visit(*reduce.init, scope);
    with_patterns(reduce.patterns, scope, [&](const Scope* inner) { visit(*reduce.update, inner); });
  }

  void bind_node(const Node&, const ast::Foreach& foreach, const Scope* scope) {
    visit(*foreach.source, scope);
    visit(*foreach.init, scope);
    with_patterns(foreach.patterns, scope, [&](const Scope* inner) {
      visit(*foreach.update, inner);
      visit_optional(foreach.extract, inner);
    });
  }

  // Alternatives (?//) bind the names of all of them, in each: those that the one which matches lacks are
  // null.
  template <class Body>
  void with_patterns(const std::vector<ast::PatternPtr>& patterns, const Scope* scope, const Body& body) {
    std::vector<std::string> names;
    for (const auto& pattern : patterns) collect_variables(*pattern, names);
    const uint32_t first = bindings_.local_count_;
    bindings_.local_count_ += static_cast<uint32_t>(names.size());
    std::vector<Scope> scopes;
    scopes.reserve(names.size());
    for (uint32_t i = 0; i < names.size(); ++i) {
      scopes.push_back({scope, Scope::Kind::variable, names[i], {VariableRef::Kind::local, first + i}});
      scope = &scopes.back();
    }
    for (const auto& pattern : patterns) {
      bindings_.patterns_[pattern.get()] = first;
      visit_pattern_keys(*pattern, scope);
    }
    body(scope);
  }

  void visit_pattern_keys(const ast::Pattern& pattern, const Scope* scope) {
    for (const auto& item : pattern.items) visit_pattern_keys(*item, scope);
    for (const auto& entry : pattern.entries) {
      visit_optional(entry.key, scope);
      if (entry.value != nullptr) visit_pattern_keys(*entry.value, scope);
    }
  }

  void bind_node(const Node&, const ast::Define& define, const Scope* scope) {
    const ast::Definition& definition = *define.definition;
    bind_definition(definition, scope);
    const Scope self{scope, Scope::Kind::definition, definition.name, {}, &definition};
    visit(*define.rest, &self);
  }

  void bind_definition(const ast::Definition& definition, const Scope* scope) {
    const Scope self{scope, Scope::Kind::definition, definition.name, {}, &definition};
    std::vector<Scope> scopes;
    scopes.reserve(definition.parameters.size() * 2);
    const Scope* inner = &self;
    for (uint32_t i = 0; i < definition.parameters.size(); ++i) {
      const ast::Parameter& parameter = definition.parameters[i];
      scopes.push_back({inner, Scope::Kind::parameter, parameter.name, {}, &definition, i});
      inner = &scopes.back();
      if (!parameter.by_value) continue;
      bindings_.parameters_[{&definition, i}] = bindings_.local_count_;
      scopes.push_back({inner,
                        Scope::Kind::variable,
                        parameter.name,
                        {VariableRef::Kind::local, bindings_.local_count_++}});
      inner = &scopes.back();
    }
    const ast::Definition* const around = std::exchange(in_, &definition);
    if (around != nullptr) calls_[around].insert(&definition);  // as if it were called: it may be
    visit(*definition.body, inner);
    in_ = around;
  }

  // A definition is recursive if the calls in it lead back to it.
  void find_recursive() {
    for (const auto& [definition, callees] : calls_) {
      std::vector<const ast::Definition*> open(callees.begin(), callees.end());
      std::set<const ast::Definition*> seen;
      while (!open.empty()) {
        const ast::Definition* const next = open.back();
        open.pop_back();
        if (!seen.insert(next).second) continue;
        if (next == definition) bindings_.recursive_.insert(definition);
        const auto further = calls_.find(next);
        if (further != calls_.end()) open.insert(open.end(), further->second.begin(), further->second.end());
      }
    }
  }

  void bind_node(const Node&, const ast::Label& label, const Scope* scope) {
    const Scope inner{scope, Scope::Kind::label, label.name};
    visit(*label.body, &inner);
  }

  void bind_node(const Node& node, const ast::Break& stop, const Scope* scope) {
    for (const Scope* s = scope; s != nullptr; s = s->outer) {
      if (s->kind == Scope::Kind::label && s->name == stop.name) return;
    }
    fail(node.span, fmt::format("break ${0} has no label ${0} around it", stop.name));
  }

  const Globals& globals_;
  Bindings bindings_;
  const ast::Definition* in_ = nullptr;  // the definition that is being bound; null: the program itself
  std::map<const ast::Definition*, std::set<const ast::Definition*>> calls_;  // what each one calls
  std::optional<Diagnostic> fault_;
};

bool Bindings::is_builtin(const ast::Definition& definition) const {
  return std::any_of(builtins_.begin(), builtins_.end(),
                     [&](const auto& builtin) { return builtin.second.get() == &definition; });
}

std::variant<Bindings, Fault> bind(std::span<const ast::NodePtr> expressions, const Globals& globals) {
  return Binder(globals).run(expressions);
}

}  // namespace runnel::expr
