// Where what a join makes leaves: lines are gathered, and handed to the sink many at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "io/sink.h"
#include "op/join/counts.h"
#include "op/join/text.h"

namespace runnel::op {

class JoinWriter {
 public:
  // All must outlive this. `counts`: for the failures of the program that makes the text.
  JoinWriter(const JoinTextOptions& options, const expr::Program* select, io::Sink& sink, JoinCounts& counts)
      : text_(options, select), sink_(sink), counts_(counts) {}

  // A pair, or one side of which the other is absent (no text).
  void write(std::string_view left, std::string_view right);
  void write_alone(size_t side, std::string_view record);
  // A record as it came.
  void write_line(std::string_view record);
  void write_watermark(int64_t time);

  // To the sink, which flushes by itself where it wants to.
  void hand_on();

 private:
  void hand_on_if_much();

  JoinText text_;
  io::Sink& sink_;
  JoinCounts& counts_;
  std::string out_;
};

}  // namespace runnel::op
