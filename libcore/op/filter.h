// stream-filter: keeps the records for which a predicate holds, byte for byte.
//
// A worker asks the predicate about each line, and validates in full those that will be written. The ordered
// stage counts, stops at --max-count, writes what passed to one sink and what was refused to another.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "expr/program.h"
#include "io/reader.h"
#include "io/sink.h"
#include "op/bad_records.h"
#include "op/filter_options.h"
#include "op/filter_worker.h"
#include "op/operator.h"

namespace runnel::op {

struct FilterCounts {
  uint64_t records = 0;  // lines that are not empty
  uint64_t passed = 0;
  uint64_t refused = 0;
};

class Filter final : public Operator {
 public:
  // `refused` may be null. The program, the sinks, the reader (for its names) and the bad records must
  // outlive this.
  Filter(const expr::Program& program, const FilterOptions& options, const io::Reader& reader,
         io::Sink& passed, io::Sink* refused, BadRecords& bad);
  ~Filter() override;

  std::unique_ptr<Worker> make_worker() const override;
  std::unique_ptr<Extract> make_extract() const override;
  Demand consume(const io::Batch& batch, Extract& extract) override;
  Demand flush() override;
  std::span<const int> watched() const override { return watched_; }

  // At the end: writes the total of --count.
  void finish();

  const FilterCounts& counts() const { return counts_; }

 private:
  Demand hand_on(const io::Batch& batch, const FilterExtract& found, uint64_t records_before);
  std::unique_ptr<FilterWorker> make_filter_worker() const;
  void flush_records();
  Demand demand() const;

  const expr::Program& program_;
  const FilterOptions options_;
  const io::Reader& reader_;
  io::Sink& passed_;
  io::Sink* const refused_;
  BadRecords& bad_;
  std::vector<int> watched_;  // the descriptors of all outputs that somebody reads from
  FilterCounts counts_;
  std::unique_ptr<FilterWorker> worker_;  // for what was too much for an extract
  std::vector<uint64_t> lines_before_;    // by source: the lines of the batches that were consumed
};

}  // namespace runnel::op
