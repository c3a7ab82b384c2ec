#include "cli/state_session.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "cli/input_sources.h"
#include "cli/program_info.h"
#include "io/codec.h"
#include "io/descriptors.h"
#include "io/source.h"
#include "state/state_file.h"

namespace runnel::cli {

namespace {

constexpr size_t kMostOver = 8;    // files of a path that are remembered once they are over
constexpr size_t kMostKnown = 64;  // and at all: one that was read whole need not be seen to be over
constexpr int kLookMs = 20;  // between two looks at whether a checkpoint is done, while input is waited for

io::KnownFile known_file(const state::InputPosition& position) {
  io::KnownFile file{
      .path = position.path, .mark = position.mark, .at = position.at, .ended = position.ended};
  file.at.earlier = position.source;
  return file;
}

}  // namespace

StateSession::StateSession(const StateOptions& options, state::StateLock lock, const Clock& clock)
    : options_(options), clock_(clock), lock_(std::move(lock)), writer_(lock_) {}

Result<std::unique_ptr<StateSession>> StateSession::open(const StateOptions& options,
                                                         const std::string& program,
                                                         const state::Meaning& meaning, const Clock& clock) {
  if (!options.path) return std::unique_ptr<StateSession>();
  auto lock = state::StateLock::take(*options.path);
  if (!lock) return lock.error();
  auto read = state::read_state(*options.path);
  if (!read) return read.error();
  std::unique_ptr<StateSession> session(new StateSession(options, std::move(*lock), clock));
  session->earlier_ = std::move(*read);
  state::SavedState& next = session->next_;
  if (session->earlier_) {
    const auto checked = options.keep_positions
                             ? state::check_program(*session->earlier_, program, *options.path)
                             : state::check_state(*session->earlier_, program, meaning, *options.path);
    if (!checked) return checked.error();
    next.created_ns = session->earlier_->created_ns;
    next.checkpoints = session->earlier_->checkpoints;
    next.runs = session->earlier_->runs;
  } else {
    next.created_ns = clock.now_ns();
  }
  next.program = program;
  next.release = release();
  next.runs += 1;
  next.meaning = meaning;
  return session;
}

OutputPolicy StateSession::output_policy() const {
  if (!earlier_) return {.kind = OutputPolicy::Kind::fresh, .known = {}, .state_path = *options_.path};
  return {.kind = OutputPolicy::Kind::resume, .known = earlier_->outputs, .state_path = *options_.path};
}

std::vector<io::KnownFile> StateSession::known_files(const std::vector<std::string>& inputs, io::From from) {
  if (earlier_) before_ = earlier_->inputs;
  first_source_ = free_number();
  for (const std::string& input : inputs) {
    const std::string path = path_of(input);
    if (path.empty()) continue;
    paths_.push_back(path);
    plan(path, is_new() ? from : io::From::start);
  }
  std::vector<io::KnownFile> files;
  for (const state::InputPosition& position : before_) files.push_back(known_file(position));
  return files;
}

// Sources of this run, and of earlier ones that are not read by it, have different numbers, since the
// operator may hold something of each. Numbers are used again, so that they stay small.
uint32_t StateSession::free_number() const {
  constexpr uint32_t kHigh = 4096;
  uint32_t least = kHigh;
  uint32_t next = 0;
  for (const state::InputPosition& position : before_) {
    if (position.source == io::StartAt::kNone) continue;
    least = std::min(least, position.source);
    next = std::max(next, position.source + 1);
  }
  return least < kHigh ? next : 0;
}

// A file that may be rotated away before a checkpoint tells that it was read.
void StateSession::plan(const std::string& path, io::From from) {
  const bool is_known = std::any_of(before_.begin(), before_.end(),
                                    [&](const auto& position) { return position.path == path; });
  if (is_known || io::compression_by_name(path) != io::Compression::none) return;
  // A FIFO that is opened and closed again has lost what its writer gave.
  if (!io::plain_file_size("file:" + path)) return;
  const io::Descriptor file = io::open_descriptor(path.c_str(), O_RDONLY | O_NONBLOCK);
  if (!file.valid() || !io::file_id(file.get())) return;
  io::StartAt at;
  if (from == io::From::end) at.offset = io::end_of_lines(file.get());
  struct stat status;
  if (::fstat(file.get(), &status) != 0) return;
  const uint64_t head = std::min(static_cast<uint64_t>(status.st_size), io::FileMark::kSpan);
  const auto mark = io::mark_file(file.get(), std::max(at.offset, head));
  if (!mark) return;
  before_.push_back({.path = path, .source = first_source_++, .mark = *mark, .at = at});
}

Outcome StateSession::load(op::Operator& op) const {
  if (!earlier_) return Done{};
  if (earlier_->operator_state && !options_.keep_positions) {
    ByteReader reader(*earlier_->operator_state);
    op.load(reader);
    if (!reader.ok() || !reader.at_end()) {
      return Error{ErrorKind::state, *options_.path +
                                         ": what the program held cannot be read; with --state-reset "
                                         "keep-positions it goes on from the same records without it"};
    }
    op.resumed();
  }
  return Done{};
}

Outcome StateSession::begin(op::Operator& op, Outputs& outputs, CheckpointListener& listener) {
  op_ = &op;
  outputs_ = &outputs;
  listener_ = &listener;
  next_ns_ = clock_.monotonic_ns() + options_.checkpoint_interval;
  return write_now(bytes_of(op), io::Tally::carried);
}

std::string StateSession::bytes_of(const op::Operator& op) {
  ByteWriter out;
  op.save(out);
  return out.take();
}

// Of the files that this run has opened where it is by now; of others what was known before, as long as they
// may be met again. In the order in which they were begun, by whichever run: a later run reads them on in it.
std::vector<state::InputPosition> StateSession::inputs() {
  const auto noted = files_.look([&](const io::SourceFiles::Noted& file) {
    return op_->place_of(file.number).value_or(file.start).offset;
  });
  std::vector<state::InputPosition> positions;
  std::vector<char> is_placed(noted.size(), 0);
  for (const state::InputPosition& before : before_) {
    const auto taken_up = std::find_if(noted.begin(), noted.end(), [&](const auto& file) {
      return file.path == before.path && file.start.earlier == before.source;
    });
    if (taken_up != noted.end()) {
      is_placed[static_cast<size_t>(taken_up - noted.begin())] = 1;
      positions.push_back(position_of(*taken_up));
    } else if (may_be_met(before.path)) {
      positions.push_back(before);
    }
  }
  for (size_t i = 0; i < noted.size(); ++i) {
    if (is_placed[i] == 0) positions.push_back(position_of(noted[i]));
  }
  forget_oldest(positions);
  return positions;
}

// What was read need not be done with: it may wait for its turn. What the operator holds of a source of which
// it has seen nothing in this run, it holds by the number that the source had before.
state::InputPosition StateSession::position_of(const io::SourceFiles::Noted& file) const {
  auto place = op_->place_of(file.number);
  const bool is_seen = place.has_value() || file.start.earlier == io::StartAt::kNone;
  if (!place) place = file.start;
  // It may have seen some records of the first batch and not know what stood before that.
  if (place->offset == file.start.offset) place->framing = file.start.framing;
  return {.path = file.path,
          .input = file.input,
          .source = is_seen ? file.number : file.start.earlier,
          .mark = file.mark,
          .at = *place,
          .ended = place->offset >= file.end};
}

bool StateSession::may_be_met(const std::string& path) const {
  return std::find(paths_.begin(), paths_.end(), path) != paths_.end() || is_there(path);
}

// Of the files that a path named one after another the last ones are enough to know which came later.
void StateSession::forget_oldest(std::vector<state::InputPosition>& positions) {
  std::map<std::string_view, size_t> over;
  std::map<std::string_view, size_t> all;
  std::vector<state::InputPosition> kept;
  for (auto position = positions.rbegin(); position != positions.rend(); ++position) {
    const bool is_one_too_many = ++all[position->path] > kMostKnown;
    const bool is_forgotten = is_one_too_many || (position->ended && ++over[position->path] > kMostOver);
    if (is_forgotten) files_.forget(position->source);
    if (!is_forgotten) kept.push_back(*position);
  }
  std::reverse(kept.begin(), kept.end());
  positions = std::move(kept);
}

// All but what the operator holds.
Result<state::SavedState> StateSession::positions(io::Tally tally) {
  auto written = outputs_->positions(tally);
  if (!written) return written.error();
  next_.saved_ns = clock_.now_ns();
  next_.checkpoints += 1;
  state::SavedState saved = next_;
  saved.inputs = inputs();
  saved.outputs = std::move(*written);
  return saved;
}

Outcome StateSession::begin_checkpoint() {
  const int64_t begun = clock_.monotonic_ns();
  auto saved = positions(io::Tally::carried);
  if (!saved) return saved.error();
  const op::Operator& op = *op_;
  writer_.begin(
      [&saved, &op] {
        state::SavedState snapshot = std::move(*saved);
        snapshot.operator_state = bytes_of(op);
        return snapshot;
      },
      outputs_->descriptors());
  stalled_ns_ = clock_.monotonic_ns() - begun;
  is_changed_ = false;
  return Done{};
}

Outcome StateSession::last(std::optional<std::string> operator_state) {
  return write_now(std::move(operator_state), io::Tally::said);
}

Outcome StateSession::write_now(std::optional<std::string> operator_state, io::Tally tally) {
  if (writer_.is_running()) {
    // This one is newer. But of an output that could not be synced the system tells once.
    const auto overtaken = writer_.finish();
    if (!overtaken && overtaken.error().kind == ErrorKind::sink) {
      listener_->on_failure(overtaken.error());
      return overtaken.error();
    }
  }
  auto saved = positions(tally);
  if (!saved) return saved.error();
  saved->operator_state = std::move(operator_state);
  auto written = writer_.write_now([&] { return std::move(*saved); }, outputs_->descriptors());
  if (!written) {
    listener_->on_failure(written.error());
    return written.error();
  }
  written->stalled_ns = 0;  // no record waits
  listener_->on_checkpoint(*written);
  return Done{};
}

// A state that cannot be written leaves the one before, which is as good: the run goes on and tries again. An
// output that cannot be synced may have lost what was written to it, and ends the run.
op::Demand StateSession::fail(const Error& error) {
  listener_->on_failure(error);
  is_changed_ = true;
  has_failed_ = error.kind == ErrorKind::sink;
  return has_failed_ ? op::Demand::enough : op::Demand::more;
}

op::Demand StateSession::end_checkpoint() {
  auto done = writer_.finish();
  next_ns_ = clock_.monotonic_ns() + options_.checkpoint_interval;
  if (!done) return fail(done.error());
  done->stalled_ns = stalled_ns_;  // what was looked up for it counts too
  listener_->on_checkpoint(*done);
  return op::Demand::more;
}

op::Demand StateSession::between_batches(const op::BatchDone* done) {
  is_changed_ = is_changed_ || done != nullptr;
  if (writer_.is_running()) return writer_.is_finished() ? end_checkpoint() : op::Demand::more;
  const bool is_asked_for = next_ns_ == 0;
  if (!is_asked_for && (!is_changed_ || clock_.monotonic_ns() < next_ns_)) return op::Demand::more;
  next_ns_ = clock_.monotonic_ns() + options_.checkpoint_interval;
  return begin_checkpoint() ? op::Demand::more : op::Demand::enough;  // the sink says what is wrong with it
}

int StateSession::patience_ms() {
  if (writer_.is_running()) return kLookMs;
  if (!is_changed_) return -1;
  const int64_t left_ns = std::max<int64_t>(next_ns_ - clock_.monotonic_ns(), 0);
  return static_cast<int>(std::min<int64_t>(left_ns / 1'000'000, 1'000'000)) + 1;
}

}  // namespace runnel::cli
