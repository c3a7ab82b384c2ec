// A sink that keeps what is written to it, and can fail when a test wants it to.
#pragma once

#include <string>
#include <string_view>

#include "io/sink.h"

namespace runnel::op {

class MemorySink final : public io::Sink {
 public:
  MemorySink() : Sink("memory") {}

  bool write(std::string_view lines) override {
    if (state() != io::SinkState::open) return false;
    ++writes;
    text += lines;
    return true;
  }
  bool flush() override { return state() == io::SinkState::open; }
  bool close() override { return state() == io::SinkState::open; }
  int watch_descriptor() const override { return -1; }
  std::optional<io::FileId> file_id() const override { return std::nullopt; }

  void break_now() { fail({ErrorKind::sink, "memory: No space left on device"}); }

  std::string text;
  size_t writes = 0;
};

}  // namespace runnel::op
