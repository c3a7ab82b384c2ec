// Path expressions, and what changes values at places.
#include "expr/code/paths.h"

#include <algorithm>
#include <array>

#include "expr/code/operators.h"
#include "expr/code/updates.h"
#include "expr/compile/compiler_impl.h"

namespace runnel::expr {

namespace {

// The functions that give their input or nothing.
bool gives_its_input(const Function& function) {
  static constexpr std::array<std::string_view, 13> kNames{
      "arrays", "objects", "iterables", "booleans", "numbers", "strings", "nulls",
      "values", "scalars", "finites",   "normals",  "debug",   "stderr"};
  return function.arity == 0 && std::find(kNames.begin(), kNames.end(), function.name) != kNames.end();
}

// .[]
bool is_each_part(const ast::Node& node) {
  const auto* iterate = std::get_if<ast::Iterate>(&node.v);
  return iterate != nullptr && iterate->on_error == ast::OnError::raise &&
         std::holds_alternative<ast::Identity>(iterate->of->v);
}

// What passes on the outputs of its parts, so that it serves path expressions as it is.
bool passes_places_on(const ast::Node& node) {
  return std::visit(
      [](const auto& what) {
        using What = std::decay_t<decltype(what)>;
        return std::is_same_v<What, ast::Try> || std::is_same_v<What, ast::Comma> ||
               std::is_same_v<What, ast::If> || std::is_same_v<What, ast::Pipe> ||
               std::is_same_v<What, ast::As> || std::is_same_v<What, ast::Reduce> ||
               std::is_same_v<What, ast::Foreach> || std::is_same_v<What, ast::Label> ||
               std::is_same_v<What, ast::Alternative> || std::is_same_v<What, ast::Define> ||
               std::is_same_v<What, ast::Break>;
      },
      node.v);
}

}  // namespace

CodePtr Compiler::computed_place(const Node& node, const Where& at) {
  CodePtr code = compile(node, at.operand());
  Where places = at;
  places.wanted = Wanted::places;
  CodePtr input = read(places);
  if (fault_.has_value()) return nullptr;
  return std::make_unique<Computed>(std::move(code), std::move(input));
}

CodePtr Compiler::place_code(const Node& node, const Where& at) {
  if (std::holds_alternative<ast::Identity>(node.v)) return read(at);
  if (std::holds_alternative<ast::RecurseDefault>(node.v)) return std::make_unique<DescendPlaces>(read(at));
  if (const auto* index = std::get_if<ast::Index>(&node.v)) return index_place(*index, at);
  if (const auto* slice = std::get_if<ast::Slice>(&node.v)) return slice_place(*slice, at);
  if (const auto* iterate = std::get_if<ast::Iterate>(&node.v)) {
    CodePtr of = compile(*iterate->of, at.inner());
    if (fault_.has_value()) return nullptr;
    return std::make_unique<IteratePlaces>(std::move(of), iterate->on_error);
  }
  if (const auto* call = std::get_if<ast::Call>(&node.v)) return call_place(node, *call, at);
  if (!passes_places_on(node)) return computed_place(node, at);
  return std::visit([&](const auto& what) { return code_for(node, what, at); }, node.v);
}

CodePtr Compiler::index_place(const ast::Index& index, const Where& at) {
  std::vector<CodePtr> keys;
  keys.push_back(compile(*index.key, at.operand()));
  CodePtr of = compile(*index.of, at.inner());
  return with_operands(std::move(keys), Fold::nothing, [&](std::vector<CodePtr>& code) -> CodePtr {
    return std::make_unique<IndexPlace>(std::move(of), std::move(code[0]), index.on_error);
  });
}

CodePtr Compiler::slice_place(const ast::Slice& slice, const Where& at) {
  std::vector<CodePtr> bounds;
  bounds.push_back(slice.from != nullptr ? compile(*slice.from, at.operand()) : constant({}));
  bounds.push_back(slice.to != nullptr ? compile(*slice.to, at.operand()) : constant({}));
  CodePtr of = compile(*slice.of, at.inner());
  return with_operands(std::move(bounds), Fold::nothing, [&](std::vector<CodePtr>& code) -> CodePtr {
    return std::make_unique<SlicePlace>(std::move(of), std::move(code[0]), std::move(code[1]),
                                        slice.on_error);
  });
}

CodePtr Compiler::call_place(const Node& node, const ast::Call& call, const Where& at) {
  const Callee& callee = bindings_.callee(node);
  if (callee.kind == Callee::Kind::parameter) return call_parameter(callee, call, at);
  if (callee.kind == Callee::Kind::definition) return code_for(node, call, at);
  if (callee.kind == Callee::Kind::form) {
    switch (callee.form->kind) {
      case Form::Kind::select:
      case Form::Kind::first:
      case Form::Kind::last:
      case Form::Kind::limit:
      case Form::Kind::skip:
        return call_form(node, *callee.form, call, at);
      case Form::Kind::debug:
      case Form::Kind::stderr_:
        return std::make_unique<PassedPlace>(read(at), compile(node, at.operand()));
      default:
        return computed_place(node, at);
    }
  }
  if (gives_its_input(*callee.function)) {
    return std::make_unique<PassedPlace>(read(at), compile(node, at.operand()));
  }
  if (callee.function->name != "getpath") return computed_place(node, at);
  std::vector<CodePtr> path;
  path.push_back(compile(*call.arguments[0], at.operand()));
  return with_operands(std::move(path), Fold::nothing, [&](std::vector<CodePtr>& code) -> CodePtr {
    return std::make_unique<GetPlace>(read(at), std::move(code[0]));
  });
}

// The path expression over what `.` is, which is kept with its place; `use` gets the code of the places and
// that of the whole.
CodePtr Compiler::with_places(const Node& targets, const Where& at, UsePlaces use) {
  CodePtr whole = read(at.last_operand());
  const Home home = new_home(Wanted::places);
  Where inside = with_input(at.inner(), home);
  inside.wanted = Wanted::places;
  CodePtr places = compile(targets, inside);
  if (fault_.has_value()) return nullptr;
  CodePtr code = use(std::move(places), home);
  if (fault_.has_value()) return nullptr;
  return std::make_unique<Keep>("in", std::make_unique<Root>(std::move(whole)), home, std::move(code));
}

CodePtr Compiler::code_for(const Node& node, const ast::Assign& assign, const Where& at) {
  if (assign.op == ast::AssignOp::update && is_each_part(*assign.target)) {
    const Home old = new_home(Wanted::values);
    CodePtr update = compile(*assign.value, with_own_input(at.operand(), old));
    if (fault_.has_value()) return nullptr;
    return std::make_unique<UpdateParts>(read(at.last_operand()), old, std::move(update));
  }
  if (assign.op == ast::AssignOp::update) {
    return with_places(*assign.target, at, [&](CodePtr places, Home whole) -> CodePtr {
      const Home old = new_home(Wanted::values);
      CodePtr update = compile(*assign.value, with_input(at.operand(), old));
      if (fault_.has_value()) return nullptr;
      return std::make_unique<Update>(whole, std::move(places), old, std::move(update));
    });
  }
  // The value is computed first, from the whole, once for all places.
  CodePtr value = compile(*assign.value, at.operand());
  if (fault_.has_value()) return nullptr;
  const Home home = new_home(Wanted::values);
  const auto operand = [&]() -> CodePtr { return register_read(body_.level, home.reg, "value"); };
  const Where once = value->many() ? at.inner() : at;
  CodePtr code = with_places(*assign.target, once, [&](CodePtr places, Home whole) -> CodePtr {
    if (assign.op == ast::AssignOp::set) {
      return std::make_unique<Assign>(whole, std::move(places), operand());
    }
    const Home old = new_home(Wanted::values);
    CodePtr update = updated(node, assign.op, register_read(body_.level, old.reg, "old"), operand());
    return std::make_unique<Update>(whole, std::move(places), old, std::move(update));
  });
  if (fault_.has_value()) return nullptr;
  return std::make_unique<Keep>("value", std::move(value), home, std::move(code));
}

// old + value for +=, and so on.
CodePtr Compiler::updated(const Node& node, ast::AssignOp op, CodePtr old, CodePtr value) {
  switch (op) {
    case ast::AssignOp::add:
      return operation(node, ast::BinaryOp::add, std::move(old), std::move(value));
    case ast::AssignOp::subtract:
      return operation(node, ast::BinaryOp::subtract, std::move(old), std::move(value));
    case ast::AssignOp::multiply:
      return operation(node, ast::BinaryOp::multiply, std::move(old), std::move(value));
    case ast::AssignOp::divide:
      return operation(node, ast::BinaryOp::divide, std::move(old), std::move(value));
    case ast::AssignOp::modulo:
      return operation(node, ast::BinaryOp::modulo, std::move(old), std::move(value));
    default:
      return std::make_unique<Alternative>(std::move(old), std::move(value));
  }
}

}  // namespace runnel::expr
