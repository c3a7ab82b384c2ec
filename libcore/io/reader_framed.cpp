// The part of the reader that serves sources whose records are no lines (io/framing.h).
#include <algorithm>
#include <utility>

#include "io/reader.h"
#include "io/reader_lane.h"

namespace runnel::io {

// Whether the source has ended in the middle of a record, as far as newlines tell.
bool Reader::breaks_off(const Lane& lane) {
  return lane.last_line == LastLine::broken && lane.last > lane.first && !lane.framing->tells_ends() &&
         lane.buffer.data()[lane.last - 1] != '\n';
}

// Of a source whose records end where its framing says.
Reader::Fill Reader::fill_framed(Lane& lane, Batch& batch) {
  bool dry = lane.live && lane.has_more() && !lane.has_ended && !lane.is_ready();
  for (;;) {
    char* const text = lane.buffer.data() + lane.first;
    const size_t size = lane.last - lane.first;
    if (lane.has_ended && size == 0) {
      lane.has_ended = false;
      const std::string_view wrong = lane.framing->cut_off();
      // A peer that breaks off is no failure of the run.
      if (!wrong.empty() && lane.last_line != LastLine::broken)
        keep_error({ErrorKind::source, name(lane.number) + ": " + std::string(wrong)});
      return at_end(lane, batch);
    }
    const bool may_be_mark = lane.at_start && !lane.has_ended;
    if (size > 0 && !may_be_mark) {
      const size_t known = lane.searched - lane.first;
      const bool may_be_broken = lane.has_ended && breaks_off(lane);
      const auto more =
          lane.has_ended && !may_be_broken ? Framing::More::is_there_not : Framing::More::may_come;
      lane.found = lane.framing->find(text, known, size, more);
      lane.searched = lane.last;
      if (lane.framing->gives_way()) {
        if (options_.files != nullptr) lane.lines_state = lane.framing->state();
        lane.framing.reset();
        lane.searched = lane.first;
        if (std::exchange(lane.has_ended, false)) return at_end(lane, batch);
        return fill(lane, batch);
      }
    }
    if (lane.has_ended && lane.found.end == 0) {
      lane.is_broken = breaks_off(lane);
      if (lane.is_broken)
        lane.overlong_lines = 1 + static_cast<uint32_t>(std::count(text, text + size, '\n'));
      lane.found.end = size;
    }
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
    const bool has_more = take_chunk(lane);
    if (!has_more && lane.last_line == LastLine::left) return at_end(lane, batch);
    lane.has_ended = !has_more;
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

// Whether there is something to hand out after all, since nothing more has come.
bool Reader::settle(Lane& lane) {
  lane.quiet_ns = 0;
  if (!lane.holds_back()) return false;
  lane.found = lane.framing->settle(lane.buffer.data() + lane.first, lane.last - lane.first);
  return lane.found.end > 0;
}

// How long may be waited at most, -1: for ever, with what is kept back or must not stay unfinished.
int Reader::patience(Turn turn, int timeout_ms) const {
  const auto allow = [&timeout_ms](int64_t left_ns) {
    const int left_ms = static_cast<int>(std::max<int64_t>(left_ns, 0) / 1'000'000) + 1;
    timeout_ms = timeout_ms < 0 ? left_ms : std::min(timeout_ms, left_ms);
  };
  const int64_t now = clock_.monotonic_ns();
  for (const auto& port : ports_) {
    if (!is_allowed(port->input, turn)) continue;
    for (const auto& lane : port->lanes) {
      if (lane->holds_back()) allow(Framing::kPatience - lane->quiet_ns);
      if (lane->record_ns > 0) allow(lane->record_ns + lane->unfinished_ns - now);
    }
  }
  return timeout_ms;
}

}  // namespace runnel::io
