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

void JoinLane::push(JoinBatch batch) {
  const io::Batch& pushed = batch.batch;
  if (pushed.begins_source && pushed.skip > 0) skips_.emplace_back(pushed.source, pushed.skip);
  waiting_.push_back(std::move(batch));
}

bool JoinLane::skips_next() {
  for (auto& [source, left] : skips_) {
    if (source != waiting_.front().batch.source || left == 0) continue;
    --left;
    return true;
  }
  return false;
}

JoinBatch JoinLane::take_first() {
  JoinBatch first = std::move(waiting_.front());
  waiting_.pop_front();
  if (!first.batch.ends_input) progress_.consumed(first.batch, first.rows->line_count);
  begin_rest();
  passed_ = counted_lines_ = 0;
  counted_to_ = 0;
  return first;
}

uint64_t JoinLane::line_number(uint32_t offset) {
  const io::Batch& batch = waiting_.front().batch;
  if (batch.rewriting) return progress_.line_of(batch, 0, offset);
  const char* const text = batch.begin();
  counted_lines_ += static_cast<uint64_t>(std::count(text + counted_to_, text + offset, '\n'));
  counted_to_ = offset;
  return progress_.lines_before(batch) + counted_lines_ + 1;
}

std::optional<io::StartAt> JoinLane::place_of(uint32_t source) const {
  auto place = progress_.place_of(source);
  const bool is_first = !waiting_.empty() && waiting_.front().batch.source == source;
  if (is_first && passed_ > 0 && !place) {
    const io::Batch& batch = waiting_.front().batch;
    place = io::StartAt{.offset = batch.offset, .lines = batch.lines_before};
  }
  if (!place) return place;
  place->skip = is_first ? passed_ : 0;
  for (const auto& [skipped, left] : skips_) {
    if (skipped == source) place->skip += left;
  }
  return place;
}

}  // namespace runnel::op
