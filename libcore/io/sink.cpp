#include "io/sink.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "io/codec.h"
#include "io/compressed_sink.h"
#include "io/file_sink.h"
#include "io/resumed_file.h"
#include "io/uri.h"

namespace runnel::io {
namespace {

Error directory_error(const std::string& name) {
  return {ErrorKind::sink, name + ": is a directory"};
}

Outcome check_not_taken(int descriptor, const std::string& name, std::span<const FileId> inputs,
                        std::span<const FileId> outputs) {
  const std::optional<FileId> id = file_id(descriptor);
  if (!id) return Done{};
  if (std::ranges::find(inputs, *id) != inputs.end()) {
    return Error{ErrorKind::sink, name + ": input file is also the output"};
  }
  if (std::ranges::find(outputs, *id) != outputs.end()) {
    return Error{ErrorKind::sink, name + ": two outputs into the same file"};
  }
  return Done{};
}

// Not by O_TRUNC: that would empty an input before it is known to be one.
Outcome truncate(int descriptor, const std::string& name) {
  if (!file_id(descriptor)) return Done{};
  while (::ftruncate(descriptor, 0) != 0) {
    if (errno != EINTR) return system_error(ErrorKind::sink, name, errno);
  }
  return Done{};
}

Result<Descriptor> open_output(const Uri& uri) {
  if (uri.kind == Uri::Kind::standard) return Descriptor(STDOUT_FILENO);
  Descriptor descriptor = open_descriptor(uri.path.c_str(), O_WRONLY | O_CREAT);
  if (descriptor.valid()) return descriptor;
  if (errno == EISDIR) return directory_error(uri.shown);
  return system_error(ErrorKind::sink, uri.shown, errno);
}

}  // namespace

bool Sink::fail(Error error) {
  state_ = SinkState::failed;
  error_ = std::move(error);
  return false;
}

bool Sink::check_reader() {
  if (state_ == SinkState::open && reader_gone(watch_descriptor())) lose_reader();
  return state_ == SinkState::open;
}

bool Sink::lose_reader() {
  state_ = SinkState::reader_gone;
  return false;
}

Result<std::unique_ptr<Sink>> open_sink(std::string_view text, std::span<const FileId> inputs,
                                        std::span<const FileId> outputs) {
  Result<Uri> uri = parse_uri(text, Direction::out);
  if (!uri) return uri.error();
  if (uri->is_net()) return a_file_is_wanted(*uri);
  Result<Descriptor> descriptor = open_output(*uri);
  if (!descriptor) return descriptor.error();
  const bool standard = uri->kind == Uri::Kind::standard;
  Outcome usable = check_not_taken(descriptor->get(), uri->shown, inputs, outputs);
  if (usable && !standard) usable = truncate(descriptor->get(), uri->shown);
  if (!usable) {
    if (standard) descriptor->release();
    return usable.error();
  }
  std::unique_ptr<Sink> sink =
      std::make_unique<FileSink>(uri->shown, std::move(*descriptor), uri->path, Durability::left_to_system);
  const Compression compression = compression_by_name(uri->path);
  if (compression == Compression::none) return Result<std::unique_ptr<Sink>>(std::move(sink));
  return Result<std::unique_ptr<Sink>>(std::make_unique<CompressedSink>(std::move(sink), compression));
}

Result<OpenedSink> open_sink_with_state(std::string_view text, const OpenOutput& how,
                                        std::span<const FileId> inputs, std::span<const FileId> outputs) {
  Result<Uri> uri = parse_uri(text, Direction::out);
  if (!uri) return uri.error();
  if (uri->is_net()) return a_file_is_wanted(*uri);
  if (uri->kind == Uri::Kind::standard) {
    auto sink = open_sink(text, inputs, outputs);
    if (!sink) return sink.error();
    return OpenedSink{std::move(*sink), FilePart::next};
  }
  const auto check = [&](int descriptor) { return check_not_taken(descriptor, uri->shown, inputs, outputs); };
  auto file = how.mode == OpenOutput::Mode::resume ? open_resumed(uri->path, uri->shown, how, check)
                                                   : open_fresh(uri->path, uri->shown, check);
  if (!file) return file.error();
  return OpenedSink{
      std::make_unique<FileSink>(uri->shown, std::move(file->descriptor), uri->path, Durability::synced),
      file->part, std::move(file->note)};
}

// POLLERR is a pipe without readers, POLLHUP a terminal or a socket that is shut down both ways. A peer that
// has only shut down its own sending half (POLLRDHUP), as a client does after its request, still reads.
bool reader_gone(int descriptor) {
  pollfd entry{descriptor, 0, 0};
  int ready;
  do {
    ready = ::poll(&entry, 1, 0);
  } while (ready < 0 && errno == EINTR);
  return ready > 0 && (entry.revents & (POLLERR | POLLHUP)) != 0;
}

}  // namespace runnel::io
