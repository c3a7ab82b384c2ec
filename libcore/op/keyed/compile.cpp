#include "op/keyed/compile.h"

#include <fmt/format.h>

namespace runnel::op {

namespace {

using expr::Fault;

// Which of them it is that may not be asked.
Fault where_for_one_stream(std::span<const expr::ast::NodePtr> expressions, const expr::Globals& globals) {
  size_t which = 0;
  for (; which + 1 < expressions.size(); ++which) {
    const auto alone = expr::Program::compile(expressions.subspan(which, 1), globals);
    const auto* program = std::get_if<expr::Program>(&alone);
    if (program != nullptr && for_one_stream(*program)) break;
  }
  return {
      which,
      {expressions[which]->span, "input_filename, input_line_number, debug and stderr are for stream-filter",
       "records are put together here, whichever line they come from"}};
}

}  // namespace

bool for_one_stream(const expr::Program& program) {
  return program.in_order() || program.says();
}

expr::Diagnostic for_one_stream_fault(expr::ast::Span span) {
  return {span, "input_filename, input_line_number, debug and stderr are for stream-filter",
          "records are put together here, whichever line they come from"};
}

std::variant<expr::Program, Fault> compile_keyed(std::span<const expr::ast::NodePtr> expressions,
                                                 HasTime has_time, size_t parts,
                                                 const expr::Globals& globals) {
  auto compiled = expr::Program::compile(expressions, globals);
  const auto* program = std::get_if<expr::Program>(&compiled);
  if (program == nullptr) return compiled;
  const size_t first_part = has_time == HasTime::yes ? 1 : 0;
  for (size_t i = 0; i < first_part + parts; ++i) {
    if (!program->code(i).many()) continue;
    return Fault{i,
                 {expressions[i]->span,
                  fmt::format("this may give more than one value, and a record has one {}",
                              i < first_part ? "time" : "key"),
                  "to take the first: first(...)"}};
  }
  if (for_one_stream(*program)) return where_for_one_stream(expressions, globals);
  return compiled;
}

}  // namespace runnel::op
