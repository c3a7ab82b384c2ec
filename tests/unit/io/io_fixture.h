// What the tests of io share: a directory that goes away, a standard descriptor that is lent out, compressed
// samples.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "io/codec.h"
#include "io/descriptors.h"
#include "io/source.h"

namespace runnel::io {

class TempDir {
 public:
  TempDir() {
    std::string pattern = (std::filesystem::temp_directory_path() / "runnel-io-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TempDir() { std::filesystem::remove_all(path_); }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  std::string path(std::string_view name) const { return path_ + "/" + std::string(name); }
  std::string file(std::string_view name, std::string_view content) const {
    std::ofstream(path(name), std::ios::binary) << content;
    return path(name);
  }
  std::string fifo(std::string_view name) const {
    ::mkfifo(path(name).c_str(), 0600);
    return path(name);
  }

 private:
  std::string path_;
};

// While it lives, `number` is another descriptor (or none, with -1).
class Redirected {
 public:
  Redirected(int number, int replacement) : number_(number), saved_(::fcntl(number, F_DUPFD_CLOEXEC, 10)) {
    if (replacement >= 0) {
      ::dup2(replacement, number);
    } else {
      ::close(number);
    }
  }
  ~Redirected() {
    ::dup2(saved_, number_);
    ::close(saved_);
  }
  Redirected(const Redirected&) = delete;
  Redirected& operator=(const Redirected&) = delete;

 private:
  int number_;
  int saved_;
};

struct Pipe {
  Pipe() {
    std::array<int, 2> ends;
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
    out = Descriptor(ends[0]);
    in = Descriptor(ends[1]);
  }
  Descriptor out;  // to read from
  Descriptor in;   // to write to
};

inline void ignore_sigpipe() {
  std::signal(SIGPIPE, SIG_IGN);
}

inline std::string slurp(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

struct Drained {
  std::string text;
  std::string error;  // empty at a clean end
};

inline Drained drain(Source& source, size_t read_size = 64 * 1024) {
  Drained drained;
  std::string buffer(read_size, '\0');
  for (;;) {
    Result<size_t> got = source.read(buffer.data(), buffer.size());
    if (!got) {
      drained.error = got.error().message;
      return drained;
    }
    if (*got == 0) return drained;
    drained.text.append(buffer, 0, *got);
  }
}

inline Drained drain(std::string_view uri, size_t read_size = 64 * 1024) {
  Result<std::unique_ptr<Source>> source = open_source(uri);
  if (!source) return {{}, source.error().message};
  return drain(**source, read_size);
}

// One member or frame. With Until::flushed it is left unfinished.
inline std::string compressed(Compression compression, std::string_view text,
                              Encoder::Until until = Encoder::Until::finished) {
  auto encoder = make_encoder(compression);
  std::string result;
  std::array<char, 4096> room;
  for (;;) {
    const Encoder::Step step = encoder->encode(text, room.data(), room.size(), until);
    text.remove_prefix(step.consumed);
    result.append(room.data(), step.produced);
    if (step.done) return result;
  }
}

// Lines that differ, so that they compress neither to nothing nor not at all.
inline std::string sample_lines(size_t count) {
  std::string text;
  uint64_t state = 1;
  for (size_t i = 0; i < count; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    text += "{\"n\":" + std::to_string(i) + ",\"id\":" + std::to_string(state) + "}\n";
  }
  return text;
}

}  // namespace runnel::io
