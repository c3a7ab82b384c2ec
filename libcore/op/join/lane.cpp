#include "op/join/lane.h"

#include <algorithm>
#include <utility>

namespace runnel::op {

JoinLane::Next JoinLane::next() const {
  const JoinRows& rows = *waiting_.front().rows;
  if (event_ < rows.events.size() && rows.events[event_].before <= row_) return Next::event;
  if (row_ < rows.rows.size()) return Next::row;
  return rows.rest != nullptr ? Next::rest : Next::batch_end;
}

void JoinLane::begin_rest() {
  row_ = event_ = 0;
  key_ids_.start();
}

JoinBatch JoinLane::take_first() {
  JoinBatch first = std::move(waiting_.front());
  waiting_.pop_front();
  lines_.consumed(first.batch, first.rows->line_count);
  const uint64_t size = first.batch.overlong > 0 ? first.batch.overlong + 1 : first.batch.text().size();
  if (!first.batch.ends_input) offset_ = first.batch.offset + size;
  begin_rest();
  return first;
}

// A bad line that was passed lies before the next row, or at the end.
uint64_t JoinLane::offset() const {
  if (waiting_.empty() || waiting_.front().batch.ends_input) return offset_;
  const JoinBatch& first = waiting_.front();
  const JoinRows& rows = *first.rows;
  const uint64_t begin = first.batch.offset;
  switch (next()) {
    case Next::event:
      return begin + rows.events[event_].offset;
    case Next::row:
      return begin + rows.rows[row_].offset;
    case Next::rest:
      return begin + static_cast<uint64_t>(rows.rest - first.batch.begin());
    case Next::batch_end:
      break;
  }
  return begin + first.batch.text().size();
}

}  // namespace runnel::op
