// The parallel part of stream-window: reads the time, the key and the arguments of the aggregates out of each
// line of a batch. A record counts wholly or not at all: one of which anything fails leaves no row.
#pragma once

#include "op/keyed/worker.h"
#include "op/window/extract.h"
#include "op/window/options.h"
#include "op/window/program.h"

namespace runnel::op {

class WindowWorker final : public KeyedWorker {
 public:
  // All must outlive this.
  WindowWorker(const WindowProgram& program, const WindowOptions& options, const Clock& clock);

 private:
  void begin(WalkExtract& extract) override;
  bool read_more(const Record& record) override;

  // What follows gives false where the record is bad, having said why.
  bool read_cell(const WindowColumn& column, const Record& record);
  bool read_cell_of_many(const WindowColumn& column, const Record& record);
  bool make_cell(const WindowColumn& column, const Record& record, const json::Value& value,
                 json::Value& cell);

  const WindowProgram& program_;
  WindowExtract* found_ = nullptr;
};

}  // namespace runnel::op
