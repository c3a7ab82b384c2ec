// stream-stats over a text, whole or line by line, into JSON records.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "catch.h"
#include "io/cut.h"
#include "io/scripted_source.h"
#include "op/filter/fixture.h"
#include "op/line_batch.h"
#include "op/pipeline.h"
#include "op/stats/merge.h"
#include "op/stats/stats.h"
#include "op/stats/write_json.h"

namespace runnel::op {

// What is asked for: as the command line has it.
struct StatsAsked {
  std::string of = {};
  std::string by = {};
  std::string time = {};
  StatsOptions options = {};
};

inline StatsProgram program_of(const StatsAsked& asked) {
  StatsTexts texts;
  if (!asked.of.empty()) texts.of = asked.of;
  if (!asked.by.empty()) texts.by = asked.by;
  if (!asked.time.empty()) texts.time = asked.time;
  auto compiled = StatsProgram::compile(texts, {});
  if (auto* fault = std::get_if<StatsFault>(&compiled)) FAIL(fault->diagnostic.message);
  return std::get<StatsProgram>(std::move(compiled));
}

// Profiles as text.
class TextTaker final : public ReportTaker {
 public:
  Demand take(const DueProfiles& profiles) override {
    for (size_t i = 0; i < profiles.size(); ++i) append_profile_json(text, profiles.at(i));
    return Demand::more;
  }
  Demand flush() override { return Demand::more; }
  std::span<const int> watched() const override { return {}; }

  std::string text;
};

// An operator with all that it needs, which is good for one run.
template <class Op>
class StatsRunOf {
 public:
  template <class... What>
  explicit StatsRunOf(std::string_view input, size_t largest_read, What&&... what)
      : bad_(OnError::report, nullptr, said_) {
    clock_.now = 2'000'000'000'000'000'000;
    scripts_.add("in", io::Kind::plain, io::cut(input, largest_read));
    reader_ = std::make_unique<io::Reader>(
        std::vector<std::string>{"in"}, scripts_.opener(),
        io::ReaderOptions{.batch_size = 4096, .ends = io::ReaderOptions::Ends::announced}, stop_, clock_);
    if constexpr (std::is_same_v<Op, Stats>) {
      stats_ = std::make_unique<Op>(std::forward<What>(what)..., *reader_, taker_, bad_, clock_);
    } else {
      stats_ = std::make_unique<Op>(std::forward<What>(what)..., *reader_, taker_, bad_);
    }
  }

  Op& stats() { return *stats_; }
  void read(int threads) { run_pipeline(*reader_, *stats_, {threads}, nullptr); }
  // One line, as a batch of its own.
  void take(std::string_view line) {
    io::Batch batch = line_batch(line);
    const auto extract = stats_->make_extract();
    stats_->make_worker()->process(batch, *extract);
    stats_->consume(batch, *extract);
  }
  std::string finish() {
    stats_->finish();
    return taker_.text;
  }
  const std::string& said() const { return said_.text; }

 private:
  io::Scripts scripts_;
  io::StopRequest stop_;
  FakeClock clock_;
  std::unique_ptr<io::Reader> reader_;
  TextTaker taker_;
  Said said_;
  BadRecords bad_;
  std::unique_ptr<Op> stats_;
};
using StatsRun = StatsRunOf<Stats>;
using MergeRun = StatsRunOf<StatsMerge>;

inline std::string profile_of(const StatsAsked& asked, std::string_view input, int threads = 1,
                              size_t largest_read = 1'000'000) {
  const StatsProgram program = program_of(asked);
  StatsRun run(input, largest_read, program, asked.options);
  run.read(threads);
  return run.finish();
}

inline std::string partial_of(const StatsAsked& asked, std::string_view input) {
  const StatsProgram program = program_of(asked);
  StatsRun run(input, 1'000'000, program, asked.options);
  run.read(1);
  return run.stats().partial();
}

inline std::string merged(std::string_view partials, const StatsOptions& options = {}) {
  MergeRun run(partials, 1'000'000, options);
  run.read(1);
  return run.finish();
}

}  // namespace runnel::op
