// The program over a record that has a time and a key: several expressions, read in one pass.
#pragma once

#include <span>
#include <variant>

#include "expr/globals.h"
#include "expr/program.h"

namespace runnel::op {

// Whether a program asks where a record stands, or says something (input_line_number, debug): for operators
// that put records together it is neither known nor heard. And the fault that this is.
bool for_one_stream(const expr::Program& program);
expr::Diagnostic for_one_stream_fault(expr::ast::Span span);

enum class HasTime : bool { no, yes };

// The first expression is the time, where there is one, and behind it are the key's parts: each must give at
// most one value. Others may follow. Faults beside the language's: one that may give more, and any that is
// for_one_stream().
std::variant<expr::Program, expr::Fault> compile_keyed(std::span<const expr::ast::NodePtr> expressions,
                                                       HasTime has_time, size_t parts,
                                                       const expr::Globals& globals);

}  // namespace runnel::op
