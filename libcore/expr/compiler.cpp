#include "expr/compiler.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include "expr/code/build.h"
#include "expr/code/control.h"
#include "expr/code/operators.h"
#include "expr/code/values.h"
#include "expr/environment.h"
#include "expr/functions/arithmetic.h"
#include "expr/functions/formats.h"
#include "expr/functions/regexes.h"
#include "expr/path_table.h"
#include "expr/syntax/operators.h"
#include "json/number.h"

namespace runnel::expr {

namespace {

using ast::Node;
using json::Value;

// What `.` is at some place in the program: a place in the record, or a register that holds what was
// computed.
struct Input {
  bool in_record = true;
  json::Path path;           // in the record
  SkippedSteps skipped = 0;  // in the record
  uint32_t reg = 0;
};

class Compiler {
 public:
  Compiler(const Bindings& bindings, const Globals& globals) : bindings_(bindings), globals_(globals) {
    registers_ = bindings.local_count();
  }

  std::variant<CompiledCode, Diagnostic> run(const Node& program) {
    CodePtr code = compile(program, Input{});
    if (fault_.has_value()) return *std::move(fault_);
    return CompiledCode{std::move(code), std::move(paths_).take(), std::move(constants_), registers_};
  }

 private:
  // After a fault every function gives null, and nothing looks at what it gave.
  CodePtr fail(ast::Span span, std::string message, std::string hint = {}) {
    if (!fault_.has_value()) fault_ = {span, std::move(message), std::move(hint)};
    return nullptr;
  }

  CodePtr not_yet(const Node& node, std::string_view what) {
    return fail(node.span, fmt::format("{} is not in this version of the language", what),
                "stream-expr(7) says which programs it runs");
  }

  CodePtr compile(const Node& node, const Input& input) {
    if (fault_.has_value()) return nullptr;
    return std::visit([&](const auto& what) { return code_for(node, what, input); }, node.v);
  }

  CodePtr constant(Value value) {
    uint32_t copy = 0;
    if (value.is_array() || value.is_object()) {
      copy = static_cast<uint32_t>(constants_.size());
      constants_.push_back(value);
    }
    return std::make_unique<Constant>(std::move(value), copy);
  }

  // Code whose operands are all constant is computed now. If it fails, it is left to fail for each record, as
  // in jq.
  CodePtr folded(CodePtr code, bool constant_operands) {
    if (!constant_operands || code == nullptr) return code;
    Arena arena;
    Context context{arena, {}};
    std::vector<Value> registers(registers_ + 1);
    Frame frame{nullptr, registers.data(), constants_.data(), context};
    Value value;
    if (code->eval(frame, value) != Flow::value) return code;
    return constant(value.own());
  }

  static bool is_constant(const CodePtr& code) { return code != nullptr && code->constant() != nullptr; }

  // --- `.` and paths
  // -------------------------------------------------------------------------------------------------

  std::unique_ptr<const PathRead> path_read(const json::Path& path, SkippedSteps skipped) {
    return std::make_unique<PathRead>(paths_.slot(path), path, skipped);
  }

  CodePtr read(const Input& input) {
    if (input.in_record) return path_read(input.path, input.skipped);
    return std::make_unique<RegisterRead>(input.reg, ".");
  }

  CodePtr code_for(const Node&, const ast::Identity&, const Input& input) { return read(input); }

  // The place in the record that an expression stands for, if it is one.
  std::optional<Input> place_of(const Node& node, const Input& input) {
    if (std::holds_alternative<ast::Identity>(node.v))
      return input.in_record ? std::optional(input) : std::nullopt;
    const auto* index = std::get_if<ast::Index>(&node.v);
    if (index == nullptr) return std::nullopt;
    auto place = place_of(*index->of, input);
    if (!place.has_value() || place->path.size() == kMaxPathSteps) return std::nullopt;
    auto step = constant_step(*index->key, input);
    if (!step.has_value() || !paths_.has_room(place->path, *step)) return std::nullopt;
    if (index->on_error == ast::OnError::skip) place->skipped |= SkippedSteps{1} << place->path.size();
    place->path.push_back(*std::move(step));
    return place;
  }

  std::optional<json::PathStep> constant_step(const Node& key, const Input& input) {
    if (const auto* text = std::get_if<ast::StringLiteral>(&key.v); text != nullptr && text->exprs.empty()) {
      return text->texts[0];
    }
    if (const auto* text = std::get_if<ast::NumberLiteral>(&key.v)) {
      const double number = json::parse_number(text->text).as_double();
      if (number >= 0 && number < 4e9) return static_cast<uint32_t>(number);
      return std::nullopt;
    }
    if (const auto* variable = std::get_if<ast::Variable>(&key.v); variable != nullptr) {
      const CodePtr code = code_for(key, *variable, input);
      if (is_constant(code) && code->constant()->is_string()) return std::string(code->constant()->text());
    }
    return std::nullopt;
  }

  CodePtr code_for(const Node& node, const ast::Index& index, const Input& input) {
    if (auto place = place_of(node, input)) return read(*place);
    CodePtr of = compile(*index.of, input);
    CodePtr key = compile(*index.key, input);
    const bool constants = is_constant(of) && is_constant(key);
    const auto errors = index.on_error == ast::OnError::skip ? StepErrors::skip : StepErrors::raise;
    return folded(std::make_unique<IndexValue>(std::move(of), std::move(key), errors), constants);
  }

  // --- literals and variables
  // ----------------------------------------------------------------------------------------

  CodePtr code_for(const Node&, const ast::Null&, const Input&) { return constant({}); }
  CodePtr code_for(const Node&, const ast::Boolean& b, const Input&) {
    return constant(Value::boolean(b.value));
  }
  CodePtr code_for(const Node&, const ast::NumberLiteral& n, const Input&) {
    return constant(Value::number(json::parse_number(n.text)));
  }
  CodePtr code_for(const Node&, const ast::DurationLiteral& d, const Input&) {
    return constant(Value::real(d.seconds));
  }
  CodePtr code_for(const Node&, const ast::Environment&, const Input&) { return constant(environment()); }
  CodePtr code_for(const Node&, const ast::Location& location, const Input&) {
    return constant(Value::object({{Value::owned_string("file"), Value::owned_string("<top-level>")},
                                   {Value::owned_string("line"), Value::integer(location.line)}}));
  }

  CodePtr code_for(const Node& node, const ast::Variable& variable, const Input&) {
    const VariableRef ref = bindings_.variable(node);
    if (ref.kind == VariableRef::Kind::global) return constant(globals_[ref.index].second);
    return std::make_unique<RegisterRead>(ref.index, "$" + variable.name);
  }

  CodePtr code_for(const Node& node, const ast::StringLiteral& literal, const Input& input) {
    const std::string format = literal.format.empty() ? "text" : literal.format;
    if (!known_format(format)) return unknown_format(node, format);
    if (literal.exprs.empty()) return constant(Value::owned_string(literal.texts[0]));
    std::vector<CodePtr> parts;
    bool constants = true;
    for (const auto& expr : literal.exprs) {
      parts.push_back(compile(*expr, input));
      constants = constants && is_constant(parts.back());
    }
    return folded(std::make_unique<Interpolation>(format, literal.texts, std::move(parts)), constants);
  }

  CodePtr code_for(const Node& node, const ast::Format& format, const Input& input) {
    if (!known_format(format.name)) return unknown_format(node, format.name);
    return std::make_unique<FormatInput>(format.name, read(input));
  }

  CodePtr unknown_format(const Node& node, const std::string& name) {
    return fail(node.span, fmt::format("unknown format @{}", name), "stream-expr(7) lists the formats");
  }

  // --- operators
  // -----------------------------------------------------------------------------------------------------

  CodePtr code_for(const Node& node, const ast::Binary& binary, const Input& input) {
    CodePtr left = compile(*binary.left, input);
    CodePtr right = compile(*binary.right, input);
    if (fault_.has_value()) return nullptr;
    const bool constants = is_constant(left) && is_constant(right);
    return folded(operation(node, binary.op, std::move(left), std::move(right)), constants);
  }

  CodePtr operation(const Node& node, ast::BinaryOp op, CodePtr left, CodePtr right) {
    const auto arithmetic = [&](Arithmetic::Operation compute) -> CodePtr {
      return std::make_unique<Arithmetic>(compute, symbol(op), std::move(left), std::move(right));
    };
    switch (op) {
      case ast::BinaryOp::add:
        return arithmetic(add);
      case ast::BinaryOp::subtract:
        return arithmetic(subtract);
      case ast::BinaryOp::multiply:
        return arithmetic(multiply);
      case ast::BinaryOp::divide:
        return arithmetic(divide);
      case ast::BinaryOp::modulo:
        return arithmetic(modulo);
      case ast::BinaryOp::matches:
        return match(node, Match::Sense::matches, std::move(left), std::move(right));
      case ast::BinaryOp::not_matches:
        return match(node, Match::Sense::does_not_match, std::move(left), std::move(right));
      default:
        return std::make_unique<Comparison>(op, std::move(left), std::move(right));
    }
  }

  CodePtr match(const Node& node, Match::Sense sense, CodePtr text, CodePtr pattern) {
    std::unique_ptr<Prepared> prepared;
    if (is_constant(pattern)) {
      std::string message;
      prepared = prepare_pattern({pattern->constant(), 1}, message);
      if (prepared == nullptr && !message.empty()) return fail(node.span, std::move(message));
    }
    return std::make_unique<Match>(sense, std::move(text), std::move(pattern), std::move(prepared));
  }

  CodePtr code_for(const Node&, const ast::Logic& logic, const Input& input) {
    CodePtr left = compile(*logic.left, input);
    CodePtr right = compile(*logic.right, input);
    const bool constants = is_constant(left) && is_constant(right);
    return folded(std::make_unique<Logic>(logic.op, std::move(left), std::move(right)), constants);
  }

  CodePtr code_for(const Node&, const ast::Alternative& alternative, const Input& input) {
    CodePtr left = compile(*alternative.left, input);
    CodePtr right = compile(*alternative.right, input);
    return std::make_unique<Alternative>(std::move(left), std::move(right));
  }

  CodePtr code_for(const Node&, const ast::Negate& negate, const Input& input) {
    CodePtr of = compile(*negate.of, input);
    const bool constants = is_constant(of);
    return folded(std::make_unique<Negation>(std::move(of)), constants);
  }

  // --- control
  // -------------------------------------------------------------------------------------------------------

  CodePtr code_for(const Node&, const ast::Pipe& pipe, const Input& input) {
    if (const auto place = place_of(*pipe.left, input)) {
      CodePtr body = compile(*pipe.right, *place);
      if (body == nullptr || place->path == input.path || body->reads_path_first()) return body;
      return std::make_unique<Guard>(path_read(place->path, place->skipped), std::move(body));
    }
    CodePtr source = compile(*pipe.left, input);
    const uint32_t reg = registers_++;
    CodePtr body = compile(*pipe.right, Input{false, {}, 0, reg});
    return std::make_unique<Keep>("|", std::move(source), reg, std::move(body));
  }

  CodePtr code_for(const Node& node, const ast::As& as, const Input& input) {
    if (as.patterns.size() != 1 || as.patterns[0]->kind != ast::Pattern::Kind::variable) {
      return not_yet(node, "taking a value apart (as [$a], as {$a})");
    }
    CodePtr source = compile(*as.source, input);
    CodePtr body = compile(*as.body, input);
    return std::make_unique<Keep>("as $" + as.patterns[0]->variable, std::move(source),
                                  bindings_.first_local(*as.patterns[0]), std::move(body));
  }

  CodePtr code_for(const Node&, const ast::If& choice, const Input& input) {
    std::vector<Choice::Branch> branches;
    for (const auto& branch : choice.branches) {
      CodePtr condition = compile(*branch.condition, input);
      branches.push_back({std::move(condition), compile(*branch.then, input)});
    }
    CodePtr otherwise = choice.otherwise != nullptr ? compile(*choice.otherwise, input) : read(input);
    if (fault_.has_value()) return nullptr;
    return std::make_unique<Choice>(std::move(branches), std::move(otherwise));
  }

  CodePtr code_for(const Node&, const ast::Try& attempt, const Input& input) {
    CodePtr body = compile(*attempt.body, input);
    const uint32_t reg = registers_++;
    CodePtr handler =
        attempt.handler != nullptr ? compile(*attempt.handler, Input{false, {}, 0, reg}) : nullptr;
    return std::make_unique<Attempt>(std::move(body), reg, std::move(handler));
  }

  CodePtr code_for(const Node& node, const ast::Call& call, const Input& input) {
    const Callee& callee = bindings_.callee(node);
    switch (callee.kind) {
      case Callee::Kind::function:
        return call_function(node, *callee.function, call, input);
      case Callee::Kind::form: {
        CodePtr condition = compile(*call.arguments[0], input);
        return std::make_unique<Select>(std::move(condition), read(input));
      }
      default:
        return not_yet(node, "def");
    }
  }

  CodePtr call_function(const Node& node, const Function& function, const ast::Call& call,
                        const Input& input) {
    std::vector<CodePtr> arguments;
    bool constants = true;
    for (const auto& argument : call.arguments) {
      arguments.push_back(compile(*argument, input));
      constants = constants && is_constant(arguments.back());
    }
    if (fault_.has_value()) return nullptr;
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
    CodePtr of = function.uses_input ? read(input) : constant({});
    constants = constants && function.pure && is_constant(of);
    return folded(
        std::make_unique<FunctionCall>(function, std::move(of), std::move(arguments), std::move(prepared)),
        constants);
  }

  // --- arrays and objects
  // --------------------------------------------------------------------------------------------

  CodePtr code_for(const Node&, const ast::Array& array, const Input& input) {
    std::vector<CodePtr> items;
    if (array.body != nullptr) add_items(*array.body, input, items);
    const bool constants = std::all_of(items.begin(), items.end(), is_constant);
    return folded(std::make_unique<MakeArray>(std::move(items)), constants);
  }

  void add_items(const Node& node, const Input& input, std::vector<CodePtr>& items) {
    if (const auto* comma = std::get_if<ast::Comma>(&node.v)) {
      add_items(*comma->left, input, items);
      add_items(*comma->right, input, items);
    } else {
      items.push_back(compile(node, input));
    }
  }

  CodePtr code_for(const Node&, const ast::Object& object, const Input& input) {
    std::vector<MakeObject::Member> members;
    bool constants = true;
    for (const ast::ObjectEntry& entry : object.entries) {
      members.push_back(member(entry, input));
      if (fault_.has_value()) return nullptr;
      constants = constants && is_constant(members.back().key) && is_constant(members.back().value);
    }
    return folded(std::make_unique<MakeObject>(std::move(members)), constants);
  }

  MakeObject::Member member(const ast::ObjectEntry& entry, const Input& input) {
    if (entry.value != nullptr) {
      CodePtr key = compile(*entry.key, input);
      return {std::move(key), compile(*entry.value, input)};
    }
    if (const auto* variable = std::get_if<ast::Variable>(&entry.key->v)) {
      return {constant(Value::owned_string(variable->name)), compile(*entry.key, input)};
    }
    if (std::holds_alternative<ast::Environment>(entry.key->v)) {
      return {constant(Value::owned_string("ENV")), compile(*entry.key, input)};
    }
    if (std::holds_alternative<ast::Location>(entry.key->v)) {
      return {constant(Value::owned_string("__loc__")), compile(*entry.key, input)};
    }
    CodePtr key = compile(*entry.key, input);
    if (is_constant(key) && key->constant()->is_string() && input.in_record) {
      json::PathStep step = std::string(key->constant()->text());
      if (input.path.size() < kMaxPathSteps && paths_.has_room(input.path, step)) {
        Input place = input;
        place.path.push_back(std::move(step));
        return {std::move(key), read(place)};
      }
    }
    CodePtr same_key = compile(*entry.key, input);
    return {std::move(key),
            std::make_unique<IndexValue>(read(input), std::move(same_key), StepErrors::raise)};
  }

  // --- what gives more than one output
  // -------------------------------------------------------------------------------

  CodePtr code_for(const Node& node, const ast::RecurseDefault&, const Input&) { return not_yet(node, ".."); }
  CodePtr code_for(const Node& node, const ast::Slice&, const Input&) {
    return not_yet(node, "a slice (.[a:b])");
  }
  CodePtr code_for(const Node& node, const ast::Iterate&, const Input&) {
    return not_yet(node, "iteration (.[])");
  }
  CodePtr code_for(const Node& node, const ast::Comma&, const Input&) { return not_yet(node, "the comma"); }
  CodePtr code_for(const Node& node, const ast::Assign& assign, const Input&) {
    if (assign.op != ast::AssignOp::set) return not_yet(node, "assignment");
    return fail(node.span, "assignment (=) is not in this version of the language", "to compare, write ==");
  }
  CodePtr code_for(const Node& node, const ast::Reduce&, const Input&) { return not_yet(node, "reduce"); }
  CodePtr code_for(const Node& node, const ast::Foreach&, const Input&) { return not_yet(node, "foreach"); }
  CodePtr code_for(const Node& node, const ast::Define&, const Input&) { return not_yet(node, "def"); }
  CodePtr code_for(const Node& node, const ast::Label&, const Input&) { return not_yet(node, "label"); }
  CodePtr code_for(const Node& node, const ast::Break&, const Input&) { return not_yet(node, "break"); }

  const Bindings& bindings_;
  const Globals& globals_;
  PathTable paths_;
  std::vector<Value> constants_;
  uint32_t registers_ = 0;
  std::optional<Diagnostic> fault_;
};

}  // namespace

std::variant<CompiledCode, Diagnostic> compile_scalar(const Node& program, const Bindings& bindings,
                                                      const Globals& globals) {
  return Compiler(bindings, globals).run(program);
}

}  // namespace runnel::expr
