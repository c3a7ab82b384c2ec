// The parallel part of stream-stats: reads time and key out of each record, and takes apart what is profiled
// of it. A record counts wholly or not at all.
#pragma once

#include <vector>

#include "op/keyed/worker.h"
#include "op/stats/extract.h"
#include "op/stats/field_columns.h"
#include "op/stats/options.h"
#include "op/stats/program.h"

namespace runnel::op {

class StatsWorker final : public KeyedWorker {
 public:
  // All must outlive this.
  StatsWorker(const StatsProgram& program, const StatsOptions& options, const Clock& clock);

 private:
  void begin(WalkExtract& extract) override;
  const char* look_at_known(const char* line) override;
  void learn(std::string_view line) override;
  bool read_more(const Record& record) override;

  bool takes_whole_records() const { return program_.of().empty(); }
  bool read_members();
  bool read_member(size_t which);
  void add_members(uint16_t row);

  const StatsProgram& program_;
  FieldColumns columns_;
  StatsExtract* found_ = nullptr;
  // What is profiled in place of the record: values of the members of --of, by their numbers.
  struct Member {
    size_t which;
    json::Value value;
  };
  std::vector<Member> members_;
  std::vector<uint32_t> slots_;  // where all of --of are paths: what is found of each in a record
  bool is_known_ = false;        // the record at hand is one that columns_ has matched
};

}  // namespace runnel::op
