// stream-stats: what is in a stream.
//
// A worker takes each record apart into its scalars, and puts these into columns, one for each place in the
// records. The ordered stage folds the columns into the profile, a column at a time, so that the sketches of
// a field stay in the cache; where something happens between two records (a period ends, an object turns out
// to be a map) it folds up to there first. So the profile depends on the records and their order alone.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "io/reader.h"
#include "op/bad_records.h"
#include "op/operator.h"
#include "op/source_progress.h"
#include "op/stats/column_folder.h"
#include "op/stats/extract.h"
#include "op/stats/options.h"
#include "op/stats/profiles.h"
#include "op/stats/program.h"
#include "op/stats/report_taker.h"
#include "op/stats/told_profiles.h"
#include "op/stats/worker.h"
#include "time/frontier.h"

namespace runnel::op {

struct StatsCounts {
  uint64_t records = 0;          // lines that are neither empty nor watermarks
  uint64_t other_by_limit = 0;   // records of keys beyond limits.keys
  uint64_t other_by_memory = 0;  // and beyond limits.memory
  uint64_t keys = 0;             // that have a profile of their own
  uint64_t fields = 0;           // that are profiled
  uint64_t left_out = 0;         // values of fields beyond limits.fields
  uint64_t most_bytes = 0;       // held at once
};

class Stats final : public Operator {
 public:
  // All must outlive this.
  Stats(const StatsProgram& program, const StatsOptions& options, io::Reader& reader, ReportTaker& taker,
        BadRecords& bad, const Clock& clock);
  ~Stats() override;

  std::unique_ptr<Worker> make_worker() const override;
  std::unique_ptr<Extract> make_extract() const override;
  Demand consume(io::Batch& batch, Extract& extract) override;
  Demand flush() override;
  int patience_ms() override;
  Demand waited() override;
  std::span<const int> watched() const override { return taker_.watched(); }

  // At the end of input: the last profile is given out.
  void finish();
  // In place of finish(): what is known so far as one line (--partial; op/stats/partial.h).
  std::string partial() const;

  StatsCounts counts() const;
  // The paths of objects that are maps, so that their members were folded: for messages.
  std::vector<std::string> maps() const { return profiles_.maps(); }
  // The paths of all fields, for messages about one that is not there.
  std::vector<std::string> fields() const { return profiles_.field_paths(); }

  Totals totals() const override;
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;
  std::optional<io::StartAt> place_of(uint32_t source) const override { return progress_.place_of(source); }

 private:
  void take(const io::Batch& batch, const StatsExtract& found);
  void take_event(const io::Batch& batch, const StatsExtract::Event& event, const StatsExtract& found);
  void take_row(const io::Batch& batch, const StatsExtract& found, size_t row);
  void see(Profile& profile, uint32_t input, int64_t time);
  Profile& profile_of(const StatsExtract& found, size_t row);
  void end_period(int64_t until, size_t row);
  void end_period_by_clock();
  void give_out(std::optional<int64_t> until);
  ToldProfiles told(uint64_t bad, std::optional<int64_t> until) const;
  Demand look();
  Demand demand();
  void note_sizes();

  const StatsProgram& program_;
  const StatsOptions options_;
  io::Reader& reader_;
  ReportTaker& taker_;
  BadRecords& bad_;
  const Clock& clock_;

  Profiles profiles_;
  ColumnFolder folder_;
  std::vector<Profile*> of_rows_;             // of the extract at hand
  std::vector<Profile*> of_keys_;             // the same, by its keys; null: not looked for yet
  int64_t clock_time_ = 0;                    // by the clock: when the batch at hand came
  std::vector<int64_t> newest_;               // by input: the largest event time
  int64_t reached_ = time::kBeginningOfTime;  // the largest time of all, which ends periods
  uint64_t taken_ = 0;                        // records
  uint64_t bad_before_ = 0;                   // this period; modulo 2^64
  StatsCounts counts_;
  std::unique_ptr<StatsWorker> worker_;  // for what was too much for an extract
  SourceProgress progress_;
  bool is_ended_ = false;         // a bad record has ended the run
  Demand demand_ = Demand::more;  // of the taker
};

}  // namespace runnel::op
