// stream-join over texts, whole or line by line, into memory.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "catch.h"
#include "io/scripted_source.h"
#include "op/filter/fixture.h"
#include "op/join/join.h"
#include "op/line_batch.h"
#include "op/memory_sink.h"
#include "op/pipeline.h"

namespace runnel::op {

inline constexpr int64_t kSecond = 1'000'000'000;

// What is asked for: as the command line has it.
struct JoinAsked {
  std::string on = "k";  // empty: one key
  std::string time = ".t";
  std::string select = {};
  JoinOptions options = {};
};

inline JoinProgram program_of(const JoinAsked& asked) {
  JoinTexts texts;
  for (const size_t side : {kLeft, kRight}) {
    if (!asked.on.empty()) texts.keys[side] = asked.on;
    if (!asked.time.empty()) texts.times[side] = asked.time;
  }
  if (!asked.select.empty()) texts.select = asked.select;
  auto compiled = JoinProgram::compile(texts, {});
  if (auto* fault = std::get_if<JoinFault>(&compiled)) FAIL(fault->diagnostic.message);
  return std::get<JoinProgram>(std::move(compiled));
}

using Texts = std::vector<std::string>;  // by input

// An operator with all that it needs, which is good for one run.
class JoinRun {
 public:
  JoinRun(const JoinProgram& program, const JoinOptions& options, const Texts& inputs, size_t largest_read)
      : bad_(OnError::report, nullptr, said_) {
    clock_.now = 2'000'000'000 * kSecond;
    std::minstd_rand random(static_cast<unsigned>(largest_read));
    std::vector<std::string> names;
    for (const std::string& input : inputs) {
      std::vector<io::Piece> pieces;
      for (size_t at = 0; at < input.size();) {
        const size_t size = 1 + random() % largest_read;
        pieces.emplace_back(input.substr(at, size));
        at += size;
      }
      names.push_back("in" + std::to_string(names.size()));
      scripts_.add(names.back(), io::Kind::plain, pieces);
    }
    reader_ = std::make_unique<io::Reader>(names, scripts_.opener(),
                                           io::ReaderOptions{.batch_size = 4096,
                                                             .ends = io::ReaderOptions::Ends::announced,
                                                             .lanes = io::ReaderOptions::Lanes::one_each},
                                           stop_, clock_);
    join_ = std::make_unique<Join>(program, options, *reader_, Join::Sinks{results_, &late_}, bad_, clock_);
  }

  Join& join() { return *join_; }
  void run(int threads) {
    run_pipeline(*reader_, *join_, {threads}, nullptr);
    join_->finish();
  }
  // One line of an input, as a batch of its own; or its end.
  void take(uint32_t input, std::string_view line, bool ends = false) {
    io::Batch batch = line_batch(line);
    batch.input = batch.source = input;
    batch.ends_input = ends;
    const auto extract = join_->make_extract();
    join_->make_worker()->process(batch, *extract);
    join_->consume(batch, *extract);
  }

  const std::string& results() const { return results_.text; }
  const std::string& late() const { return late_.text; }
  const std::string& said() const { return said_.text; }

 private:
  io::Scripts scripts_;
  io::StopRequest stop_;
  FakeClock clock_;
  std::unique_ptr<io::Reader> reader_;
  MemorySink results_, late_;
  Said said_;
  BadRecords bad_;
  std::unique_ptr<Join> join_;
};

struct JoinResults {
  std::string results;
  std::string late;
};

inline JoinResults results_of(const JoinAsked& asked, const Texts& inputs, int threads = 1,
                              size_t largest_read = 1'000'000) {
  const JoinProgram program = program_of(asked);
  JoinRun run(program, asked.options, inputs, largest_read);
  run.run(threads);
  return {run.results(), run.late()};
}

}  // namespace runnel::op
