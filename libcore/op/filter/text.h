// What is written for a record that passes, where that is not the record as it was read: the outputs of EXPR
// (-s), strings among them raw (-r), colours.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "expr/evaluator.h"
#include "json/color_writer.h"
#include "op/filter/options.h"
#include "op/select_text.h"

namespace runnel::op {

// Not thread-safe; one a worker.
class FilterText {
 public:
  // `select` is null where the record itself is written. Program and options must outlive this.
  FilterText(const expr::Program* select, const FilterOptions& options);

  // False where records leave as they were read.
  bool is_made() const { return select_.has_value() || colors_.has_value(); }
  bool is_selected() const { return select_.has_value(); }

  using Answer = expr::Evaluator::Answer;
  // Appends whole lines: `holds`, or `does_not_hold` where there are none. After `failed` and `malformed`
  // nothing was appended; after `halted` what came before. REQUIRES: is_made(), and `record` as
  // json::Projector::project.
  Answer append(std::string& out, std::string_view record);
  // The same for a record that need not be a line. REQUIRES: is_selected().
  Answer select_from(std::string& out, expr::Subject record);
  // The same for a record without padding behind it, which is copied.
  Answer append_copied(std::string& out, std::string_view record);

  // After `failed`.
  std::string error_message() const { return select_->error_message(); }
  // EXPR's evaluator. REQUIRES: is_selected().
  expr::Evaluator& select() { return select_->evaluator(); }

 private:
  const FilterOptions& options_;
  std::optional<SelectText> select_;
  std::optional<json::ColorWriter> colors_;  // of the record itself
  std::string padded_;                       // a record that is copied
};

}  // namespace runnel::op
