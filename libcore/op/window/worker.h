// The parallel part of stream-window: reads the time, the key and the arguments of the aggregates out of each
// line of a batch, and validates it in full. A record counts wholly or not at all: one of which anything
// fails leaves no row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "expr/evaluator.h"
#include "json/validator.h"
#include "op/line_cursor.h"
#include "op/operator.h"
#include "op/record_time.h"
#include "op/window/extract.h"
#include "op/window/found_keys.h"
#include "op/window/options.h"
#include "op/window/program.h"

namespace runnel::op {

class WindowWorker final : public Worker {
 public:
  // All must outlive this.
  WindowWorker(const WindowProgram& program, const WindowOptions& options, const Clock& clock);

  void process(const io::Batch& batch, Extract& extract) override;
  // Goes on where the extract was full, in the place of what was found before.
  void process_rest(const io::Batch& batch, WindowExtract& extract);

 private:
  void start(const io::Batch& batch, WindowExtract& extract);
  void walk(LineCursor cursor);
  const char* look_at(const LineCursor& cursor);
  void add_record(const char* record, std::string_view line, uint32_t number);
  // What follows gives false where the record is bad, and failure_ says why.
  bool read_time(int64_t& time);
  bool read_key(uint32_t& key, std::string_view line);
  bool read_cells();
  bool read_cell(const WindowColumn& column);
  bool read_cell_of_many(const WindowColumn& column);
  bool make_cell(const WindowColumn& column, const json::Value& value, json::Value& cell);
  bool fail(std::string message);
  bool fail_by_program() { return fail(evaluator_.error_message()); }

  json::Value kept(const json::Value& value) const;
  void not_json(std::string_view line, uint32_t number, const json::SyntaxError& error);
  void add_bad(BadRecord::Kind kind, std::string_view line, uint32_t number, uint32_t column,
               std::string reason);
  void add_watermark(std::string_view line, uint32_t number);

  const WindowProgram& program_;
  const WindowOptions& options_;
  const Clock& clock_;
  expr::Evaluator evaluator_;
  json::Validator validator_;
  const RecordTime time_;
  FoundKeys keys_;
  std::vector<json::Value> key_values_;
  const io::Batch* batch_ = nullptr;
  WindowExtract* found_ = nullptr;
  int64_t latest_ = 0;     // the latest time that a record may have
  bool all_utf8_ = false;  // the batch as a whole is
  std::string failure_;
  std::string_view wrapped_;  // the record that stands in the place of the line at hand, in the extract
};

}  // namespace runnel::op
