// What stream-window computes: the time and the key of each record, what its aggregates are given of it, and
// what is made of their results.
//
// AGGREGATES is a body in which calls of aggregate functions (agg/function.h) stand among plain jq:
// `count, error_rate: (count(.status >= 500) / count)`. Each different call is a state of a group. Their
// arguments, the key and the time are one program over the record, read in one pass; equal arguments are
// computed once. What stands around the calls is a second program, over the results.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "agg/aggregate.h"
#include "expr/globals.h"
#include "expr/program.h"
#include "expr/syntax/diagnostic.h"

namespace runnel::op {

// As the user has written it.
struct WindowTexts {
  std::string aggregates;
  std::optional<std::string> by;    // BODY
  std::optional<std::string> time;  // EXPR
  std::optional<std::string> rank;  // EXPR, over an output record
};

// Which of the texts is wrong, and how.
struct WindowFault {
  enum class Text : uint8_t { aggregates, by, time, rank } text;
  expr::Diagnostic diagnostic;
};

// What one or more aggregates are given of each record.
struct WindowColumn {
  agg::Takes takes;      // not `nothing`
  size_t expression;     // of WindowProgram::record()
  bool many;             // it may give more than one output, all of which are given
  std::string argument;  // as text, for messages: `.latency_ms`
};

struct WindowCall {
  std::unique_ptr<const agg::Aggregate> aggregate;
  std::optional<size_t> column;  // nothing for count and rate
  std::string text;              // in its canonical form: `p99(.latency_ms)`
};

// A member of each output record.
struct WindowOutput {
  std::string name;
  std::optional<size_t> call;  // its result as it is; nothing: the next value of results()
};

class WindowProgram {
 public:
  // Kinds of faults: the language's, an unknown aggregate, `.` outside of one, an output without a name or
  // with one that is taken.
  static std::variant<WindowProgram, WindowFault> compile(const WindowTexts& texts,
                                                          const expr::Globals& globals);

  // Over a record. Expression 0 is the time where has_time(), behind it are the keys, and then the columns'.
  const expr::Program& record() const { return *record_; }
  bool has_time() const { return has_time_; }
  // The names of the keys, in their order: their expressions begin at first_key().
  const std::vector<std::string>& keys() const { return keys_; }
  size_t first_key() const { return has_time_ ? 1 : 0; }

  const std::vector<WindowColumn>& columns() const { return columns_; }
  const std::vector<WindowCall>& calls() const { return calls_; }
  const std::vector<WindowOutput>& outputs() const { return outputs_; }
  // Over the array of the calls' results: an expression for each output that is not a result itself. Null
  // where there is none.
  const expr::Program* results() const { return results_.has_value() ? &*results_ : nullptr; }
  // Over an output record; null where it was not given.
  const expr::Program* rank() const { return rank_.has_value() ? &*rank_ : nullptr; }

  // What --explain prints.
  std::string explain() const;

 private:
  friend class WindowCompiler;
  WindowProgram() = default;

  bool has_time_ = false;
  std::vector<std::string> keys_;
  std::vector<WindowColumn> columns_;
  std::vector<WindowCall> calls_;
  std::vector<WindowOutput> outputs_;
  std::optional<expr::Program> record_;
  std::optional<expr::Program> results_;
  std::optional<expr::Program> rank_;
};

}  // namespace runnel::op
