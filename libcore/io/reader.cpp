// Which input and which of its sources is read next; what is read is up to reader_fill.cpp.
#include "io/reader.h"

#include <poll.h>

#include <algorithm>
#include <utility>

#include "io/reader_lane.h"

namespace runnel::io {

namespace {

// How the inputs of a command line come to their sources. What is no plain file is opened at once.
ReaderInputs make_inputs(const std::vector<std::string>& inputs, const Opener& open,
                         ReaderOptions::Lanes lanes) {
  const OpenerAt open_at = [open](std::string_view text, uint64_t) { return open(text); };
  ReaderInputs made{.operands = inputs, .inlets = {}};
  std::vector<ListedFile> files;
  for (uint32_t operand = 0; operand < inputs.size(); ++operand) {
    const std::string& input = inputs[operand];
    if (plain_file_size(input)) {
      files.push_back({.text = input, .operand = operand});
      if (lanes == ReaderOptions::Lanes::files_together) continue;
      made.inlets.push_back(std::make_unique<ListedInlet>(std::exchange(files, {}), open_at));
      continue;
    }
    auto source = open(input);
    if (source) {
      made.inlets.push_back(std::make_unique<OpenInlet>(
          OpenedSource{.source = std::move(*source), .start = {}, .operand = operand, .path = {}}));
    } else {
      made.errors.push_back(source.error());
      if (lanes == ReaderOptions::Lanes::one_each) made.inlets.push_back(nullptr);
    }
  }
  if (!files.empty()) {
    made.inlets.insert(made.inlets.begin(), std::make_unique<ListedInlet>(std::move(files), open_at));
  }
  return made;
}

}  // namespace

Reader::Reader(ReaderInputs inputs, ReaderOptions options, const StopRequest& stop, const Clock& clock,
               ErrorListener listener)
    : options_(std::move(options)),
      stop_(stop),
      clock_(clock),
      listener_(std::move(listener)),
      feeds_(std::move(inputs.feeds)),
      names_(inputs.operands.begin(), inputs.operands.end()),
      is_named_(inputs.operands.size(), 0) {
  for (const Error& error : inputs.errors) keep_error(error);
  for (auto& inlet : inputs.inlets) add_port(std::move(inlet));
  take_new_inlets();
}

Reader::Reader(const std::vector<std::string>& inputs, const Opener& open, const ReaderOptions& options,
               const StopRequest& stop, const Clock& clock, ErrorListener listener)
    : Reader(make_inputs(inputs, open, options.lanes), options, stop, clock, std::move(listener)) {}

Reader::~Reader() = default;

// Null for an input that could not be opened: its number is taken.
void Reader::add_port(std::unique_ptr<Inlet> inlet) {
  const uint32_t input = next_input_++;
  if (inlet == nullptr) return;
  auto port = std::make_unique<Port>();
  port->input = input;
  port->live = inlet->is_live();
  total_bytes_ += inlet->size().value_or(0);
  is_all_plain_ = is_all_plain_ && !port->live;
  port->inlet = std::move(inlet);
  if (port->live) open_next(*port);
  ports_.push_back(std::move(port));
}

void Reader::take_new_inlets() {
  for (const auto& feed : feeds_) {
    for (auto& inlet : feed->take_new()) add_port(std::move(inlet));
  }
}

void Reader::keep_error(const Error& error) {
  errors_.push_back(error);
  if (listener_) listener_(error);
}

const std::string& Reader::name(uint32_t source) const {
  const std::lock_guard lock(names_lock_);
  return names_[source - options_.first_source];
}

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

// False where the inlet has no source to read now. What cannot be opened is passed over.
bool Reader::open_next(Port& port) {
  for (;;) {
    auto opened = port.inlet->next(port.lanes.size());
    if (!opened) {
      keep_error(opened.error());
      continue;
    }
    if (!opened->has_value()) return false;
    begin(port, std::move(**opened));
    return true;
  }
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
  if (lane->is_passing && lane->buffer.capacity() > 0) port.buffers.push_back(std::move(lane->buffer));
  if (!lane->is_passing) wake(port, *lane);
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

// After a stop was requested files are left where they are, and pipes are read on for a while: the shell and
// systemd signal a whole chain at once, and what the one before us has written is on its way.
bool Reader::may_drain() {
  const int64_t now = clock_.monotonic_ns();
  if (stop_seen_ns_ == 0) stop_seen_ns_ = now;
  return now - stop_seen_ns_ < options_.drain_ns;
}

bool Reader::is_cut_off(const Lane& lane) {
  return stop_.requested() && !(may_drain() && lane.may_drain);
}

bool Reader::is_cut_off(const Port& port) {
  if (!stop_.requested()) return false;
  return std::all_of(port.lanes.begin(), port.lanes.end(),
                     [this](const auto& lane) { return is_cut_off(*lane); });
}

Reader::Next Reader::next(Batch& batch, Turn turn) {
  batch.passed_over = Batch::kNoInput;
  const size_t first = turn.who == Turn::Who::any ? ports_.size() : port_of(turn.input);
  const bool is_gone = first == ports_.size();
  if (is_gone && turn.who == Turn::Who::one_alone && options_.ends == ReaderOptions::Ends::of_live_inputs) {
    // What is still being consumed may make it another one's turn.
    return std::exchange(asked_in_vain_, true) ? Next::end : Next::idle;
  }
  asked_in_vain_ = false;
  if (is_gone) return next_of_any(batch, Which::all);
  const bool others_may = turn.who == Turn::Who::one_first && ports_[first]->live;
  const Fill filled = ask(first, batch);
  if (filled == Fill::batch) return Next::batch;
  if (filled == Fill::ended) return next(batch, {});
  if (!others_may) return Next::idle;
  const Next next = next_of_any(batch, Which::live);
  if (next == Next::batch) batch.passed_over = turn.input;
  return next;
}

// The place of an input's port; ports_.size() where it has ended.
size_t Reader::port_of(uint32_t input) const {
  const auto port = std::find_if(ports_.begin(), ports_.end(),
                                 [&](const std::unique_ptr<Port>& each) { return each->input == input; });
  return static_cast<size_t>(port - ports_.begin());
}

// `ended` where nothing more will come, also no announcement of its end: the port is gone then.
Reader::Fill Reader::ask(size_t place, Batch& batch) {
  Port& port = *ports_[place];
  const Fill filled = next_of(port, batch);
  if (filled == Fill::batch) port.waited_ns = 0;
  if (filled != Fill::ended) return filled;
  const uint32_t input = port.input;
  for (const auto& lane : port.lanes) {
    if (lane->source != nullptr) close(*lane);
  }
  using Ends = ReaderOptions::Ends;
  const bool is_told =
      options_.ends == Ends::announced || (options_.ends == Ends::of_live_inputs && port.live);
  ports_.erase(ports_.begin() + static_cast<ptrdiff_t>(place));
  if (!is_told || (options_.ends == Ends::of_live_inputs && ports_.empty())) return Fill::ended;
  announce_end(input, batch);
  return Fill::batch;
}

// Each port in its turn.
Reader::Next Reader::next_of_any(Batch& batch, Which which) {
  bool waiting = false;
  for (size_t asked = 0; asked < ports_.size(); ++asked) {
    if (turn_ >= ports_.size()) turn_ = 0;
    if (which == Which::live && !ports_[turn_]->live) {
      ++turn_;
      waiting = true;
      continue;
    }
    const size_t before = ports_.size();
    const Fill filled = ask(turn_, batch);
    const bool is_gone = ports_.size() < before;
    if (!is_gone) ++turn_;
    if (filled == Fill::batch) return Next::batch;
    if (is_gone) {
      --asked;
    } else {
      waiting = true;
    }
  }
  if (!feeds_.empty() && !stop_.requested()) return Next::idle;
  return waiting ? Next::idle : Next::end;
}

Reader::Fill Reader::next_of(Port& port, Batch& batch) {
  if (stop_.requested() && !std::exchange(port.is_stopping, true)) {
    port.inlet->stopping();
    while (port.live && open_next(port)) continue;
  }
  for (;;) {
    if (is_cut_off(port)) return Fill::ended;
    while (port.has_passing && !stop_.requested() && open_next(port)) continue;  // nor those that come
    if (next_of_sources(port, batch) == Fill::batch) return Fill::batch;
    if (stop_.requested() || !open_next(port)) break;
  }
  return port.lanes.empty() && (port.inlet->is_done() || stop_.requested()) ? Fill::ended : Fill::nothing_yet;
}

// Of those that are open, each in its turn; those that have ended are taken away.
Reader::Fill Reader::next_of_sources(Port& port, Batch& batch) {
  for (size_t asked = 0; asked < port.lanes.size();) {
    if (port.turn >= port.lanes.size()) port.turn = 0;
    const Fill filled = next_of(port, *port.lanes[port.turn], batch);
    if (filled == Fill::batch) {
      if (port.has_passing) {  // one that floods is not to keep the others waiting
        rest(port, *port.lanes[port.turn]);
        ++port.turn;
      }
      return Fill::batch;
    }
    if (filled == Fill::nothing_yet) {
      rest(port, *port.lanes[port.turn]);
      ++port.turn;
      ++asked;
      continue;
    }
    Lane& lane = *port.lanes[port.turn];
    if (lane.source != nullptr) close(lane);
    port.spare = std::move(port.lanes[port.turn]);
    port.lanes.erase(port.lanes.begin() + static_cast<ptrdiff_t>(port.turn));
  }
  return Fill::nothing_yet;
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

void Reader::announce_end(uint32_t input, Batch& batch) {
  batch.buffer.reserve(kBatchPadding, 0);
  batch.first = batch.last = 0;
  batch.buffer.data()[0] = '\n';
  batch.source = 0;
  batch.input = input;
  batch.ends_input = true;
  batch.offset = batch.end_offset = 0;
  batch.read_ns = 0;
  batch.begins_source = false;
  batch.lines_before = batch.skip = 0;
  batch.earlier = Batch::kNoInput;
  batch.overlong = 0;
  batch.is_broken = false;
  batch.clear_form();
}

std::vector<Reader::Input> Reader::inputs() const {
  std::vector<Input> inputs;
  for (const auto& port : ports_) inputs.push_back({port->input, port->live, port->waited_ns});
  return inputs;
}

void Reader::wait(std::span<const int> watched, int timeout_ms, Turn turn) {
  if (asked_in_vain_) return;
  Waiting waiting;
  if (std::exchange(has_yielded_, false)) timeout_ms = 0;
  for (const auto& port : ports_) {
    if (is_allowed(port->input, turn)) add_to(waiting, *port);
  }
  for (const auto& feed : feeds_) waiting.add(feed->wait_descriptor(), feed->patience_ms());
  for (const int descriptor : watched) waiting.entries.push_back({descriptor, 0, 0});
  waiting.add(options_.wakeup, -1);
  if (!stop_.requested()) {
    waiting.add(stop_.descriptor(), -1);
  } else {  // look again when the time to drain is over
    const int64_t left_ns = stop_seen_ns_ + options_.drain_ns - clock_.monotonic_ns();
    waiting.add(-1, static_cast<int>(std::max<int64_t>(left_ns, 0) / 1'000'000) + 1);
  }
  waiting.add(-1, timeout_ms);
  const int64_t before = clock_.monotonic_ns();
  const int ready = poll(waiting.entries.data(), waiting.entries.size(), patience(turn, waiting.timeout_ms));
  note_wait(waiting, turn, clock_.monotonic_ns() - before, ready > 0);
}

// A followed file is asked itself: what its inlet polls is not its own.
void Reader::add_to(Waiting& waiting, const Port& port) {
  waiting.add(port.inlet->wait_descriptor(), port.inlet->patience_ms());
  for (const auto& lane : port.lanes) {
    const bool polls = lane->source != nullptr && lane->source->poll_says_readable();
    if (!polls) continue;
    waiting.add(lane->source->wait_descriptor(), -1);
    waiting.lanes.emplace_back(waiting.entries.size() - 1, lane.get());
  }
}

void Reader::note_wait(const Waiting& waiting, Turn turn, int64_t waited_ns, bool is_any_ready) {
  for (const auto& port : ports_) {
    if (!is_allowed(port->input, turn)) continue;
    port->waited_ns += waited_ns;
    for (const auto& lane : port->lanes) lane->quiet_ns += waited_ns;
    port->inlet->woken();
  }
  for (const auto& feed : feeds_) feed->woken();
  take_new_inlets();
  if (!is_any_ready) return;
  for (const auto& [entry, lane] : waiting.lanes) {
    lane->known_ready = waiting.entries[entry].revents != 0;
    if (lane->known_ready) lane->known_dry = false;
  }
}

uint64_t Reader::bytes_read() const {
  uint64_t bytes = ended_bytes_;
  for (const auto& port : ports_) {
    for (const auto& lane : port->lanes) {
      if (lane->source != nullptr) bytes += lane->source->consumed();
    }
  }
  return bytes;
}

uint64_t Reader::bytes_total() const {
  return is_all_plain_ ? total_bytes_ : 0;
}

}  // namespace runnel::io
