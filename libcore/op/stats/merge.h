// stream-stats --merge: folds partial profiles, lines that --partial has written, into one.
//
// A line that is no partial profile, or one of another version, or of something else than the first one, is a
// bad record, with the reason.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "io/reader.h"
#include "op/bad_records.h"
#include "op/operator.h"
#include "op/source_progress.h"
#include "op/stats/options.h"
#include "op/stats/partial.h"
#include "op/stats/report_taker.h"
#include "op/stats/stats.h"

namespace runnel::op {

class StatsMerge final : public Operator {
 public:
  // Of the options limits, top and walk count. All must outlive this.
  StatsMerge(const StatsOptions& options, io::Reader& reader, ReportTaker& taker, BadRecords& bad);

  std::unique_ptr<Worker> make_worker() const override;
  std::unique_ptr<Extract> make_extract() const override;
  Demand consume(io::Batch& batch, Extract& extract) override;
  Demand flush() override { return taker_.flush(); }
  std::span<const int> watched() const override { return taker_.watched(); }

  // As Stats.
  void finish();
  std::string partial() const;
  StatsCounts counts() const;  // records: of all parts
  std::vector<std::string> maps() const;
  std::vector<std::string> fields() const;

 private:
  void take(Partial& partial);

  const StatsOptions options_;
  io::Reader& reader_;
  ReportTaker& taker_;
  BadRecords& bad_;
  std::optional<Partial> whole_;  // of all lines so far; nothing before the first
  SourceProgress progress_;
  Profiles::Others others_;
  uint64_t most_bytes_ = 0;
};

}  // namespace runnel::op
