// A measured trap: read() from the page cache into memory whose offset in its page is 1 to 31 bytes past the
// file offset's runs at a seventh of the speed. So a source is always read in whole chunks to a page
// boundary, and the unfinished line of the chunk before is copied in front of that boundary.
#include "io/reader.h"

#include <poll.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "io/reader_lane.h"

namespace runnel::io {

namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

size_t round_up_to_page(size_t size) {
  return (size + AlignedBuffer::kPage - 1) / AlignedBuffer::kPage * AlignedBuffer::kPage;
}

}  // namespace

Reader::Reader(const std::vector<std::string>& inputs, const Opener& open, ReaderOptions options,
               const StopRequest& stop, const Clock& clock, ErrorListener listener)
    : open_(open), options_(options), stop_(stop), clock_(clock), listener_(std::move(listener)) {
  std::unique_ptr<Lane> files;
  for (const std::string& input : inputs) {
    const auto number = static_cast<uint32_t>(names_.size());
    names_.push_back(input);
    const auto size = plain_file_size(input);
    if (size) total_bytes_ += *size;
    if (size && options_.lanes == ReaderOptions::Lanes::files_together) {
      if (files == nullptr) files = std::make_unique<Lane>();
      files->waiting.push_back(number);
      continue;
    }
    auto lane = std::make_unique<Lane>();
    lane->waiting = {number};
    lane->input = number;
    if (!size && !open_next(*lane)) continue;
    lane->live = !size && lane->source->wait_descriptor() >= 0;
    all_plain_ = all_plain_ && !lane->live;
    lanes_.push_back(std::move(lane));
  }
  if (files != nullptr) {
    std::reverse(files->waiting.begin(), files->waiting.end());
    lanes_.insert(lanes_.begin(), std::move(files));
  }
  if (options_.lanes == ReaderOptions::Lanes::one_each) return;
  for (size_t i = 0; i < lanes_.size(); ++i) lanes_[i]->input = static_cast<uint32_t>(i);
}

Reader::~Reader() = default;

void Reader::keep_error(const Error& error) {
  errors_.push_back(error);
  if (listener_) listener_(error);
}

bool Reader::open_next(Lane& lane) {
  while (!lane.waiting.empty()) {
    lane.number = lane.waiting.back();
    lane.waiting.pop_back();
    auto opened = open_(names_[lane.number]);
    if (!opened) {
      keep_error(opened.error());
      continue;
    }
    lane.source = std::move(*opened);
    names_[lane.number] = lane.source->name();
    lane.framing = options_.framer ? options_.framer(lane.number, names_[lane.number]) : nullptr;
    lane.found = {};
    lane.has_ended = false;
    lane.first = lane.last = lane.searched = Lane::kHeadroom;
    lane.limit = Lane::kHeadroom + options_.batch_size;
    lane.buffer.reserve(lane.limit + kBatchPadding, 0);
    lane.offset = 0;
    lane.at_start = true;
    return true;
  }
  return false;
}

// After a stop was requested files are left where they are, and live inputs are read on for a while: the
// shell and systemd signal a whole chain at once, and what the one before us has written is on its way.
bool Reader::is_cut_off(const Lane& lane) {
  if (!stop_.requested()) return false;
  const int64_t now = clock_.monotonic_ns();
  if (stop_seen_ns_ == 0) stop_seen_ns_ = now;
  return !lane.live || now - stop_seen_ns_ >= options_.drain_ns;
}

Reader::Next Reader::next(Batch& batch, Turn turn) {
  batch.passed_over = Batch::kNoInput;
  const size_t first = turn.who == Turn::Who::any ? lanes_.size() : lane_of(turn.input);
  if (first == lanes_.size()) return next_of_any(batch, Which::all);
  const bool others_may = turn.who == Turn::Who::one_first && lanes_[first]->live;
  const Fill filled = ask(first, batch);
  if (filled == Fill::batch) return Next::batch;
  if (filled == Fill::ended) return next(batch, {});
  if (!others_may) return Next::idle;
  const Next next = next_of_any(batch, Which::live);
  if (next == Next::batch) batch.passed_over = turn.input;
  return next;
}

// The place of an input's lane; lanes_.size() where it has ended.
size_t Reader::lane_of(uint32_t input) const {
  const auto lane = std::find_if(lanes_.begin(), lanes_.end(),
                                 [&](const std::unique_ptr<Lane>& each) { return each->input == input; });
  return static_cast<size_t>(lane - lanes_.begin());
}

// `ended` where nothing more will come, also no announcement of its end: the lane is gone then.
Reader::Fill Reader::ask(size_t place, Batch& batch) {
  Lane& lane = *lanes_[place];
  const Fill filled = next_of(lane, batch);
  if (filled != Fill::ended) return filled;
  const uint32_t input = lane.input;
  if (lane.source != nullptr) ended_bytes_ += lane.source->consumed();
  lanes_.erase(lanes_.begin() + static_cast<ptrdiff_t>(place));
  if (options_.ends == ReaderOptions::Ends::silent) return Fill::ended;
  announce_end(input, batch);
  return Fill::batch;
}

// Each lane in its turn.
Reader::Next Reader::next_of_any(Batch& batch, Which which) {
  bool waiting = false;
  for (size_t asked = 0; asked < lanes_.size(); ++asked) {
    if (turn_ >= lanes_.size()) turn_ = 0;
    if (which == Which::live && !lanes_[turn_]->live) {
      ++turn_;
      waiting = true;
      continue;
    }
    const size_t before = lanes_.size();
    const Fill filled = ask(turn_, batch);
    const bool is_gone = lanes_.size() < before;
    if (!is_gone) ++turn_;
    if (filled == Fill::batch) return Next::batch;
    if (is_gone) {
      --asked;
    } else {
      waiting = true;
    }
  }
  return waiting ? Next::idle : Next::end;
}

Reader::Fill Reader::next_of(Lane& lane, Batch& batch) {
  for (;;) {
    if (is_cut_off(lane)) return Fill::ended;
    if (lane.source == nullptr && !open_next(lane)) return Fill::ended;
    const bool polled = std::exchange(lane.known_ready, false);
    if (lane.live && !lane.has_more()) {
      if (lane.quiet_ns >= Framing::kPatience && settle(lane)) return hand_out_framed(lane, batch);
      if (std::exchange(lane.known_dry, false)) return Fill::nothing_yet;
      if (!(polled ? lane.has_output(true) : lane.is_ready())) return Fill::nothing_yet;
    }
    const Fill filled = fill(lane, batch);
    if (filled != Fill::ended) return filled;
  }
}

Reader::Fill Reader::fill(Lane& lane, Batch& batch) {
  if (lane.framing != nullptr && lane.overlong == 0) return fill_framed(lane, batch);
  bool dry = lane.live && lane.searched < lane.last && !lane.is_ready();  // lines behind an overlong one
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

// After an error: what a line would have gone on with is not known, so that its start is no record.
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
  ended_bytes_ += lane.source->consumed();
  lane.source.reset();
  last_was_full_ = !lane.live;
  lane.known_dry = false;
  if (lane.last == lane.first) return Fill::ended;
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
  lane.waited_ns = 0;
  batch.offset = lane.offset;
  batch.overlong = lane.overlong;
  batch.overlong_lines = lane.overlong_lines;
  batch.clear_form();
  const bool skipped = lane.overlong > 0;
  lane.offset += lane.overlong > 0 ? lane.overlong + 1 : line_end - lane.first;
  lane.overlong = 0;

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
  if (lane.framing != nullptr && !skipped) lane.framing->leave(batch);
  batch.buffer.data()[batch.last] = '\n';
}

void Reader::announce_end(uint32_t input, Batch& batch) {
  batch.buffer.reserve(kBatchPadding, 0);
  batch.first = batch.last = 0;
  batch.buffer.data()[0] = '\n';
  batch.source = 0;
  batch.input = input;
  batch.ends_input = true;
  batch.offset = 0;
  batch.overlong = 0;
  batch.clear_form();
}

std::vector<Reader::Input> Reader::inputs() const {
  std::vector<Input> inputs;
  for (const auto& lane : lanes_) inputs.push_back({lane->input, lane->live, lane->waited_ns});
  return inputs;
}

bool Reader::is_allowed(const Lane& lane, Turn turn) {
  return turn.who != Turn::Who::one_alone || lane.input == turn.input;
}

void Reader::wait(std::span<const int> watched, int timeout_ms, Turn turn) {
  std::vector<pollfd> entries;
  entries.reserve(lanes_.size() + watched.size() + 1);
  for (const auto& lane : lanes_) {
    const bool polled = lane->source != nullptr && is_allowed(*lane, turn);
    entries.push_back({polled ? lane->source->wait_descriptor() : -1, POLLIN, 0});
  }
  for (const int descriptor : watched) entries.push_back({descriptor, 0, 0});
  if (!stop_.requested()) {
    entries.push_back({stop_.descriptor(), POLLIN, 0});
  } else {  // look again when the time to drain is over
    const int64_t left_ns = stop_seen_ns_ + options_.drain_ns - clock_.monotonic_ns();
    const int left_ms = static_cast<int>(std::max<int64_t>(left_ns, 0) / 1'000'000) + 1;
    timeout_ms = timeout_ms < 0 ? left_ms : std::min(timeout_ms, left_ms);
  }
  timeout_ms = patience(turn, timeout_ms);
  const int64_t before = clock_.monotonic_ns();
  const int ready = poll(entries.data(), entries.size(), timeout_ms);
  const int64_t waited = clock_.monotonic_ns() - before;
  for (const auto& lane : lanes_) {
    if (!is_allowed(*lane, turn)) continue;
    lane->waited_ns += waited;
    lane->quiet_ns += waited;
  }
  if (ready <= 0) return;
  for (size_t i = 0; i < lanes_.size(); ++i) {
    if (entries[i].fd < 0) continue;
    lanes_[i]->known_ready = entries[i].revents != 0;
    if (lanes_[i]->known_ready) lanes_[i]->known_dry = false;
  }
}

uint64_t Reader::bytes_read() const {
  uint64_t bytes = ended_bytes_;
  for (const auto& lane : lanes_) {
    if (lane->source != nullptr) bytes += lane->source->consumed();
  }
  return bytes;
}

uint64_t Reader::bytes_total() const {
  return all_plain_ ? total_bytes_ : 0;
}

}  // namespace runnel::io
