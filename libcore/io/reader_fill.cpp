// The part of the reader that serves sources whose records are lines, and what the other part shares with it.
//
// A measured trap: read() from the page cache into memory whose offset in its page is 1 to 31 bytes past the
// file offset's runs at a seventh of the speed. So a source is always read in whole chunks to a page
// boundary, and the unfinished line of the chunk before is copied in front of that boundary.
#include <algorithm>
#include <cstring>
#include <utility>

#include "io/reader.h"
#include "io/reader_lane.h"

namespace runnel::io {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

size_t round_up_to_page(size_t size) {
  return (size + AlignedBuffer::kPage - 1) / AlignedBuffer::kPage * AlignedBuffer::kPage;
}

// A line beyond the limit that is still being written.
bool is_unfinished(uint64_t overlong, LastLine last_line) {
  return overlong > 0 && last_line == LastLine::left;
}

}  // namespace

Reader::Fill Reader::fill(Lane& lane, Batch& batch) {
  if (lane.framing != nullptr && lane.overlong == 0) return fill_framed(lane, batch);
  bool dry = lane.live && lane.searched < lane.last && !lane.is_ready();  // lines behind an overlong one
  constexpr uint64_t kTurn = 4 * 1024 * 1024;  // of what is thrown away, before others have theirs
  const uint64_t begun = lane.overlong;
  for (;;) {
    char* const data = lane.buffer.data();
    const size_t unsearched = lane.last - lane.searched;
    const bool skipping = lane.overlong > 0;
    const void* newline = skipping ? std::memchr(data + lane.searched, '\n', unsearched)
                                   : memrchr(data + lane.searched, '\n', unsearched);
    const bool full = lane.last == lane.limit;
    if (newline != nullptr && (full || dry || skipping)) {
      const auto end = static_cast<size_t>(static_cast<const char*>(newline) - data);
      last_was_full_ = full && !dry;
      lane.known_dry = dry;
      if (skipping) lane.overlong += end - lane.searched;
      hand_out(lane, batch, skipping ? lane.head_end : end + 1, end + 1);
      return Fill::batch;
    }
    if (newline == nullptr && skipping) {
      lane.overlong += unsearched;
      lane.last = lane.searched;  // nothing of it is kept: the next chunk is read over it
    } else if (newline == nullptr) {
      lane.searched = lane.last;
    }
    if (dry) return Fill::nothing_yet;
    if (newline == nullptr && is_cut_off(lane)) return Fill::ended;
    if (lane.is_passing && lane.overlong - begun > kTurn) {
      has_yielded_ = true;
      return Fill::nothing_yet;
    }
    if (lane.last == lane.limit) make_room(lane);

    if (!take_chunk(lane)) return at_end(lane, batch);
    dry = lane.live && !lane.is_ready();
  }
}

// Reads behind what is there. False at the end of the source.
bool Reader::take_chunk(Lane& lane) {
  const auto count = lane.source->read(lane.buffer.data() + lane.last, lane.limit - lane.last);
  if (!count) {
    keep_error(count.error());
    leave_out_unfinished(lane);
  }
  lane.is_at_end = count.ok() && *count == 0;
  if (!count || *count == 0) return false;
  lane.last += *count;
  lane.quiet_ns = 0;
  if (lane.at_start) skip_byte_order_mark(lane);
  return true;
}

void Reader::skip_byte_order_mark(Lane& lane) {
  const std::string_view text(lane.buffer.data() + lane.first, lane.last - lane.first);
  if (text.size() < kByteOrderMark.size() && kByteOrderMark.starts_with(text))
    return;  // half of one, perhaps
  lane.at_start = false;
  if (text.starts_with(kByteOrderMark)) {
    lane.first += kByteOrderMark.size();
    lane.offset += kByteOrderMark.size();
    lane.searched = lane.first;
  }
}

// What a line would go on with is not known, so that its start is no record.
void Reader::leave_out_unfinished(Lane& lane) {
  const std::string_view text(lane.buffer.data() + lane.first, lane.last - lane.first);
  if (lane.overlong > 0) return;
  lane.last = lane.first + (lane.framing != nullptr ? lane.found.end : text.rfind('\n') + 1);
  lane.searched = std::min(lane.searched, lane.last);
}

// A whole chunk was read and no line ends in it.
void Reader::make_room(Lane& lane) {
  const size_t length = lane.last - lane.first;
  if (length > options_.max_line) {
    lane.overlong = length;
    const char* const text = lane.buffer.data() + lane.first;
    lane.overlong_lines = 1;
    if (lane.framing != nullptr) {
      lane.overlong_lines += static_cast<uint32_t>(std::count(text, text + length, '\n'));
    }
    lane.head_end = lane.first + options_.max_line;
    lane.last = lane.searched = round_up_to_page(lane.head_end);
    lane.limit = lane.last + options_.batch_size;
    lane.buffer.reserve(lane.limit + kBatchPadding, lane.head_end);
    return;
  }
  lane.limit += round_up_to_page(std::max(options_.batch_size, length));
  lane.buffer.reserve(lane.limit + kBatchPadding, lane.last);
}

Reader::Fill Reader::at_end(Lane& lane, Batch& batch) {
  if (lane.last_line == LastLine::left) leave_out_unfinished(lane);
  close(lane);
  last_was_full_ = !lane.live;
  lane.known_dry = false;
  if (lane.last == lane.first || is_unfinished(lane.overlong, lane.last_line)) return Fill::ended;
  hand_out(lane, batch, lane.overlong > 0 ? lane.head_end : lane.last, lane.last);
  return Fill::batch;
}

// The batch takes the buffer with the lines before line_end; what lies from `rest` on moves to a new one.
void Reader::hand_out(Lane& lane, Batch& batch, size_t line_end, size_t rest) {
  std::swap(batch.buffer, lane.buffer);
  batch.first = lane.first;
  batch.last = line_end;
  batch.source = lane.number;
  batch.input = lane.input;
  batch.ends_input = false;
  batch.offset = lane.offset;
  batch.overlong = lane.overlong;
  batch.is_broken = lane.is_broken && lane.overlong == 0;
  batch.overlong_lines = lane.overlong_lines;
  batch.clear_form();
  const bool skipped = lane.overlong > 0;
  lane.offset += lane.overlong > 0 ? lane.overlong + 1 : line_end - lane.first;
  lane.overlong = 0;
  lane.record_ns = 0;

  const size_t tail = lane.last - rest;
  const size_t boundary = std::max(Lane::kHeadroom, round_up_to_page(tail));
  lane.first = boundary - tail;
  lane.last = boundary;
  lane.searched = skipped ? lane.first : lane.last;  // behind an overlong line other lines may lie
  lane.limit = boundary + options_.batch_size;
  if (lane.buffer.capacity() > 8 * (Lane::kHeadroom + options_.batch_size))
    lane.buffer.release();  // held a very long line
  lane.buffer.reserve(lane.limit + kBatchPadding, 0);
  if (tail > 0) std::memcpy(lane.buffer.data() + lane.first, batch.buffer.data() + rest, tail);
  if (lane.framing != nullptr && !skipped && !batch.is_broken) lane.framing->leave(batch);
  batch.buffer.data()[batch.last] = '\n';
  say_place(lane, batch);
}

void Reader::say_place(Lane& lane, Batch& batch) const {
  batch.begins_source = !std::exchange(lane.is_begun, true);
  batch.lines_before = lane.start.lines;
  batch.skip = lane.start.skip;
  batch.earlier = lane.start.earlier;
  batch.end_offset = lane.offset;
  batch.read_ns = clock_.monotonic_ns();
  if (options_.files == nullptr) return;
  batch.framing = lane.framing != nullptr ? lane.framing->state() : lane.lines_state;
}

}  // namespace runnel::io
