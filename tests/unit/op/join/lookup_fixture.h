// A lookup join over texts: a table, and lines that stream past it, into memory.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "catch.h"
#include "io/cut.h"
#include "io/scripted_source.h"
#include "op/filter/fixture.h"
#include "op/join/lookup/load_table.h"
#include "op/join/lookup/lookup.h"
#include "op/memory_sink.h"
#include "op/pipeline.h"

namespace runnel::op {

// What is asked for: as the command line has it.
struct LookupAsked {
  std::string on = "k";
  std::string select = {};
  std::string time = {};  // of left records
  JoinOptions options = {};
};

inline LookupAsked asked_for(JoinType type, JoinTextOptions::Form form = JoinTextOptions::Form::nested) {
  using Form = JoinTextOptions::Form;
  LookupAsked asked;
  asked.options.kind = JoinKind::lookup;
  asked.options.type = type;
  asked.options.text.form = writes_pairs(type) || form == Form::select ? form : Form::left;
  return asked;
}

inline JoinProgram program_of(const LookupAsked& asked) {
  JoinTexts texts;
  texts.keys = {asked.on, asked.on};
  if (!asked.time.empty()) texts.times[kLeft] = asked.time;
  if (!asked.select.empty()) texts.select = asked.select;
  auto compiled = JoinProgram::compile(texts, {});
  if (auto* fault = std::get_if<JoinFault>(&compiled)) FAIL(fault->diagnostic.message);
  return std::get<JoinProgram>(std::move(compiled));
}

// A table that is loaded as the first one is.
class LoadedText {
 public:
  LoadedText(const JoinProgram& program, const JoinOptions& options, std::string_view text,
             size_t largest_read = 1'000'000, int threads = 1, OnError on_error = OnError::report)
      : bad_(on_error, nullptr, said_), loaded_(load(program, options, text, largest_read, threads)) {}

  const LoadedTable& operator*() const { return loaded_; }
  const LoadedTable* operator->() const { return &loaded_; }
  const Table& table() const { return *loaded_.table; }
  const std::string& said() const { return said_.text; }

 private:
  LoadedTable load(const JoinProgram& program, const JoinOptions& options, std::string_view text,
                   size_t largest_read, int threads) {
    io::Scripts scripts;
    scripts.add("table", io::Kind::plain, io::cut(text, largest_read));
    const FakeClock clock;
    auto loaded = load_table({program, options, "table", {threads, 0}, clock, scripts.opener()}, bad_, stop_);
    REQUIRE(loaded.ok());
    return *loaded;
  }

  io::StopRequest stop_;
  Said said_;
  BadRecords bad_;
  LoadedTable loaded_;
};

// An operator with all that it needs, which is good for one run.
class LookupRun {
 public:
  LookupRun(const JoinProgram& program, const JoinOptions& options, std::string_view left,
            std::shared_ptr<const Table> table, size_t largest_read = 1'000'000,
            OnError on_error = OnError::report)
      : bad_(on_error, nullptr, said_), table_(std::move(table)) {
    clock_.now = 2'000'000'000'000'000'000;
    scripts_.add("in", io::Kind::plain, io::cut(left, largest_read));
    reader_ = std::make_unique<io::Reader>(
        std::vector<std::string>{"in"}, scripts_.opener(),
        io::ReaderOptions{.batch_size = 4096, .ends = io::ReaderOptions::Ends::announced}, stop_, clock_);
    lookup_ = std::make_unique<Lookup>(program, options, *reader_, results_, bad_, clock_, table_);
  }

  void run(int threads) {
    run_pipeline(*reader_, *lookup_, {threads}, nullptr);
    lookup_->finish();
  }
  Lookup& lookup() { return *lookup_; }
  CurrentTable& table() { return table_; }
  // Lines, as a batch of their own: looked up now, and handed to the ordered stage when that is called.
  struct Taken {
    io::Batch batch;
    std::unique_ptr<Extract> extract;
  };
  Taken look_up(std::string_view lines) {
    Taken taken;
    taken.batch.buffer.reserve(lines.size() + io::kBatchPadding, 0);
    std::copy(lines.begin(), lines.end(), taken.batch.buffer.data());
    taken.batch.buffer.data()[lines.size()] = '\n';
    taken.batch.last = lines.size();
    taken.extract = lookup_->make_extract();
    lookup_->make_worker()->process(taken.batch, *taken.extract);
    return taken;
  }
  Demand hand_on(Taken& taken) { return lookup_->consume(taken.batch, *taken.extract); }
  void take(std::string_view lines) {
    Taken taken = look_up(lines);
    hand_on(taken);
  }

  const std::string& results() const { return results_.text; }
  const std::string& said() const { return said_.text; }
  const JoinCounts& counts() const { return lookup_->counts(); }

 private:
  io::Scripts scripts_;
  io::StopRequest stop_;
  FakeClock clock_;
  std::unique_ptr<io::Reader> reader_;
  MemorySink results_;
  Said said_;
  BadRecords bad_;
  CurrentTable table_;
  std::unique_ptr<Lookup> lookup_;
};

inline std::string results_of(const LookupAsked& asked, std::string_view left, std::string_view table,
                              int threads = 1, size_t largest_read = 1'000'000) {
  const JoinProgram program = program_of(asked);
  const LoadedText loaded(program, asked.options, table, largest_read, threads);
  LookupRun run(program, asked.options, left, loaded->table, largest_read);
  run.run(threads);
  return run.results();
}

}  // namespace runnel::op
