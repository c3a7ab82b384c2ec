// What a program makes of a record, as text: each output on a line (-s), strings among them raw (-r),
// colours.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "expr/evaluator.h"
#include "json/color_writer.h"

namespace runnel::op {

struct SelectOptions {
  enum class Strings : bool { as_json, raw };
  Strings strings = Strings::as_json;
  const json::Colors* colors = nullptr;  // null: none
  size_t number = 0;                     // of the program, for expr::Evaluator
};

// Not thread-safe; one a worker.
class SelectText {
 public:
  // What one record may come to. A program can make much more out of little: `[., .] | [., .] | ...`.
  static constexpr size_t kLargest = size_t{1} << 30;

  // Program and colours must outlive this.
  SelectText(const expr::Program& program, SelectOptions options);

  using Answer = expr::Evaluator::Answer;
  // Appends whole lines: `holds`, or `does_not_hold` where there are none. After `failed` and `malformed`
  // nothing was appended; after `halted` what came before.
  Answer append(std::string& out, expr::Subject record);
  // Says the same, and appends nothing.
  Answer try_out(expr::Subject record);

  // After `failed`.
  std::string error_message() const;
  expr::Evaluator& evaluator() { return evaluator_; }

 private:
  void append_output(std::string& out, const json::Value& output, size_t limit);

  const SelectOptions options_;
  expr::Evaluator evaluator_;
  std::optional<json::ColorWriter> colors_;
  bool too_large_ = false;
  std::string uncolored_;  // an output before it gets its colours
};

}  // namespace runnel::op
