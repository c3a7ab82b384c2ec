// Paths, literals, variables, arrays and objects.
#include <fmt/format.h>

#include <algorithm>

#include "expr/code/build.h"
#include "expr/code/paths.h"
#include "expr/compile/compiler_impl.h"
#include "expr/environment.h"
#include "expr/functions/formats.h"
#include "json/number.h"

namespace runnel::expr {

// --- `.` and paths

std::unique_ptr<const PathRead> Compiler::path_read(const json::Path& path, SkippedSteps skipped) {
  return std::make_unique<PathRead>(paths_.slot(path), path, skipped);
}

CodePtr Compiler::read(const Where& at) {
  const Input& dot = at.dot;
  if (dot.in_record && dot.path.empty()) {
    whole_record_ = true;
    return std::make_unique<WholeRecord>();
  }
  if (dot.in_record) return path_read(dot.path, dot.skipped);
  if (at.wanted == Wanted::places) return std::make_unique<Here>(dot.home, body_.level - dot.level);
  if (at.takes && dot.level == body_.level) return std::make_unique<RegisterTake>(dot.home.reg);
  return register_read(dot.level, dot.home.reg, ".");
}

// The place in the record that an expression stands for, if it is one.
std::optional<Input> Compiler::place_of(const Node& node, const Where& at) {
  if (!at.dot.in_record) return std::nullopt;
  if (std::holds_alternative<ast::Identity>(node.v)) return at.dot;
  const auto* index = std::get_if<ast::Index>(&node.v);
  if (index == nullptr) return std::nullopt;
  auto place = place_of(*index->of, at);
  if (!place.has_value() || place->path.size() == kMaxPathSteps) return std::nullopt;
  auto step = constant_step(*index->key, at);
  if (!step.has_value() || !paths_.has_room(place->path, *step)) return std::nullopt;
  if (index->on_error == ast::OnError::skip) place->skipped |= SkippedSteps{1} << place->path.size();
  place->path.push_back(*std::move(step));
  return place;
}

std::optional<json::PathStep> Compiler::constant_step(const Node& key, const Where& at) {
  if (const auto* text = std::get_if<ast::StringLiteral>(&key.v); text != nullptr && text->exprs.empty()) {
    return text->texts[0];
  }
  if (const auto* text = std::get_if<ast::NumberLiteral>(&key.v)) {
    const double number = json::parse_number(text->text).as_double();
    if (number >= 0 && number < 4e9) return static_cast<uint32_t>(number);
    return std::nullopt;
  }
  if (const auto* variable = std::get_if<ast::Variable>(&key.v); variable != nullptr) {
    const CodePtr code = code_for(key, *variable, at);
    if (is_constant(code) && code->constant()->is_string()) return std::string(code->constant()->text());
  }
  return std::nullopt;
}

CodePtr Compiler::code_for(const Node& node, const ast::Index& index, const Where& at) {
  if (const auto place = place_of(node, at)) return read(Where{*place});
  std::vector<CodePtr> operands;
  operands.push_back(compile(*index.key, at.operand()));
  operands.push_back(compile(*index.of, at.operand()));
  return with_operands(std::move(operands), Fold::constants, [&](std::vector<CodePtr>& code) -> CodePtr {
    return std::make_unique<IndexValue>(std::move(code[1]), std::move(code[0]), index.on_error);
  });
}

CodePtr Compiler::code_for(const Node&, const ast::Slice& slice, const Where& at) {
  std::vector<CodePtr> operands;
  operands.push_back(slice.from != nullptr ? compile(*slice.from, at.operand()) : constant({}));
  operands.push_back(slice.to != nullptr ? compile(*slice.to, at.operand()) : constant({}));
  operands.push_back(compile(*slice.of, at.operand()));
  return with_operands(std::move(operands), Fold::constants, [&](std::vector<CodePtr>& code) -> CodePtr {
    return std::make_unique<SliceValue>(std::move(code[2]), std::move(code[0]), std::move(code[1]),
                                        slice.on_error);
  });
}

// --- literals and variables

CodePtr Compiler::code_for(const Node&, const ast::NumberLiteral& n, const Where&) {
  return constant(Value::number(json::parse_number(n.text)));
}

CodePtr Compiler::code_for(const Node&, const ast::Environment&, const Where&) {
  return constant(environment());
}

CodePtr Compiler::code_for(const Node&, const ast::Location& location, const Where&) {
  return constant(Value::object({{Value::owned_string("file"), Value::owned_string("<top-level>")},
                                 {Value::owned_string("line"), Value::integer(location.line)}}));
}

CodePtr Compiler::code_for(const Node& node, const ast::Variable& variable, const Where& at) {
  const VariableRef ref = bindings_.variable(node);
  if (ref.kind == VariableRef::Kind::global) return constant(globals_[ref.index].second);
  return variable_read(ref.index, "$" + variable.name, at);
}

CodePtr Compiler::variable_read(uint32_t local, const std::string& name, const Where& at) {
  const Scope* scope = at.scope;
  while (scope->local != local ||
         (scope->kind != Scope::Kind::variable && scope->kind != Scope::Kind::constant)) {
    scope = scope->outer;
  }
  if (scope->kind == Scope::Kind::constant) return constant(*scope->known);
  return register_read(scope->level, scope->reg, name);
}

CodePtr Compiler::code_for(const Node& node, const ast::StringLiteral& literal, const Where& at) {
  const std::string format = literal.format.empty() ? "text" : literal.format;
  if (!known_format(format)) return unknown_format(node, format);
  if (literal.exprs.empty()) return constant(Value::owned_string(literal.texts[0]));
  std::vector<CodePtr> parts;  // the last one first, as they are computed
  for (size_t i = literal.exprs.size(); i-- > 0;) {
    std::vector<CodePtr> part;
    part.push_back(compile(*literal.exprs[i], at.operand()));
    parts.push_back(
        with_operands(std::move(part), Fold::constants, [&](std::vector<CodePtr>& code) -> CodePtr {
          return std::make_unique<FormatInput>(format, std::move(code[0]));
        }));
  }
  return with_operands(std::move(parts), Fold::constants, [&](std::vector<CodePtr>& code) -> CodePtr {
    std::reverse(code.begin(), code.end());
    return std::make_unique<Interpolation>(format, literal.texts, std::move(code));
  });
}

CodePtr Compiler::code_for(const Node& node, const ast::Format& format, const Where& at) {
  if (!known_format(format.name)) return unknown_format(node, format.name);
  return std::make_unique<FormatInput>(format.name, read(at));
}

CodePtr Compiler::unknown_format(const Node& node, const std::string& name) {
  return fail(node.span, fmt::format("unknown format @{}", name), "stream-expr(7) lists the formats");
}

// --- arrays and objects

CodePtr Compiler::code_for(const Node&, const ast::Array& array, const Where& at) {
  std::vector<CodePtr> items;
  if (array.body != nullptr) add_items(*array.body, at.operand(), items);
  if (fault_.has_value()) return nullptr;
  const bool many = std::any_of(items.begin(), items.end(), [](const CodePtr& item) { return item->many(); });
  if (!many) {
    const bool constants = std::all_of(items.begin(), items.end(), is_constant);
    return folded(std::make_unique<MakeArray>(std::move(items)), constants);
  }
  CodePtr all = std::move(items.back());
  for (size_t i = items.size() - 1; i-- > 0;)
    all = std::make_unique<Comma>(std::move(items[i]), std::move(all));
  return std::make_unique<Collect>(std::move(all));
}

void Compiler::add_items(const Node& node, const Where& at, std::vector<CodePtr>& items) {
  if (const auto* comma = std::get_if<ast::Comma>(&node.v)) {
    add_items(*comma->left, at, items);
    add_items(*comma->right, at, items);
  } else {
    items.push_back(compile(node, at));
  }
}

CodePtr Compiler::code_for(const Node&, const ast::Object& object, const Where& at) {
  std::vector<CodePtr> operands;
  for (const ast::ObjectEntry& entry : object.entries) add_member(entry, at.operand(), operands);
  if (fault_.has_value()) return nullptr;
  const bool loops =
      std::any_of(operands.begin(), operands.end(), [](const CodePtr& code) { return code->many(); });
  if (loops) check_keys(operands);
  return with_operands(std::move(operands), Fold::constants, [&](std::vector<CodePtr>& code) -> CodePtr {
    std::vector<MakeObject::Member> members;
    for (size_t i = 0; i < code.size(); i += 2)
      members.push_back({std::move(code[i]), std::move(code[i + 1])});
    return std::make_unique<MakeObject>(std::move(members));
  });
}

// Where a member's value is a loop, the keys of those before it must fail before it begins.
void Compiler::check_keys(std::vector<CodePtr>& operands) {
  for (size_t i = 0; i < operands.size(); i += 2) {
    if (is_constant(operands[i]) && operands[i]->constant()->is_string()) continue;
    const Home home = new_home(Wanted::values);
    const auto kept = [&]() -> CodePtr { return register_read(body_.level, home.reg, "key"); };
    operands[i] = std::make_unique<Keep>("key", std::move(operands[i]), home, kept());
    operands[i + 1] = std::make_unique<MemberValue>(kept(), std::move(operands[i + 1]));
  }
}

// Adds the code of a member's key and of its value.
void Compiler::add_member(const ast::ObjectEntry& entry, const Where& at, std::vector<CodePtr>& operands) {
  if (entry.value != nullptr) {
    operands.push_back(compile(*entry.key, at));
    operands.push_back(compile(*entry.value, at));
    return;
  }
  const auto named = [&](const std::string& name) {
    operands.push_back(constant(Value::owned_string(name)));
    operands.push_back(compile(*entry.key, at));
  };
  if (const auto* variable = std::get_if<ast::Variable>(&entry.key->v)) return named(variable->name);
  if (std::holds_alternative<ast::Environment>(entry.key->v)) return named("ENV");
  if (std::holds_alternative<ast::Location>(entry.key->v)) return named("__loc__");
  CodePtr key = compile(*entry.key, at);
  if (fault_.has_value()) return;
  if (is_constant(key) && key->constant()->is_string() && at.dot.in_record) {
    json::PathStep step = std::string(key->constant()->text());
    if (at.dot.path.size() < kMaxPathSteps && paths_.has_room(at.dot.path, step)) {
      Where place = at;
      place.dot.path.push_back(std::move(step));
      operands.push_back(std::move(key));
      operands.push_back(read(place));
      return;
    }
  }
  // The key is computed once: it names the member and finds it.
  const Home home = new_home(Wanted::values);
  operands.push_back(
      std::make_unique<Keep>("key", std::move(key), home, register_read(body_.level, home.reg, "key")));
  operands.push_back(std::make_unique<IndexValue>(read(at), register_read(body_.level, home.reg, "key"),
                                                  ast::OnError::raise));
}

}  // namespace runnel::expr
