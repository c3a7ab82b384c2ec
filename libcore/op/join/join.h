// stream-join's operator for streams: two that are paired by key and time, or any number that become one.
//
// Every input has a frontier of its own (time/frontier.h has them all), and the join takes the next record
// from the input whose frontier is smallest. That order, and nothing else, decides what the join answers: not
// how the inputs were cut into batches, nor how many threads read them. What was read of an input before its
// turn comes waits in its batch. A live input that has nothing to give when it should be next lets the others
// go ahead; a plain file that is not next always waits, since waiting holds up nobody.
//
// What a record is joined with, and when it can be forgotten, is up to a JoinEngine (op/join/engine.h).
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "io/reader.h"
#include "io/sink.h"
#include "op/bad_records.h"
#include "op/join/counts.h"
#include "op/join/engine.h"
#include "op/join/lane.h"
#include "op/join/options.h"
#include "op/join/program.h"
#include "op/join/space.h"
#include "op/join/worker.h"
#include "op/join/writer.h"
#include "op/operator.h"
#include "op/result_sinks.h"
#include "op/trace.h"
#include "time/frontier.h"

namespace runnel::op {

class Join final : public Operator {
 public:
  struct Sinks {
    io::Sink& results;
    io::Sink* late;  // null where late and evicted records are not kept
  };
  // The reader's lanes must be Lanes::one_each, and its ends announced. All must outlive this.
  Join(const JoinProgram& program, const JoinOptions& options, io::Reader& reader, Sinks sinks,
       BadRecords& bad, const Clock& clock);
  ~Join() override;

  std::unique_ptr<Worker> make_worker() const override;
  std::unique_ptr<Extract> make_extract() const override;
  Demand consume(io::Batch& batch, Extract& extract) override;
  io::Turn turn() override;
  Demand flush() override;
  int patience_ms() override;
  Demand waited() override;
  std::span<const int> watched() const override { return sinks_.watched(); }

  // At the end of input: what is still undecided is decided.
  void finish();

  const JoinCounts& counts() const { return counts_; }

  Totals totals() const override;
  // What is held, and how far time has come; not what was read and waits for its turn.
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;
  void resumed() override;
  std::optional<io::StartAt> place_of(uint32_t source) const override;

 private:
  static constexpr uint32_t kNoInput = io::Batch::kNoInput;

  void add_inputs();
  bool is_by_clock() const { return !program_.has_time(); }
  size_t side_of(uint32_t input) const { return options_.kind == JoinKind::interleave ? kLeft : input; }

  void step_all();
  uint32_t choose();
  uint32_t least_of(bool (Join::*takes_part)(uint32_t) const, uint32_t but = kNoInput) const;
  bool comes_before(uint32_t input, uint32_t other) const;
  bool may_come_next(uint32_t input) const;
  bool may_go_ahead(uint32_t input) const;
  bool is_known_dry(uint32_t input) const { return live_[input] && (all_are_dry_ || dry_ == input); }
  bool is_worth_waiting_for(uint32_t input) const;

  void step(uint32_t input);
  void take_event(uint32_t input, const WalkExtract::Event& event);
  void take_row(uint32_t input);
  void take_late(uint32_t input, const KeyedExtract::Row& row, int64_t time);
  KeyId key_of(JoinLane& lane, uint32_t place);
  std::string_view text_of(JoinLane& lane, const KeyedExtract::Row& row);
  void take_batch_end(uint32_t input);
  void see(uint32_t input, int64_t time);
  void moved();
  void make_room();
  void write_watermark(int64_t frontier);
  uint64_t bytes() const { return space_.bytes() + engine_->bytes(); }
  void tick();
  Demand demand() const;

  const JoinProgram& program_;
  const JoinOptions& options_;
  io::Reader& reader_;
  ResultSinks sinks_;
  BadRecords& bad_;
  const Clock& clock_;

  JoinCounts counts_;
  JoinWriter writer_;
  JoinSpace space_;
  std::unique_ptr<JoinEngine> engine_;
  time::Frontier frontier_;
  std::vector<int64_t> newest_;  // by input: the largest time of its records
  uint64_t arrivals_ = 0;
  int64_t last_watermark_ = time::kBeginningOfTime;

  std::deque<JoinLane> lanes_;  // by input; they cannot be copied
  std::vector<char> live_;      // whether an input may be waited for
  std::vector<JoinBatch> spare_;
  std::unique_ptr<JoinWorker> worker_;  // for what was too much for an extract
  uint32_t dry_ = kNoInput;             // an input that had nothing to give when the last batch was read
  bool all_are_dry_ = false;            // no input has
  std::atomic<uint64_t> turn_{0};       // packed, for the thread that reads
  bool ended_ = false;
  std::optional<Trace> trace_;
  std::string traced_;  // the record at hand, with it
};

}  // namespace runnel::op
