#include "expr/syntax/ast.h"

#include <algorithm>

namespace runnel::expr::ast {
namespace {

using Nodes = std::vector<const Node*>;

void add(Nodes& out, const NodePtr& node) {
  out.push_back(node.get());
}

void add(Nodes& out, const Pattern& pattern) {
  for (const PatternPtr& item : pattern.items) add(out, *item);
  for (const Pattern::Entry& entry : pattern.entries) {
    add(out, entry.key);
    if (entry.value) add(out, *entry.value);
  }
}

void add(Nodes& out, const std::vector<PatternPtr>& patterns) {
  for (const PatternPtr& pattern : patterns) add(out, *pattern);
}

void add(Nodes& out, const std::vector<NodePtr>& nodes) {
  for (const NodePtr& node : nodes) add(out, node);
}

template <class... Parts>
void add_all(Nodes& out, const Parts&... parts) {
  (add(out, parts), ...);
}

// One overload for each kind of node with children.
struct Collector {
  Nodes& out;

  template <class Leaf>
  void operator()(const Leaf&) const {}
  void operator()(const StringLiteral& n) const { add(out, n.exprs); }
  void operator()(const Index& n) const { add_all(out, n.of, n.key); }
  void operator()(const Slice& n) const { add_all(out, n.of, n.from, n.to); }
  void operator()(const Iterate& n) const { add(out, n.of); }
  void operator()(const Try& n) const { add_all(out, n.body, n.handler); }
  void operator()(const Array& n) const { add(out, n.body); }
  void operator()(const Object& n) const {
    for (const ObjectEntry& entry : n.entries) add_all(out, entry.key, entry.value);
  }
  void operator()(const Negate& n) const { add(out, n.of); }
  void operator()(const Binary& n) const { add_all(out, n.left, n.right); }
  void operator()(const Logic& n) const { add_all(out, n.left, n.right); }
  void operator()(const Alternative& n) const { add_all(out, n.left, n.right); }
  void operator()(const Pipe& n) const { add_all(out, n.left, n.right); }
  void operator()(const Comma& n) const { add_all(out, n.left, n.right); }
  void operator()(const Assign& n) const { add_all(out, n.target, n.value); }
  void operator()(const If& n) const {
    for (const If::Branch& branch : n.branches) add_all(out, branch.condition, branch.then);
    add(out, n.otherwise);
  }
  void operator()(const As& n) const { add_all(out, n.source, n.patterns, n.body); }
  void operator()(const Reduce& n) const { add_all(out, n.source, n.patterns, n.init, n.update); }
  void operator()(const Foreach& n) const { add_all(out, n.source, n.patterns, n.init, n.update, n.extract); }
  void operator()(const Define& n) const { add_all(out, n.definition->body, n.rest); }
  void operator()(const Call& n) const { add(out, n.arguments); }
  void operator()(const Label& n) const { add(out, n.body); }
};

bool same_pattern(const PatternPtr& a, const PatternPtr& b) {
  if (!a || !b) return !a && !b;
  return a->kind == b->kind && a->variable == b->variable &&
         std::equal(a->items.begin(), a->items.end(), b->items.begin(), b->items.end(), same_pattern) &&
         std::equal(a->entries.begin(), a->entries.end(), b->entries.begin(), b->entries.end(),
                    [](const Pattern::Entry& x, const Pattern::Entry& y) {
                      return x.bind == y.bind && same_pattern(x.value, y.value);
                    });
}

bool same_patterns(const std::vector<PatternPtr>& a, const std::vector<PatternPtr>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_pattern);
}

// Whether two nodes of one kind hold the same, their children aside.
template <class Plain>
bool same(const Plain&, const Plain&) {
  return true;
}
bool same(const Boolean& a, const Boolean& b) {
  return a.value == b.value;
}
bool same(const NumberLiteral& a, const NumberLiteral& b) {
  return a.text == b.text;
}
bool same(const DurationLiteral& a, const DurationLiteral& b) {
  return a.text == b.text && a.seconds == b.seconds;
}
bool same(const StringLiteral& a, const StringLiteral& b) {
  return a.format == b.format && a.texts == b.texts;
}
bool same(const Format& a, const Format& b) {
  return a.name == b.name;
}
bool same(const Index& a, const Index& b) {
  return a.on_error == b.on_error;
}
bool same(const Slice& a, const Slice& b) {
  return a.on_error == b.on_error;
}
bool same(const Iterate& a, const Iterate& b) {
  return a.on_error == b.on_error;
}
bool same(const Variable& a, const Variable& b) {
  return a.name == b.name;
}
bool same(const Binary& a, const Binary& b) {
  return a.op == b.op;
}
bool same(const Logic& a, const Logic& b) {
  return a.op == b.op;
}
bool same(const Assign& a, const Assign& b) {
  return a.op == b.op;
}
bool same(const As& a, const As& b) {
  return same_patterns(a.patterns, b.patterns);
}
bool same(const Reduce& a, const Reduce& b) {
  return same_patterns(a.patterns, b.patterns);
}
bool same(const Foreach& a, const Foreach& b) {
  return same_patterns(a.patterns, b.patterns);
}
bool same(const Call& a, const Call& b) {
  return a.name == b.name;
}
bool same(const Label& a, const Label& b) {
  return a.name == b.name;
}
bool same(const Break& a, const Break& b) {
  return a.name == b.name;
}
bool same(const Define& a, const Define& b) {
  const std::vector<Parameter>& x = a.definition->parameters;
  const std::vector<Parameter>& y = b.definition->parameters;
  return a.definition->name == b.definition->name &&
         std::equal(x.begin(), x.end(), y.begin(), y.end(), [](const Parameter& p, const Parameter& q) {
           return p.name == q.name && p.by_value == q.by_value;
         });
}

}  // namespace

std::vector<const Node*> children(const Node& node) {
  Nodes out;
  std::visit(Collector{out}, node.v);
  return out;
}

bool equal(const Node& a, const Node& b) {
  if (a.v.index() != b.v.index()) return false;
  const bool contents = std::visit(
      [&](const auto& left) { return same(left, std::get<std::decay_t<decltype(left)>>(b.v)); }, a.v);
  if (!contents) return false;
  const Nodes x = children(a);
  const Nodes y = children(b);
  return std::equal(x.begin(), x.end(), y.begin(), y.end(), [](const Node* left, const Node* right) {
    return left == nullptr || right == nullptr ? left == right : equal(*left, *right);
  });
}

}  // namespace runnel::expr::ast
