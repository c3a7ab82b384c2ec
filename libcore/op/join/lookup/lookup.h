// stream-join's operator for --lookup: the left records stream past a table of the right ones.
//
// All the work is done by the workers, side by side: they find a record's rows and make the text that is
// written. The ordered stage hands it on, and counts. A worker holds the table that is current when its batch
// begins: a batch never sees two.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "io/reader.h"
#include "io/sink.h"
#include "op/bad_records.h"
#include "op/join/counts.h"
#include "op/join/lookup/current_table.h"
#include "op/join/options.h"
#include "op/join/program.h"
#include "op/operator.h"

namespace runnel::op {

class Lookup final : public Operator {
 public:
  // `table` holds the first one. All must outlive this.
  Lookup(const JoinProgram& program, const JoinOptions& options, io::Reader& reader, io::Sink& results,
         BadRecords& bad, const Clock& clock, const CurrentTable& table);

  std::unique_ptr<Worker> make_worker() const override;
  std::unique_ptr<Extract> make_extract() const override;
  Demand consume(io::Batch& batch, Extract& extract) override;
  Demand flush() override;
  int patience_ms() override;
  Demand waited() override;
  std::span<const int> watched() const override { return watched_; }

  // At the end of input: writes the rows that nothing matched, where the type wants them.
  void finish();

  const JoinCounts& counts() const { return counts_; }

 private:
  const JoinProgram& program_;
  const JoinOptions& options_;
  io::Reader& reader_;
  io::Sink& results_;
  BadRecords& bad_;
  const Clock& clock_;
  const CurrentTable& table_;
  JoinCounts counts_;
  std::vector<int> watched_;
};

}  // namespace runnel::op
