// The builtins that take programs and are codes of their own.
#include <array>

#include "expr/code/generators.h"
#include "expr/code/host.h"
#include "expr/code/loops.h"
#include "expr/code/paths.h"
#include "expr/code/substitute.h"
#include "expr/code/updates.h"
#include "expr/compile/compiler_impl.h"
#include "expr/forms.h"

namespace runnel::expr {

namespace {

json::Value builtin_names() {
  std::vector<json::Value> names;
  const auto add = [&](std::string_view name, int arity, std::string_view synopsis) {
    if (!synopsis.empty())
      names.push_back(json::Value::owned_string(std::string(name) + "/" + std::to_string(arity)));
  };
  for (const auto& family : function_families()) {
    for (const Function& function : family) add(function.name, function.arity, function.synopsis);
  }
  for (const Form& form : forms()) add(form.name, form.arity, form.synopsis);
  return json::Value::array(std::move(names));
}

}  // namespace

CodePtr Compiler::call_form(const Node& node, const Form& form, const ast::Call& call, const Where& at) {
  const auto argument = [&](size_t i) -> const Node& { return *call.arguments[i]; };
  switch (form.kind) {
    case Form::Kind::select:
      return select(argument(0), at);
    case Form::Kind::path:
      return with_places(argument(0), at, [](CodePtr places, Home) -> CodePtr {
        return std::make_unique<PathsOf>(std::move(places));
      });
    case Form::Kind::del:
      return with_places(argument(0), at, [](CodePtr places, Home whole) -> CodePtr {
        return std::make_unique<Delete>(whole, std::move(places));
      });
    case Form::Kind::first:
      return around<First>(compile(argument(0), at.inner()));
    case Form::Kind::last:
      return around<Last>(compile(argument(0), at.inner()));
    case Form::Kind::limit:
      return counted<Limit>(call, at);
    case Form::Kind::skip:
      return counted<Skip>(call, at);
    case Form::Kind::range:
      return range(call, at);
    case Form::Kind::any:
    case Form::Kind::all:
      return quantifier(form, call, at);
    case Form::Kind::sub:
    case Form::Kind::gsub:
      return substitute(node, form, call, at);
    case Form::Kind::builtins:
      return constant(builtin_names());
    case Form::Kind::halt:
      return std::make_unique<Halt>(nullptr);
    case Form::Kind::halt_error:
      return std::make_unique<Halt>(read(at.operand()));
    case Form::Kind::debug:
      says_ = true;
      return std::make_unique<Say>(Say::Form::debug, read(at.operand()));
    case Form::Kind::stderr_:
      says_ = true;
      return std::make_unique<Say>(Say::Form::plain, read(at.operand()));
    case Form::Kind::input_filename:
      in_order_ = true;
      return std::make_unique<InputName>();
    case Form::Kind::input_line_number:
      in_order_ = true;
      return std::make_unique<InputLine>();
    case Form::Kind::defined:
    case Form::Kind::refused:
      break;
  }
  return fail(node.span, "this builtin cannot be run");
}

template <class Made>
CodePtr Compiler::around(CodePtr of) {
  return of == nullptr ? nullptr : std::make_unique<Made>(std::move(of));
}

CodePtr Compiler::select(const Node& condition, const Where& at) {
  std::vector<CodePtr> operands;
  operands.push_back(compile(condition, at.operand()));
  if (fault_.has_value()) return nullptr;
  CodePtr input = read(operands[0]->many() ? at.inner() : at);
  return with_operands(std::move(operands), Fold::nothing, [&](std::vector<CodePtr>& code) -> CodePtr {
    return std::make_unique<Select>(std::move(code[0]), std::move(input));
  });
}

template <class Made>
CodePtr Compiler::counted(const ast::Call& call, const Where& at) {
  std::vector<CodePtr> count;
  count.push_back(compile(*call.arguments[0], at.operand()));
  CodePtr of = compile(*call.arguments[1], at.inner());
  return with_operands(std::move(count), Fold::nothing, [&](std::vector<CodePtr>& code) -> CodePtr {
    return std::make_unique<Made>(std::move(code[0]), std::move(of));
  });
}

CodePtr Compiler::range(const ast::Call& call, const Where& at) {
  std::vector<CodePtr> bounds;
  for (const auto& bound : call.arguments) bounds.push_back(compile(*bound, at.operand()));
  return with_operands(std::move(bounds), Fold::nothing, [&](std::vector<CodePtr>& code) -> CodePtr {
    return std::make_unique<Range>(std::move(code[0]), std::move(code[1]),
                                   code.size() > 2 ? std::move(code[2]) : nullptr);
  });
}

CodePtr Compiler::quantifier(const Form& form, const ast::Call& call, const Where& at) {
  CodePtr values = compile(*call.arguments[0], at.operand());
  const Home home = new_home(Wanted::values);
  CodePtr condition = compile(*call.arguments[1], with_input(at.operand(), home));
  if (fault_.has_value()) return nullptr;
  const auto kind = form.kind == Form::Kind::any ? Quantifier::Kind::any : Quantifier::Kind::all;
  return std::make_unique<Quantifier>(kind, std::move(values), home, std::move(condition));
}

CodePtr Compiler::substitute(const Node& node, const Form& form, const ast::Call& call, const Where& at) {
  std::vector<CodePtr> operands;
  operands.push_back(compile(*call.arguments[0], at.operand()));
  operands.push_back(call.arguments.size() > 2 ? compile(*call.arguments[2], at.operand()) : constant({}));
  const Home capture = new_home(Wanted::values);
  CodePtr replacement = compile(*call.arguments[1], with_input(at.operand(), capture));
  return with_operands(std::move(operands), Fold::nothing, [&](std::vector<CodePtr>& code) -> CodePtr {
    std::unique_ptr<Prepared> prepared;
    if (is_constant(code[0]) && is_constant(code[1])) {
      const std::array constants{*code[0]->constant(), *code[1]->constant()};
      std::string message;
      prepared = prepare_pattern(constants, message);
      if (prepared == nullptr && !message.empty()) return fail(node.span, std::move(message));
    }
    Substitute::Operands parts{read(at.operand()), std::move(code[0]), std::move(code[1]),
                               std::move(prepared)};
    const auto matches = form.kind == Form::Kind::gsub ? Replace::all : Replace::by_flags;
    return std::make_unique<Substitute>(matches, std::move(parts), capture, std::move(replacement));
  });
}

}  // namespace runnel::expr
