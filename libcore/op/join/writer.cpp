#include "op/join/writer.h"

#include "op/record_time.h"

namespace runnel::op {

void JoinWriter::write(std::string_view left, std::string_view right) {
  if (!text_.append(out_, left, right) && counts_.failures.count++ == 0) {
    counts_.failures.first = text_.error_message();
  }
  hand_on_if_much();
}

void JoinWriter::write_alone(size_t side, std::string_view record) {
  side == kLeft ? write(record, {}) : write({}, record);
}

void JoinWriter::write_line(std::string_view record) {
  out_ += record;
  out_ += '\n';
  hand_on_if_much();
}

void JoinWriter::write_watermark(int64_t time) {
  append_watermark(out_, time);
}

void JoinWriter::hand_on_if_much() {
  constexpr size_t kMuch = 64 * 1024;
  if (out_.size() >= kMuch) hand_on();
}

void JoinWriter::hand_on() {
  if (!out_.empty()) sink_.write(out_);
  out_.clear();
}

}  // namespace runnel::op
