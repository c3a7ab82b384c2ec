#include "op/filter/gate_program.h"

#include <utility>
#include <vector>

#include "expr/syntax/body.h"
#include "expr/syntax/parser.h"

namespace runnel::op {

using expr::Diagnostic;
using Text = GateFault::Text;

std::variant<GateProgram, GateFault> compile_gates(const GateTexts& texts, const expr::Globals& globals) {
  std::vector<expr::ast::NodePtr> trees;
  if (texts.dedupe.has_value()) {
    auto tree = expr::parse(*texts.dedupe);
    if (auto* fault = std::get_if<Diagnostic>(&tree)) return GateFault{Text::dedupe, std::move(*fault)};
    trees.push_back(std::get<expr::ast::NodePtr>(std::move(tree)));
  }
  if (texts.by.has_value()) {
    auto body = expr::parse_body(*texts.by, expr::BareName::field);
    if (auto* fault = std::get_if<Diagnostic>(&body)) return GateFault{Text::by, std::move(*fault)};
    for (expr::BodyEntry& entry : std::get<std::vector<expr::BodyEntry>>(body)) {
      trees.push_back(std::move(entry.value));
    }
  }
  const bool dedupes = texts.dedupe.has_value();
  auto compiled = expr::Program::compile(trees, globals);
  if (auto* fault = std::get_if<expr::Fault>(&compiled)) {
    const Text text = dedupes && fault->expression == 0 ? Text::dedupe : Text::by;
    return GateFault{text, std::move(fault->diagnostic)};
  }
  GateProgram program{std::get<expr::Program>(std::move(compiled)), dedupes};
  for (size_t i = program.first_part(); i < program.record.size(); ++i) {
    if (!program.record.code(i).many()) continue;
    return GateFault{Text::by,
                     {trees[i]->span, "this may give more than one value, and a record has one key",
                      "to take the first: first(...)"}};
  }
  return program;
}

}  // namespace runnel::op
