#include "expr/program.h"

#include <algorithm>

#include "expr/syntax/parser.h"
#include "expr/syntax/print.h"
#include "json/validator.h"

namespace runnel::expr {

namespace {

// What json::LiteralFilter looks for at most.
constexpr size_t kLongestLiteral = json::kPadding - 32;

void append_tree(std::string& out, const Explanation& explanation, int depth) {
  out.append(static_cast<size_t>(depth) * 2, ' ');
  out += explanation.line;
  out += '\n';
  for (const Explanation& below : explanation.below) append_tree(out, below, depth + 1);
}

}  // namespace

std::variant<Program, Diagnostic> Program::compile(std::string_view text, const Globals& globals) {
  auto parsed = parse(text);
  if (auto* fault = std::get_if<Diagnostic>(&parsed)) return std::move(*fault);
  const ast::NodePtr& tree = std::get<ast::NodePtr>(parsed);
  auto compiled = compile(std::span(&tree, 1), globals);
  if (auto* fault = std::get_if<Fault>(&compiled)) return std::move(fault->diagnostic);
  auto& program = std::get<Program>(compiled);
  const auto* assign = std::get_if<ast::Assign>(&tree->v);
  program.assigns_ = assign != nullptr && assign->op == ast::AssignOp::set;
  return std::move(program);
}

std::variant<Program, Fault> Program::compile(std::span<const ast::NodePtr> expressions,
                                              const Globals& globals) {
  auto bound = bind(expressions, globals);
  if (auto* fault = std::get_if<Fault>(&bound)) return std::move(*fault);
  auto compiled = expr::compile(expressions, std::get<Bindings>(bound), globals);
  if (auto* fault = std::get_if<Fault>(&compiled)) return std::move(*fault);
  std::vector<std::string> canonical;
  for (const ast::NodePtr& expression : expressions) canonical.push_back(print(*expression));
  return Program(std::move(canonical), std::move(std::get<CompiledCode>(compiled)));
}

std::string Program::literal() const {
  const std::string literal = code().literal();
  return literal.size() <= kLongestLiteral ? literal : std::string();
}

std::optional<uint32_t> Program::slot_of(size_t expression) const {
  const auto* path = dynamic_cast<const PathRead*>(&code(expression));
  return path != nullptr ? std::optional(path->slot()) : std::nullopt;
}

std::string Program::explain() const {
  std::string out;
  for (const std::string& canonical : canonical_) out += "program: " + canonical + '\n';
  out += "fields:";
  for (const json::Path& path : compiled_.paths) out += " " + json::to_string(path);
  if (compiled_.paths.empty()) out += " none";
  out += "\npath:    compiled";
  if (!compiled_.paths.empty())
    out += ": the fields are read in one pass over the line, which stops when it has them all";
  if (compiled_.paths.empty() && !compiled_.whole_record) out += ": no field is read";
  if (compiled_.whole_record) {
    out += compiled_.paths.empty() ? ": " : ";\n         ";
    out += "the record itself is looked into where `.` is used, one level at a time";
  }
  const auto many = [](const CodePtr& code) { return code->many(); };
  if (std::any_of(compiled_.codes.begin(), compiled_.codes.end(), many))
    out += "\noutputs: any number, one after the other; none is kept that the program does not keep";
  for (const auto& block : compiled_.blocks) {
    if (block->name.empty()) continue;  // what is given to one
    out += "\ncalls:   " + block->name + " calls itself, and is called with a frame of its own";
  }
  out += "\ntree:\n";
  for (const CodePtr& code : compiled_.codes) append_tree(out, code->explain(), 1);
  if (size() != 1) return out;
  if (const std::string text = literal(); !text.empty()) {
    out += "prefilter: a record without " + text + " and without escapes is passed over\n";
  }
  return out;
}

}  // namespace runnel::expr
