#include "state/state_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <array>
#include <cerrno>
#include <memory>
#include <utility>

#include "io/durable.h"
#include "state/new_file.h"

namespace runnel::state {

namespace {

constexpr std::string_view kMagic = "RUNNELST";
constexpr uint32_t kVersion = 1;
constexpr size_t kHeader = 24;  // magic, version, flags, size of the body
constexpr size_t kChecksum = sizeof(XXH128_canonical_t);
constexpr std::string_view kBeginAnew = "put back a copy of it, or remove it to begin anew";

Error refused(std::string_view name, std::string_view reason, std::string_view advice) {
  return {ErrorKind::state, fmt::format("{}: {}: {}", name, reason, advice)};
}

// The bytes of a file, as pieces that are not copied.
class Pieces {
 public:
  explicit Pieces(const SavedState& state) {
    const std::string front = body_without_operator(state);
    const std::string_view held = state.operator_state ? std::string_view(*state.operator_state) : "";
    ByteWriter header;
    header.u32(kVersion);
    header.u32(0);
    header.u64(front.size() + held.size());
    front_ = std::string(kMagic) + header.bytes() + front;
    pieces_ = {front_, held, {}};
    checksum_ = checksum(front_, held);
    pieces_[2] = {reinterpret_cast<const char*>(checksum_.digest), kChecksum};
  }
  Pieces(const Pieces&) = delete;
  Pieces& operator=(const Pieces&) = delete;

  const std::array<std::string_view, 3>& all() const { return pieces_; }
  uint64_t size() const { return pieces_[0].size() + pieces_[1].size() + pieces_[2].size(); }

  static XXH128_canonical_t checksum(std::string_view first, std::string_view second) {
    const std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state(XXH3_createState(),
                                                                                XXH3_freeState);
    XXH3_128bits_reset(state.get());
    XXH3_128bits_update(state.get(), first.data(), first.size());
    XXH3_128bits_update(state.get(), second.data(), second.size());
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state.get()));
    return canonical;
  }

 private:
  std::string front_;
  std::array<std::string_view, 3> pieces_;
  XXH128_canonical_t checksum_;
};

Result<std::string> read_all(int descriptor, uint64_t size, const std::string& path) {
  std::string bytes(size, '\0');
  size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::read(descriptor, bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return io::system_error(ErrorKind::state, path, errno);
    if (got == 0) break;
    filled += static_cast<size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

// The path of an open file, as the system knows it.
std::string name_of(int descriptor) {
  std::array<char, 4096> room;
  const ssize_t size =
      ::readlink(fmt::format("/proc/self/fd/{}", descriptor).c_str(), room.data(), room.size());
  return size > 0 ? std::string(room.data(), static_cast<size_t>(size)) : "an output";
}

Error of_newer_release(std::string_view name, uint32_t version, std::string_view body) {
  const auto writer = writer_of(body);
  const std::string by = writer ? fmt::format(" by {} {}", writer->program, writer->release) : std::string();
  const std::string_view what = version > kVersion ? "version" : "a variant of version";
  return refused(name,
                 fmt::format("was written{} in {} {} of the format, which release " RUNNEL_VERSION
                             " cannot read: it reads version {}",
                             by, what, version, kVersion),
                 "use a later release, or remove it to begin anew");
}

}  // namespace

Result<SavedState> parse_state(std::string_view bytes, std::string_view name) {
  const bool is_state = bytes.starts_with(kMagic.substr(0, bytes.size())) && !bytes.empty();
  if (!is_state)
    return refused(name, "is not a state", "it is left as it is; name another file with --state");
  if (bytes.size() < kHeader + kChecksum) {
    return refused(name, fmt::format("is cut off after {} bytes", bytes.size()), kBeginAnew);
  }
  ByteReader in(bytes.substr(kMagic.size()));
  const uint32_t version = in.u32();
  const uint32_t flags = in.u32();
  const uint64_t size = in.u64();
  const uint64_t there = bytes.size() - kHeader - kChecksum;
  if (size != there) {
    return refused(
        name,
        fmt::format("is {}: its body has {} bytes of {}", size > there ? "cut off" : "damaged", there, size),
        kBeginAnew);
  }
  const std::string_view whole = bytes.substr(0, kHeader + there);
  const XXH128_canonical_t sum = Pieces::checksum(whole, {});
  if (std::string_view(reinterpret_cast<const char*>(sum.digest), kChecksum) != bytes.substr(whole.size())) {
    return refused(name, "is damaged: its checksum is wrong", kBeginAnew);
  }
  const std::string_view body = whole.substr(kHeader);
  if (version > kVersion || flags != 0) return of_newer_release(name, version, body);
  auto state = version == kVersion ? parse_body(body) : std::nullopt;
  if (!state) return refused(name, "is damaged: what it says makes no sense", kBeginAnew);
  return *std::move(state);
}

std::string format_state(const SavedState& state) {
  const Pieces pieces(state);
  std::string bytes;
  bytes.reserve(pieces.size());
  for (const std::string_view piece : pieces.all()) bytes += piece;
  return bytes;
}

std::optional<Meaning> peek_meaning(const std::string& path) {
  constexpr uint64_t kMost = 1 << 20;
  const io::Descriptor file = io::open_descriptor(path.c_str(), O_RDONLY | O_NONBLOCK);
  if (!file.valid()) return std::nullopt;
  const auto bytes = read_all(file.get(), kMost, path);
  if (!bytes || bytes->size() < kHeader || !bytes->starts_with(kMagic)) return std::nullopt;
  ByteReader in(std::string_view(*bytes).substr(kMagic.size()));
  if (in.u32() != kVersion) return std::nullopt;
  return meaning_of_body(std::string_view(*bytes).substr(kHeader));
}

Result<std::optional<SavedState>> read_state(const std::string& path) {
  const io::Descriptor file = io::open_descriptor(path.c_str(), O_RDONLY | O_NONBLOCK);
  struct stat status;
  if (!file.valid() || ::fstat(file.get(), &status) != 0) {
    if (errno == ENOENT) return std::optional<SavedState>();
    return io::system_error(ErrorKind::state, path, errno);
  }
  if (!S_ISREG(status.st_mode)) {
    return refused(path, S_ISDIR(status.st_mode) ? "is a directory" : "is no plain file",
                   "name a file with --state");
  }
  const auto bytes = read_all(file.get(), static_cast<uint64_t>(status.st_size), path);
  if (!bytes) return bytes.error();
  auto state = parse_state(*bytes, path);
  if (!state) return state.error();
  return std::optional(std::move(*state));
}

Outcome check_program(const SavedState& state, std::string_view program, std::string_view path) {
  if (state.program == program) return Done{};
  return refused(path, fmt::format("is a state of {}, not of {}", state.program, program),
                 "name another file with --state");
}

Outcome check_state(const SavedState& state, std::string_view program, const Meaning& meaning,
                    std::string_view path) {
  if (auto same = check_program(state, program, path); !same) return same;
  const std::string difference = state.meaning.difference_to(meaning);
  if (difference.empty()) return Done{};
  return refused(
      path, fmt::format("belongs to another command line: {}", difference),
      "--state-reset keep-positions goes on from the same positions with nothing counted, and without "
      "the file all begins anew");
}

Result<uint64_t> write_state(const StateLock& lock, const SavedState& state, std::span<const int> outputs) {
  for (const int descriptor : outputs) {
    if (const int code = io::sync_data(descriptor); code != 0) {
      return io::system_error(ErrorKind::sink, name_of(descriptor) + ": could not be synced", code);
    }
  }
  const Pieces pieces(state);
  NewFile file(lock.path());
  if (const int code = file.write(pieces.all()); code != 0) {
    return io::system_error(ErrorKind::state, lock.name() + ": could not be saved", code);
  }
  return pieces.size();
}

}  // namespace runnel::state
