#include "io/net/peer_sink.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "io/file_sink.h"
#include "io/net/endpoint.h"
#include "io/net/peer_hub.h"

namespace runnel::io {
namespace {

class PeerSink final : public Sink {
 public:
  PeerSink(std::string name, std::unique_ptr<PeerHub> hub) : Sink(std::move(name)), hub_(std::move(hub)) {}
  ~PeerSink() override { PeerSink::close(); }

  bool write(std::string_view text) override {
    if (state_ != SinkState::open) return false;
    bytes_ += text.size();
    if (text.size() >= kDirect) return hand_on_buffer() && hand_on(text);
    if (buffer_.size() + text.size() > kBufferSize && !hand_on_buffer()) return false;
    if (buffer_.capacity() < kBufferSize) buffer_.reserve(kBufferSize);
    buffer_.append(text);
    return true;
  }

  bool flush() override { return state_ == SinkState::open && hand_on_buffer(); }

  bool close() override {
    if (hub_ == nullptr) return state_ == SinkState::open;
    flush();
    hub_->close();
    if (state_ == SinkState::open && untaken() > 0) fail_to_deliver();
    hub_.reset();
    return state_ == SinkState::open;
  }

  // Peers come and go; that none is there is no reason to stop.
  int watch_descriptor() const override { return -1; }
  std::optional<FileId> file_id() const override { return std::nullopt; }

 private:
  static constexpr size_t kBufferSize = 64 * 1024;
  static constexpr size_t kDirect = 16 * 1024;  // from here on a copy costs more than a second call

  bool hand_on_buffer() {
    if (!hand_on(buffer_)) return false;
    buffer_.clear();
    return true;
  }

  bool hand_on(std::string_view lines) {
    const size_t taken = hub_->write(lines);
    handed_on_ += taken;
    return taken == lines.size() || fail_to_deliver();
  }

  uint64_t untaken() const { return bytes_ - handed_on_ + hub_->untaken(); }

  bool fail_to_deliver() {
    const uint64_t count = untaken();
    return fail({ErrorKind::sink, name_ + ": " + std::to_string(count) +
                                      (count == 1 ? " byte was" : " bytes were") +
                                      " not taken: " + hub_->failure()});
  }

  std::unique_ptr<PeerHub> hub_;  // null: closed
  std::string buffer_;            // whole lines
  uint64_t handed_on_ = 0;        // bytes
};

// The one that is written like stdout; -1: there is none.
int plain_descriptor(const Uri& uri) {
  if (uri.kind == Uri::Kind::descriptor) return is_listening(uri.descriptor) ? -1 : uri.descriptor;
  if (uri.kind != Uri::Kind::activated) return -1;
  const std::vector<int> passed = activated_descriptors(uri.path);
  return passed.size() == 1 && !is_listening(passed.front()) ? passed.front() : -1;
}

// The sink has a duplicate, so that what was inherited stays open.
Result<std::unique_ptr<Sink>> open_descriptor_sink(const Uri& uri, int inherited) {
  Descriptor duplicate(::fcntl(inherited, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  const int flags = duplicate.valid() ? ::fcntl(duplicate.get(), F_GETFL) : -1;
  if (flags < 0) return system_error(ErrorKind::sink, uri.shown, errno);
  if ((flags & O_ACCMODE) == O_RDONLY) return system_error(ErrorKind::sink, uri.shown, EBADF);
  return std::unique_ptr<Sink>(std::make_unique<FileSink>(uri.shown, std::move(duplicate)));
}

}  // namespace

Result<std::unique_ptr<Sink>> open_net_sink(const Uri& uri, const NetOptions& options) {
  const int inherited = plain_descriptor(uri);
  if (inherited >= 0) return open_descriptor_sink(uri, inherited);
  auto hub = PeerHub::open(uri, options);
  if (!hub) return hub.error();
  return std::unique_ptr<Sink>(std::make_unique<PeerSink>(uri.shown, std::move(*hub)));
}

}  // namespace runnel::io
