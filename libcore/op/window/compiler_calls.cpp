// The calls of aggregate functions in AGGREGATES.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/spelling.h"
#include "expr/forms.h"
#include "expr/function.h"
#include "expr/syntax/parser.h"
#include "expr/syntax/print.h"
#include "op/window/compiler.h"

namespace runnel::op {

namespace {

namespace ast = expr::ast;

constexpr int kMostArguments = 8;

// What functions are called elsewhere, and here.
struct OtherName {
  std::string_view name;
  std::string_view ours;
};
constexpr auto kOtherNames = std::to_array<OtherName>({{"mean", "avg"},
                                                       {"average", "avg"},
                                                       {"percentile", "quantile"},
                                                       {"variance", "var"},
                                                       {"std", "stddev"},
                                                       {"stdev", "stddev"},
                                                       {"uniq", "distinct"},
                                                       {"nunique", "distinct"},
                                                       {"cardinality", "distinct"},
                                                       {"size", "count"},
                                                       {"array_agg", "collect"},
                                                       {"list", "collect"},
                                                       {"topk", "top"},
                                                       {"bool_or", "any"},
                                                       {"bool_and", "every"}});

bool is_aggregate(std::string_view name) {
  for (const auto& family : agg::function_families()) {
    for (const agg::Function& function : family) {
      if (function.name == name) return true;
    }
  }
  return false;
}

// What a path begins with.
const ast::Node& root_of(const ast::Node& node) {
  if (const auto* index = std::get_if<ast::Index>(&node.v)) return root_of(*index->of);
  if (const auto* slice = std::get_if<ast::Slice>(&node.v)) return root_of(*slice->of);
  if (const auto* iterate = std::get_if<ast::Iterate>(&node.v)) return root_of(*iterate->of);
  return node;
}

bool is_in_language(std::string_view name, int arity) {
  return expr::find_function(name, arity) != nullptr || expr::find_form(name, arity) != nullptr;
}

bool is_in_language(std::string_view name) {
  for (int arity = 0; arity < kMostArguments; ++arity) {
    if (is_in_language(name, arity)) return true;
  }
  return name == "empty" || name == "error" || name == "not";
}

}  // namespace

// Looks for aggregates, and for `.` where it would be one record of many.
bool WindowCompiler::visit(const Node& node, Dot dot) {
  if (const auto* call = std::get_if<ast::Call>(&node.v)) return visit_call(node, *call, dot);
  if (std::holds_alternative<ast::Identity>(node.v) || std::holds_alternative<ast::RecurseDefault>(node.v)) {
    return dot == Dot::value || outside(node);
  }
  if (dot == Dot::record && std::holds_alternative<ast::Identity>(root_of(node).v)) return outside(node);
  if (const auto* object = std::get_if<ast::Object>(&node.v)) return visit_object(node, *object, dot);
  if (const auto* pipe = std::get_if<ast::Pipe>(&node.v)) {
    return visit(*pipe->left, dot) && visit(*pipe->right, Dot::value);
  }
  if (const auto* attempt = std::get_if<ast::Try>(&node.v)) {
    return visit(*attempt->body, dot) &&
           (attempt->handler == nullptr || visit(*attempt->handler, Dot::value));
  }
  if (const auto* reduce = std::get_if<ast::Reduce>(&node.v)) {
    return visit(*reduce->source, dot) && visit(*reduce->init, dot) && visit(*reduce->update, Dot::value);
  }
  if (const auto* foreach = std::get_if<ast::Foreach>(&node.v)) {
    return visit(*foreach->source, dot) && visit(*foreach->init, dot) &&
           visit(*foreach->update, Dot::value) &&
           (foreach->extract == nullptr || visit(*foreach->extract, Dot::value));
  }
  if (const auto* define = std::get_if<ast::Define>(&node.v)) {
    defined_.insert(define->definition->name);
    for (const ast::Parameter& parameter : define->definition->parameters) defined_.insert(parameter.name);
    return visit(*define->definition->body, Dot::value) && visit(*define->rest, dot);
  }
  return visit_children(node, dot);
}

bool WindowCompiler::visit_children(const Node& node, Dot dot) {
  const auto children = ast::children(node);
  return std::all_of(children.begin(), children.end(),
                     [&](const Node* child) { return child == nullptr || visit(*child, dot); });
}

// {count} is short for {count: .count}, which nobody means here.
bool WindowCompiler::visit_object(const Node& node, const ast::Object& object, Dot dot) {
  for (const ast::ObjectEntry& entry : object.entries) {
    const auto* key = std::get_if<ast::StringLiteral>(&entry.key->v);
    if (entry.value != nullptr || key == nullptr || dot == Dot::value) continue;
    return fail(Text::aggregates, entry.key->span,
                fmt::format("this is short for .{}, a field", key->texts[0]),
                fmt::format("write {{{0}: {0}}}", key->texts[0]));
  }
  return visit_children(node, dot);
}

bool WindowCompiler::outside(const Node& node) {
  const std::string path = expr::print(node);
  return fail(Text::aggregates, node.span, fmt::format("{} stands outside of an aggregate", path),
              fmt::format("a window holds many records: last({0}) is that of the last one, max({0}) the "
                          "largest; --by {0} gives each its own window",
                          path));
}

// At the top the names of aggregates win over the language's.
bool WindowCompiler::is_ours(const ast::Call& call) const {
  const int arity = static_cast<int>(call.arguments.size());
  return defined_.count(call.name) == 0 && agg::find_function(call.name, arity) != nullptr;
}

bool WindowCompiler::visit_call(const Node& node, const ast::Call& call, Dot dot) {
  const int arity = static_cast<int>(call.arguments.size());
  if (is_ours(call)) return add_call(node, call, *agg::find_function(call.name, arity));
  if (defined_.count(call.name) == 0 && !is_in_language(call.name, arity)) {
    if (is_aggregate(call.name)) return wrong_arity(node, call);
    if (!is_in_language(call.name)) return unknown(node, call);
  }
  // Of any(generator; condition) and its like the condition is asked of what the generator gives.
  const bool asks = arity == 2 && (call.name == "any" || call.name == "all" || call.name == "INDEX");
  if (asks) return visit(*call.arguments[0], dot) && visit(*call.arguments[1], Dot::value);
  return visit_children(node, dot);
}

bool WindowCompiler::wrong_arity(const Node& node, const ast::Call& call) {
  std::string forms;
  for (const auto& family : agg::function_families()) {
    for (const agg::Function& function : family) {
      if (function.name == call.name)
        forms += fmt::format("{}{}", forms.empty() ? "" : " or ", function.synopsis);
    }
  }
  return fail(Text::aggregates, node.span, fmt::format("this is not how {} is called", call.name),
              fmt::format("write {}", forms));
}

bool WindowCompiler::unknown(const Node& node, const ast::Call& call) {
  std::vector<std::string_view> names;
  for (const auto& family : agg::function_families()) {
    for (const agg::Function& function : family) names.push_back(function.name);
  }
  std::string_view nearest = nearest_name(call.name, names);
  for (const OtherName& other : kOtherNames) {
    if (other.name == call.name) nearest = other.ours;
  }
  std::string hint = fmt::format("did you mean \"{}\"?", nearest);
  if (nearest.empty()) {
    hint = call.arguments.empty() ? fmt::format("a field is given to one: last(.{0}), max(.{0})", call.name)
                                  : "stream-window --help lists them all";
  }
  const Span name{node.span.begin, node.span.begin + static_cast<uint32_t>(call.name.size())};
  return fail(Text::aggregates, name, fmt::format("there is no aggregate \"{}\"", call.name),
              std::move(hint));
}

// An aggregate is over records, of which it has only one where it stands inside of another.
bool WindowCompiler::no_aggregate_in(const Node& node) {
  if (const auto* call = std::get_if<ast::Call>(&node.v)) {
    const int arity = static_cast<int>(call->arguments.size());
    if (is_aggregate(call->name) && defined_.count(call->name) == 0 && !is_in_language(call->name, arity)) {
      return fail(
          Text::aggregates, node.span,
          fmt::format("the aggregate {} stands inside of another one", call->name),
          fmt::format("what is inside is asked of each record; a field of that name is .{}", call->name));
    }
  }
  for (const Node* child : ast::children(node)) {
    if (child != nullptr && !no_aggregate_in(*child)) return false;
  }
  return true;
}

// What is wrong with an argument is said before that its call has no name.
bool WindowCompiler::check_argument(const ast::Call& call) {
  if (call.arguments.empty()) return true;
  const expr::ast::NodePtr tree = parsed_again(call.arguments[0]->span);
  auto compiled = expr::Program::compile(std::span(&tree, 1), globals_);
  auto* fault = std::get_if<expr::Fault>(&compiled);
  return fault == nullptr || fail(Text::aggregates, std::move(fault->diagnostic));
}

bool WindowCompiler::add_call(const Node& node, const ast::Call& call, const agg::Function& function) {
  std::string text = expr::print(node);
  auto& calls = program_.calls_;
  const auto known =
      std::find_if(calls.begin(), calls.end(), [&](const WindowCall& other) { return other.text == text; });
  if (known != calls.end()) {
    uses_.push_back({node.span, static_cast<size_t>(known - calls.begin())});
    return true;
  }
  std::vector<json::Value> parameters;
  if (!constants(call, parameters)) return false;
  std::string message;
  auto aggregate = function.make(parameters, message);
  if (aggregate == nullptr) return fail(Text::aggregates, node.span, std::move(message));
  std::optional<size_t> column;
  if (!call.arguments.empty()) {
    if (!no_aggregate_in(*call.arguments[0])) return false;
    column = add_column(*call.arguments[0], aggregate->takes());
    if (!column.has_value()) return false;
  }
  uses_.push_back({node.span, calls.size()});
  calls.push_back({std::move(aggregate), column, std::move(text)});
  return true;
}

// Equal arguments are computed once.
std::optional<size_t> WindowCompiler::add_column(const Node& argument, agg::Takes takes) {
  const std::string text = expr::print(argument);
  auto& columns = program_.columns_;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].takes == takes && columns[i].argument == text) return i;
  }
  expr::ast::NodePtr tree = parsed_again(argument.span);
  if (tree == nullptr) return std::nullopt;
  columns.push_back({takes, record_.size(), false, text});
  add_expression(std::move(tree), Text::aggregates);
  return columns.size() - 1;
}

// What stands there, as a tree of its own in which every place is the same.
expr::ast::NodePtr WindowCompiler::parsed_again(Span span) const {
  std::string text(span.begin, ' ');
  text += texts_.aggregates.substr(span.begin, span.end - span.begin);
  auto tree = expr::parse(text);
  return std::holds_alternative<expr::ast::NodePtr>(tree) ? std::get<expr::ast::NodePtr>(std::move(tree))
                                                          : nullptr;
}

// The arguments behind the first.
bool WindowCompiler::constants(const ast::Call& call, std::vector<json::Value>& out) {
  for (size_t i = 1; i < call.arguments.size(); ++i) {
    const Span span = call.arguments[i]->span;
    expr::ast::NodePtr tree = parsed_again(span);
    auto compiled = expr::Program::compile(std::span(&tree, 1), globals_);
    if (auto* fault = std::get_if<expr::Fault>(&compiled)) {
      return fail(Text::aggregates, std::move(fault->diagnostic));
    }
    const json::Value* value = std::get<expr::Program>(compiled).code().constant();
    if (value == nullptr) {
      return fail(Text::aggregates, span, "this must be the same for all records",
                  "write a number, or $NAME with --argjson NAME NUMBER");
    }
    out.push_back(value->own());
  }
  return true;
}

// p99(.latency_ms) is called p99_latency_ms.
std::string WindowCompiler::name_of(const Node& node) {
  const auto& call = std::get<ast::Call>(node.v);
  if (call.arguments.empty()) return call.name;
  const Node* argument = call.arguments[0].get();
  if (std::holds_alternative<ast::Identity>(argument->v)) return call.name;
  for (;;) {  // .e[] and .e[0] are called after e
    const auto* index = std::get_if<ast::Index>(&argument->v);
    if (const auto* iterate = std::get_if<ast::Iterate>(&argument->v)) {
      argument = iterate->of.get();
    } else if (index != nullptr && std::holds_alternative<ast::NumberLiteral>(index->key->v)) {
      argument = index->of.get();
    } else {
      break;
    }
  }
  const std::string name = expr::seen_name(*argument);
  return name.empty() ? name : call.name + "_" + name;
}

}  // namespace runnel::op
