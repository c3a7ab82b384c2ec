// What gates read of a record: EXPR of --dedupe, and the parts of --by, as one program that finds their
// fields in one pass.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "expr/globals.h"
#include "expr/program.h"

namespace runnel::op {

struct GateTexts {
  std::optional<std::string> dedupe;
  std::optional<std::string> by;
};

struct GateProgram {
  expr::Program record;  // expression 0 is EXPR where it `dedupes`, behind it are the parts of BODY
  bool dedupes;

  size_t first_part() const { return dedupes ? 1 : 0; }
};

// What is wrong, and in which text.
struct GateFault {
  enum class Text : uint8_t { dedupe, by } text;
  expr::Diagnostic diagnostic;
};

// Faults beside the language's: a part of BODY that may give more than one value. REQUIRES: one of the texts
// is there.
std::variant<GateProgram, GateFault> compile_gates(const GateTexts& texts, const expr::Globals& globals);

}  // namespace runnel::op
