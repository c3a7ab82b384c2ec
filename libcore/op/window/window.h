// stream-window: groups records by time and key, and aggregates each group.
//
// A worker reads out of each record what is needed of it. The ordered stage keeps the frontier of event time,
// hands each record to the windows of the kind that was asked for, and writes what closes. Since it sees the
// records in their order, the answer depends on them and their order alone.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/clock.h"
#include "io/reader.h"
#include "io/sink.h"
#include "op/bad_records.h"
#include "op/operator.h"
#include "op/result_sinks.h"
#include "op/source_progress.h"
#include "op/window/batch_keys.h"
#include "op/window/extract.h"
#include "op/window/options.h"
#include "op/window/program.h"
#include "op/window/results.h"
#include "op/window/windows.h"
#include "op/window/worker.h"
#include "time/frontier.h"

namespace runnel::op {

struct WindowCounts {
  uint64_t records = 0;          // lines that are neither empty nor watermarks
  uint64_t late = 0;             // every window that they belong to was forgotten
  uint64_t in_no_window = 0;     // between windows
  uint64_t other_by_limit = 0;   // records of keys beyond limit_keys
  uint64_t other_by_memory = 0;  // and beyond max_memory
  int64_t largest_lateness = 0;  // of all records: how far behind the largest time seen, in nanoseconds
  int64_t latest = 0;            // the same of late records: a delay of so much would have kept them all
  uint64_t most_keys = 0;        // held at once
  uint64_t most_bytes = 0;       // held at once, for keys and groups
  uint64_t most_groups = 0;      // held at once: a key in a pane, a session or a window
};

class Window final : public Operator {
 public:
  struct Sinks {
    io::Sink& results;
    io::Sink* late;  // null where they are not kept
  };
  // All must outlive this.
  Window(const WindowProgram& program, const WindowOptions& options, io::Reader& reader, Sinks sinks,
         BadRecords& bad, const Clock& clock);
  ~Window() override;

  std::unique_ptr<Worker> make_worker() const override;
  std::unique_ptr<Extract> make_extract() const override;
  Demand consume(io::Batch& batch, Extract& extract) override;
  Demand flush() override;
  int patience_ms() override;
  Demand waited() override;
  std::span<const int> watched() const override { return sinks_.watched(); }

  // At the end of input: every open window fires.
  void finish();

  const WindowCounts& counts() const { return counts_; }
  const ResultWriter& results() const { return writer_; }
  // The frontier of event time.
  int64_t frontier() const { return frontier_.now(); }

  Totals totals() const override;
  void save(ByteWriter& out) const override;
  void load(ByteReader& in) override;
  void resumed() override;
  std::optional<io::StartAt> place_of(uint32_t source) const override { return progress_.place_of(source); }

 private:
  void take(const io::Batch& batch, const WindowExtract& found);

  void add_inputs();
  void take_event(const io::Batch& batch, const WindowExtract& found, const WindowExtract::Event& event);
  void take_row(const io::Batch& batch, const WindowExtract& found, size_t number);
  void take_late(const io::Batch& batch, const WindowExtract::Row& row, int64_t time);
  void see(uint32_t input, int64_t time);
  void moved(int64_t newest);
  void write_watermark();
  void note_sizes();
  bool is_by_clock() const { return !program_.has_time(); }
  Demand demand() const;

  const WindowProgram& program_;
  const WindowOptions options_;
  io::Reader& reader_;
  ResultSinks sinks_;
  BadRecords& bad_;
  const Clock& clock_;

  GroupSpace space_;
  ResultWriter writer_;
  std::unique_ptr<Windows> windows_;
  BatchKeys keys_;
  time::Frontier frontier_;
  int64_t newest_ = time::kBeginningOfTime;          // the largest event time seen
  int64_t last_watermark_ = time::kBeginningOfTime;  // that was written
  std::unique_ptr<WindowWorker> worker_;             // for what was too much for an extract
  SourceProgress progress_;
  WindowCounts counts_;
  bool ended_ = false;  // a bad record has ended the run
};

}  // namespace runnel::op
