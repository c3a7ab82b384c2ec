// The part of the reader that is about one source: how it begins, when it is read from, how it rests, is
// given up, and ends.
#include <utility>

#include "io/reader.h"
#include "io/reader_lane.h"

namespace runnel::io {

// The first source of an operand has its place, the others those behind. Numbers are used again only when
// many others were free before: no batch of their last source is on its way any more.
uint32_t Reader::number_of(const OpenedSource& opened) {
  constexpr size_t kRested = 4096;
  const std::lock_guard lock(names_lock_);
  if (opened.is_passing && free_numbers_.size() > kRested) {
    const uint32_t number = free_numbers_.front();
    free_numbers_.pop_front();
    std::string& name = names_[number - options_.first_source];
    if (name != opened.source->name()) name = opened.source->name();
    return number;
  }
  if (opened.operand < is_named_.size() && is_named_[opened.operand] == 0) {
    is_named_[opened.operand] = 1;
    names_[opened.operand] = opened.source->name();
    return options_.first_source + opened.operand;
  }
  names_.push_back(opened.source->name());
  return options_.first_source + static_cast<uint32_t>(names_.size() - 1);
}

void Reader::begin(Port& port, OpenedSource opened) {
  auto lane = port.spare != nullptr ? std::move(port.spare) : std::make_unique<Lane>();
  AlignedBuffer buffer = std::move(lane->buffer);
  *lane = Lane();
  lane->buffer = std::move(buffer);
  lane->number = number_of(opened);
  lane->input = port.input;
  if (options_.files != nullptr) options_.files->opened(lane->number, port.input, opened);
  lane->live = opened.source->may_wait();
  lane->may_drain = lane->live && opened.source->file_descriptor() < 0;
  lane->last_line = opened.last_line;
  lane->is_passing = opened.is_passing;
  port.has_passing = port.has_passing || opened.is_passing;
  lane->unfinished_ns = opened.unfinished_ns;
  lane->offset = opened.start.offset;
  lane->at_start = opened.start.offset == 0;
  lane->source = std::move(opened.source);
  lane->start = std::move(opened.start);
  begin_framing(*lane, opened.operand);
  port.lanes.push_back(std::move(lane));
}

void Reader::begin_framing(Lane& lane, uint32_t operand) {
  const std::string& state = lane.start.framing;
  const std::string& name = lane.source->name();
  if (options_.framer) lane.framing = options_.framer(operand, name);
  if (lane.framing == nullptr || (lane.at_start && state.empty())) return;
  if (!lane.framing->resume(state)) {
    keep_error({ErrorKind::state, name + ": the state does not say how its records go on"});
  }
  if (!lane.framing->gives_way()) return;
  lane.framing.reset();
  lane.lines_state = state;
}

void Reader::close(Lane& lane) {
  ended_bytes_ += lane.source->consumed();
  if (options_.files != nullptr) {
    const uint64_t left = lane.overlong > 0 ? lane.overlong : lane.last - lane.first;
    options_.files->closed(lane.number, lane.is_at_end ? lane.offset + left : SourceFiles::kNotReached);
  }
  lane.source.reset();
  if (lane.is_passing) free_numbers_.push_back(lane.number);
}

Reader::Fill Reader::next_of(Port& port, Lane& lane, Batch& batch) {
  if (is_cut_off(lane) || lane.source == nullptr) return Fill::ended;
  const bool polled = std::exchange(lane.known_ready, false);
  if (lane.live && !lane.has_more()) {
    if (lane.quiet_ns >= Framing::kPatience && settle(lane)) return hand_out_framed(lane, batch);
    const bool is_dry = std::exchange(lane.known_dry, false);
    if (is_dry || !(polled ? lane.has_output(true) : lane.is_ready())) {
      return next_of_quiet(lane, batch, Fill::nothing_yet);
    }
  }
  wake(port, lane);
  return next_of_quiet(lane, batch, fill(lane, batch));
}

// One that has been in the middle of a record for too long is given up: what there is of it is handed out as
// at the end of the source.
Reader::Fill Reader::next_of_quiet(Lane& lane, Batch& batch, Fill filled) {
  if (lane.unfinished_ns == 0 || filled != Fill::nothing_yet) return filled;
  note_unfinished(lane);
  if (lane.record_ns == 0 || clock_.monotonic_ns() - lane.record_ns < lane.unfinished_ns) return filled;
  lane.source->cut_off();
  lane.is_at_end = true;
  if (lane.framing == nullptr || lane.overlong > 0) return at_end(lane, batch);
  lane.has_ended = true;
  return fill_framed(lane, batch);
}

void Reader::note_unfinished(Lane& lane) const {
  if (!lane.is_unfinished()) {
    lane.record_ns = 0;
  } else if (lane.record_ns == 0) {
    lane.record_ns = clock_.monotonic_ns();
  }
}

// Of many that have nothing to say none holds a buffer.
void Reader::rest(Port& port, Lane& lane) const {
  constexpr size_t kFew = 8;
  const bool has_one = lane.limit > 0;
  if (!has_one || !lane.is_passing || port.lanes.size() <= kFew || !lane.is_empty()) return;
  if (port.buffers.size() < kFew) port.buffers.push_back(std::move(lane.buffer));
  lane.buffer = AlignedBuffer();
  lane.limit = 0;
}

// Gives it one, when it is read from.
void Reader::wake(Port& port, Lane& lane) const {
  if (lane.limit > 0) return;
  if (lane.buffer.capacity() == 0 && !port.buffers.empty()) {
    lane.buffer = std::move(port.buffers.back());
    port.buffers.pop_back();
  }
  lane.first = lane.last = lane.searched = Lane::kHeadroom;
  lane.limit = Lane::kHeadroom + options_.batch_size;
  lane.buffer.reserve(lane.limit + kBatchPadding, 0);
}

}  // namespace runnel::io
