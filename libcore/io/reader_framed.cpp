// The part of the reader that serves sources whose records are no lines (io/framing.h).
#include <utility>

#include "io/reader.h"
#include "io/reader_lane.h"

namespace runnel::io {

// Of a source whose records end where its framing says.
Reader::Fill Reader::fill_framed(Lane& lane, Batch& batch) {
  bool dry = lane.live && lane.has_more() && !lane.has_ended && !lane.is_ready();
  for (;;) {
    char* const text = lane.buffer.data() + lane.first;
    const size_t size = lane.last - lane.first;
    if (lane.has_ended && size == 0) {
      lane.has_ended = false;
      return at_end(lane, batch);
    }
    const bool may_be_mark = lane.at_start && !lane.has_ended;
    if (size > 0 && !may_be_mark) {
      const size_t known = lane.searched - lane.first;
      const auto more = lane.has_ended ? Framing::More::is_there_not : Framing::More::may_come;
      lane.found = lane.framing->find(text, known, size, more);
      lane.searched = lane.last;
      if (lane.framing->gives_way()) {
        lane.framing.reset();
        lane.searched = lane.first;
        if (std::exchange(lane.has_ended, false)) return at_end(lane, batch);
        return fill(lane, batch);
      }
    }
    if (lane.has_ended && lane.found.end == 0) lane.found.end = size;
    const bool full = lane.last == lane.limit;
    if (lane.found.end > 0 && (lane.found.is_due || full || dry || lane.has_ended)) {
      last_was_full_ = (full && !dry) || (lane.has_ended && !lane.live);
      lane.known_dry = dry;
      return hand_out_framed(lane, batch);
    }
    if (dry) return Fill::nothing_yet;
    if (lane.found.end == 0 && is_cut_off(lane)) return Fill::ended;
    if (full && size > options_.max_line) {
      lane.found = lane.framing->give_up(text, size);
      if (lane.found.end > 0) return hand_out_framed(lane, batch);
      make_room(lane);
      return fill(lane, batch);
    }
    if (full) make_room(lane);
    lane.has_ended = !take_chunk(lane);
    dry = lane.live && !lane.has_ended && !lane.is_ready();
  }
}

Reader::Fill Reader::hand_out_framed(Lane& lane, Batch& batch) {
  const bool is_due = lane.found.is_due;
  const size_t end = lane.first + lane.found.end;
  hand_out(lane, batch, end, end);
  lane.found = {};
  if (is_due) lane.searched = lane.first;  // there may be whole records behind it
  return Fill::batch;
}

}  // namespace runnel::io
