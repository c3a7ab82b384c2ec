// Time for gates: when a record happened, and how far time had come before it.
//
// By -t, event time: a record is tested with the frontier as all records before it have left it, also those
// that do not pass, and then moves it. With lines that say how far time has come (--watermarks) these move it
// in place of the records. Without -t the clock, which is read once a batch, and never goes back.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.h"
#include "io/reader.h"
#include "op/filter/gate.h"
#include "op/input_numbers.h"
#include "time/frontier.h"

namespace runnel::op {

struct GateTimeOptions {
  enum class By : uint8_t { nothing, clock, records, lines } by = By::nothing;
  int64_t delay = 0;  // as time::Frontier has it
  std::optional<int64_t> idle_timeout = {};
};

class GateTime {
 public:
  // Reader (for its inputs, and how long they wait) and clock must outlive this.
  GateTime(const GateTimeOptions& options, const io::Reader& reader, const Clock& clock);

  void begin_batch();
  // Of a record that was read from that input.
  GateMoment before(uint32_t input, const GateRecord& record) {
    if (options_.by == By::records && record.newest > time::kBeginningOfTime) {
      frontier_.advance(input, record.newest);
    }
    return moment(record);
  }
  // It is no bad one: its time counts.
  void count(uint32_t input, int64_t time) {
    if (options_.by == By::records) frontier_.advance(input, time);
  }
  // A line of the input says how far time has come.
  void take_line(uint32_t input, int64_t time);
  // A batch has been dealt with. `newest`: the largest time in it, also of records that do not pass.
  void end_batch(uint32_t input, std::optional<int64_t> newest);
  void end_input(uint32_t input);
  // Input was waited for.
  void wait();
  // See Operator::patience_ms().
  int patience_ms() const;

  void save(ByteWriter& out) const;
  void load(ByteReader& in);
  // See Operator::resumed().
  void resumed() {
    if (has_frontier()) frontier_.resume(numbers_of(reader_.inputs()));
  }

 private:
  using By = GateTimeOptions::By;

  bool has_frontier() const { return options_.by == By::records || options_.by == By::lines; }
  GateMoment moment(const GateRecord& record) const {
    return has_frontier() ? GateMoment{record.time, frontier_.now()} : GateMoment{now_, now_};
  }

  const GateTimeOptions options_;
  const io::Reader& reader_;
  const Clock& clock_;
  time::Frontier frontier_;
  int64_t now_ = time::kBeginningOfTime;  // what the clock showed, at the latest
};

}  // namespace runnel::op
