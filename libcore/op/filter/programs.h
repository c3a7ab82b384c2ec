// What stream-filter runs.
#pragma once

#include <vector>

#include "expr/program.h"
#include "op/filter/gate_program.h"

namespace runnel::op {

// The programs must outlive their users.
struct FilterPrograms {
  // Under which number the readers of records that are no JSON text know them (format/form.h).
  enum Number : size_t { kPredicate, kSelect, kTime, kKeys };

  const expr::Program& predicate;
  const expr::Program* select = nullptr;  // EXPR; null: records are written as they are
  const expr::Program* time = nullptr;    // of -t; null: nobody asks when a record happened
  const GateProgram* keys = nullptr;      // of gates; null: none of them goes by a key

  bool in_order() const {
    const auto asks = [](const expr::Program* program) { return program != nullptr && program->in_order(); };
    return predicate.in_order() || asks(select) || asks(time) || asks(keys_program());
  }
  const expr::Program* keys_program() const { return keys != nullptr ? &keys->record : nullptr; }
  // By their numbers; of one that is not there none.
  std::vector<std::vector<json::Path>> paths() const {
    const auto of = [](const expr::Program* program) {
      return program != nullptr ? program->projector().paths() : std::vector<json::Path>();
    };
    return {of(&predicate), of(select), of(time), of(keys_program())};
  }
};

}  // namespace runnel::op
