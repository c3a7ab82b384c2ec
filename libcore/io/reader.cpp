// Which input and which of its sources is read next; a source by itself is up to reader_source.cpp, and what
// is read of it to reader_fill.cpp.
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
