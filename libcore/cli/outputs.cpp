#include "cli/outputs.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <sys/stat.h>
#include <algorithm>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "cli/color_sink.h"
#include "io/net/peer_sink.h"
#include "io/uri.h"

namespace runnel::cli {

namespace {

uint64_t length_of(int descriptor) {
  struct stat status;
  return ::fstat(descriptor, &status) == 0 ? static_cast<uint64_t>(status.st_size) : 0;
}

// As the command line may write it in more than one way.
std::string path_of(const std::string& place) {
  const auto uri = io::parse_uri(place, io::Direction::out);
  return uri ? uri->path : place;
}

Result<state::OutputPosition> position_of(const io::Sink& sink, const std::string& place, io::Tally tally) {
  const int descriptor = sink.file_descriptor();
  const uint64_t length = length_of(descriptor);
  const auto mark = io::mark_file(descriptor, length);
  if (!mark) return io::system_error(ErrorKind::sink, sink.name(), errno != 0 ? errno : EIO);
  return state::OutputPosition{path_of(place), *mark, length, sink.form_state(tally)};
}

// Whether an output would be written over the state, or the other way round.
bool is_of_state(const std::string& place, const std::string& state_path) {
  if (state_path.empty()) return false;
  std::error_code failed;
  // Of a relative path whose file is not there yet weakly_canonical() makes no absolute one.
  const auto canonical = [&failed](const std::string& text) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(text, failed), failed);
  };
  const auto path = canonical(path_of(place));
  const auto state = canonical(state_path);
  for (const char* const suffix : {"", ".new", ".lock"}) {
    if (!failed && path == std::filesystem::path(state).concat(suffix)) return true;
  }
  return false;
}

// Any form may stand in a file that nothing was written to yet.
io::FilePart part_of(const io::OpenedSink& opened, const state::OutputPosition& known) {
  return known.length == 0 ? io::FilePart::next : opened.part;
}

// Whoever comes later, or again, would take rows without their header for data.
Outcome check_form(const std::string& place, const format::OutputFormat& format) {
  using Form = format::OutputFormat::Kind;
  const bool has_frame = format.kind == Form::csv || format.kind == Form::tsv || format.kind == Form::table ||
                         format.kind == Form::json;
  const auto uri = io::parse_uri(place, io::Direction::out);
  const bool is_peer = uri && uri->is_net() && uri->kind != io::Uri::Kind::descriptor;
  if (!has_frame || !is_peer) return Done{};
  return Error{
      ErrorKind::usage,
      fmt::format("{}: -o {} begins with what is written once, and peers may come at any time: ndjson, "
                  "logfmt and text go over sockets",
                  place, format::name_of(format.kind))};
}

Error form_differs(const std::string& name) {
  return {ErrorKind::state,
          name +
              ": what stands in it has other columns, or another format, than this run writes: move it away, "
              "or name another output"};
}

}  // namespace

Result<io::Sink*> Outputs::open(const std::string& place) {
  return open(place, format::OutputFormat{}, std::nullopt);
}

Result<io::Sink*> Outputs::open(const std::optional<std::string>& place) {
  return place.has_value() ? open(*place) : Result<io::Sink*>(nullptr);
}

Result<io::Sink*> Outputs::open(const std::string& place, std::optional<json::Colors> colors) {
  return open(place, format::OutputFormat{}, std::move(colors));
}

Result<io::Sink*> Outputs::open(const std::string& place, const format::OutputFormat& format,
                                std::optional<json::Colors> colors) {
  if (is_of_state(place, policy_.state_path)) {
    return Error{ErrorKind::usage, place + ": is a file of the state, and cannot be an output"};
  }
  if (const auto fits = check_form(place, format); !fits) return fits.error();
  const state::OutputPosition* const known = find_known(place);
  auto opened = open_file(place, known);
  if (!opened) return opened.error();
  std::unique_ptr<io::Sink> sink = std::move(opened->sink);
  const format::FormSink* formed = nullptr;
  if (auto form = format::make_output_form(format)) {
    auto in_front = std::make_unique<format::FormSink>(std::move(sink), std::move(form));
    formed = in_front.get();
    sink = std::move(in_front);
  }
  if (colors) sink = std::make_unique<ColorSink>(std::move(sink), *std::move(colors));
  if (known != nullptr && !sink->resume_form(known->form, part_of(*opened, *known))) {
    return form_differs(sink->name());
  }
  if (formed != nullptr) formed_.push_back(formed);
  if (!opened->note.empty()) notes_.push_back(std::move(opened->note));
  outputs_.push_back({std::move(sink), place});
  return outputs_.back().sink.get();
}

Result<io::OpenedSink> Outputs::open_file(const std::string& place,
                                          const state::OutputPosition* known) const {
  if (const auto uri = io::parse_uri(place, io::Direction::out); uri && uri->is_net()) {
    auto sink = io::open_net_sink(*uri, net_);
    if (!sink) return sink.error();
    return io::OpenedSink{std::move(*sink), io::FilePart::next};
  }
  std::vector<io::FileId> others;
  for (const Output& output : outputs_) {
    if (const auto id = output.sink->file_id()) others.push_back(*id);
  }
  if (policy_.kind == OutputPolicy::Kind::truncate) {
    auto sink = io::open_sink(place, {}, others);
    if (!sink) return sink.error();
    return io::OpenedSink{std::move(*sink)};
  }
  io::OpenOutput how;
  if (known != nullptr) how = {io::OpenOutput::Mode::resume, known->length, known->mark};
  return io::open_sink_with_state(place, how, {}, others);
}

io::Sink* Outputs::add(std::unique_ptr<io::Sink> sink) {
  outputs_.push_back({std::move(sink), {}});
  return outputs_.back().sink.get();
}

// By its path, or, where that is written in another way now, as the file that it is.
const state::OutputPosition* Outputs::find_known(const std::string& place) const {
  if (policy_.kind != OutputPolicy::Kind::resume) return nullptr;
  const std::string path = path_of(place);
  for (const state::OutputPosition& known : policy_.known) {
    if (known.path == path) return &known;
  }
  const io::Descriptor file = io::open_descriptor(path.c_str(), O_RDONLY | O_NONBLOCK);
  for (const state::OutputPosition& known : policy_.known) {
    const bool is_known = file.valid() && known.length > 0 && io::file_id(file.get()).has_value();
    if (is_known && io::compare(known.mark, file.get()) == io::Likeness::same_file) return &known;
  }
  return nullptr;
}

std::vector<std::string> Outputs::take_notes() {
  return std::exchange(notes_, {});
}

Result<std::vector<state::OutputPosition>> Outputs::positions(io::Tally tally) {
  std::vector<state::OutputPosition> positions;
  for (const Output& output : outputs_) {
    if (output.sink->flush()) continue;
    if (output.sink->state() == io::SinkState::failed) return output.sink->error();
    return Error{ErrorKind::sink, output.sink->name() + ": the reader has gone"};
  }
  for (const Output& output : outputs_) {
    if (output.place.empty() || output.sink->file_descriptor() < 0) continue;
    auto position = position_of(*output.sink, output.place, tally);
    if (!position) return position.error();
    positions.push_back(std::move(*position));
  }
  return positions;
}

std::vector<int> Outputs::descriptors() const {
  std::vector<int> descriptors;
  for (const Output& output : outputs_) {
    if (const int descriptor = output.sink->file_descriptor(); descriptor >= 0) {
      descriptors.push_back(descriptor);
    }
  }
  return descriptors;
}

bool Outputs::has_named_files() const {
  return std::any_of(outputs_.begin(), outputs_.end(),
                     [](const Output& output) { return output.sink->file_descriptor() >= 0; });
}

uint64_t Outputs::bytes_written() const {
  uint64_t bytes = 0;
  for (const Output& output : outputs_) bytes += output.sink->bytes_written();
  return bytes;
}

void Outputs::reopen(Messages& messages) {
  for (const Output& output : outputs_) {
    if (const Outcome reopened = output.sink->reopen(); !reopened) {
      messages.say(reopened.error().message + "; the file that was moved away is written on");
    }
  }
}

ExitStatus Outputs::close(Messages& messages) {
  ExitStatus status = ExitStatus::done;
  for (const Output& output : outputs_) status = worse(status, close_one(*output.sink, messages));
  for (const format::FormSink* sink : formed_) {
    if (const std::string hint = sink->form().hint(); !hint.empty()) messages.say(hint);
    const std::string lost = sink->form().lost();
    if (lost.empty()) continue;
    messages.say(formed_.size() > 1 ? fmt::format("{}: {}", sink->name(), lost) : lost);
    status = worse(status, ExitStatus::bad_records);
  }
  return status;
}

ExitStatus Outputs::close_one(io::Sink& sink, Messages& messages) const {
  sink.close();
  if (sink.state() == io::SinkState::open) return ExitStatus::done;
  if (sink.state() == io::SinkState::failed) {
    messages.error(sink.error());
    return ExitStatus::stream_failed;
  }
  const bool has_state = policy_.kind != OutputPolicy::Kind::truncate;
  if (!has_state && outputs_.size() == 1) return ExitStatus::done;
  const std::string_view what = outputs_.size() > 1 ? "the other outputs end there too"
                                                    : "the state stays as the last checkpoint left it";
  messages.say(fmt::format("{}: the reader has gone, and {}", sink.name(), what));
  return ExitStatus::stream_failed;
}

}  // namespace runnel::cli
