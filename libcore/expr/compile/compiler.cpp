// The way in, constants, and what all parts of the compiler use.
#include "expr/compile/compiler_impl.h"

#include <fmt/format.h>

#include "expr/code/machine.h"

namespace runnel::expr {

namespace {

// A program that is compiled in place where it is called may grow beyond any measure: from here on, calls are
// calls; and a program that goes on growing is refused.
constexpr size_t kMostNodes = 200'000;

}  // namespace

std::variant<CompiledCode, Fault> Compiler::run(std::span<const ast::NodePtr> expressions) {
  std::vector<CodePtr> codes;
  for (const ast::NodePtr& expression : expressions) {
    codes.push_back(compile(*expression, Where{}));
    if (fault_.has_value()) return Fault{codes.size() - 1, *std::move(fault_)};
  }
  return CompiledCode{.codes = std::move(codes),
                      .blocks = std::move(blocks_),
                      .paths = std::move(paths_).take(),
                      .constants = std::move(constants_),
                      .registers = body_.registers,
                      .places = body_.places,
                      .whole_record = whole_record_,
                      .in_order = in_order_,
                      .says = says_};
}

std::nullptr_t Compiler::fail(ast::Span span, std::string message, std::string hint) {
  if (!builtin_calls_.empty()) span = builtin_calls_.front();
  if (!fault_.has_value()) fault_ = {span, std::move(message), std::move(hint)};
  return nullptr;
}

CodePtr Compiler::compile(const Node& node, const Where& at) {
  if (fault_.has_value()) return nullptr;
  if (++nodes_ > kMostNodes)
    return fail(node.span, "the program is too large: its definitions use each other too often");
  if (at.wanted == Wanted::places) return place_code(node, at);
  return std::visit([&](const auto& what) { return code_for(node, what, at); }, node.v);
}

CodePtr Compiler::constant(Value value) {
  uint32_t copy = 0;
  if (value.is_array() || value.is_object()) {
    copy = static_cast<uint32_t>(constants_.size());
    constants_.push_back(value);
  }
  return std::make_unique<Constant>(std::move(value), copy);
}

// Code whose operands are all constant is computed now. If it fails, it is left to fail for each record, as
// in jq.
CodePtr Compiler::folded(CodePtr code, bool constant_operands) {
  if (!constant_operands || code == nullptr || code->many()) return code;
  Arena arena;
  Context context{arena, {}};
  Machine machine;
  machine.budget.refill(0);
  std::vector<Value> registers(body_.registers + 1);
  std::vector<const PathLink*> places(body_.places + 1);
  Frame frame{nullptr, constants_.data(), context, machine, registers.data(), places.data()};
  Value value;
  if (code->eval(frame, value) != Flow::value) return code;
  return constant(value.own());
}

CodePtr Compiler::register_read(uint32_t level, uint32_t reg, std::string name) const {
  if (level == body_.level) return std::make_unique<RegisterRead>(reg, std::move(name));
  return std::make_unique<OuterRead>(body_.level - level, reg, std::move(name));
}

const Scope* Compiler::enter(Scope scope) {
  scopes_.push_back(scope);
  return &scopes_.back();
}

std::variant<CompiledCode, Fault> compile(std::span<const ast::NodePtr> expressions, const Bindings& bindings,
                                          const Globals& globals) {
  return Compiler(bindings, globals).run(expressions);
}

}  // namespace runnel::expr
