// The watermarks that stream-filter writes, worked out in its ordered stage: when the frontier of event time
// (time/frontier.h) has crossed a multiple of --emit-watermarks. What moves the frontier are the records,
// also those that do not pass, or the watermark lines of the input (--watermarks), which are passed on if no
// others are to be written.
//
// Several live inputs have a frontier together, the smallest of theirs: then no line of the input is passed
// on as it is, since it says nothing about the other inputs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "io/reader.h"
#include "op/filter/options.h"
#include "op/input_numbers.h"
#include "time/frontier.h"

namespace runnel::op {

// The event time that a record must have to bring the frontier to the next multiple, if one of this time has
// moved it already. REQUIRES: options.emit_watermarks.
int64_t time_of_next_watermark(int64_t time, const FilterTimeOptions& options);

class FilterWatermarks {
 public:
  // The options and the reader must outlive this.
  FilterWatermarks(const FilterTimeOptions& options, const io::Reader& reader);

  // Each returns what is to be written now, whole lines, mostly none; valid until the next call.
  // A record of an input that was noted by FilterTime::count().
  std::string_view take_record(uint32_t input, int64_t time);
  // A watermark line; `line` as it was read, with its newline.
  std::string_view take_line(uint32_t input, int64_t time, std::string_view line);
  // A batch has been dealt with. `newest`: the largest time in it, if there was one.
  std::string_view take_batch(uint32_t input, std::optional<int64_t> newest);
  std::string_view take_end(uint32_t input);
  // Input was waited for.
  std::string_view take_wait();

  // How far time has come, and which watermark was written last.
  void save(ByteWriter& out) const;
  void load(ByteReader& in);
  // See Operator::resumed().
  void resumed() { frontier_.resume(numbers_of(reader_.inputs())); }

  // See Operator::patience_ms().
  int patience_ms() const;

 private:
  std::string_view due();

  const FilterTimeOptions& options_;
  const io::Reader& reader_;
  const bool passes_lines_on_;
  time::Frontier frontier_;
  int64_t written_ = time::kBeginningOfTime;
  std::string text_;
};

}  // namespace runnel::op
