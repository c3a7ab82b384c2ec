// The keys of a record that passes the predicate, worked out by a worker of stream-filter: of --dedupe, all
// outputs of EXPR together, none among them too; of --by, the value of each of its parts.
#pragma once

#include <string>
#include <string_view>

#include "expr/evaluator.h"
#include "op/filter/gate.h"
#include "op/filter/gate_program.h"

namespace runnel::op {

// Not thread-safe; one a worker.
class GateKeys {
 public:
  // The program must outlive this. `number`: its own, for readers of records that are no JSON text.
  GateKeys(const GateProgram& program, size_t number);

  using Answer = expr::Evaluator::Answer;
  // Sets the record's keys: `holds` where it has them; else as expr::Evaluator.
  Answer read(expr::Subject subject, GateRecord& record);
  // After `failed`.
  std::string error_message() const { return evaluator_.error_message(); }
  expr::Evaluator& evaluator() { return evaluator_; }

 private:
  void append(const json::Value& value);
  GateKey key() const;

  const GateProgram& program_;
  expr::Evaluator evaluator_;
  std::string text_;  // of a key: its values as canonical JSON, each with a newline
};

}  // namespace runnel::op
