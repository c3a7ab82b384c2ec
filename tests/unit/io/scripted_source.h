// A source that gives what a test has written down, piece by piece, and a way to read all lines of a reader.
#pragma once

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "io/reader.h"

namespace runnel::io {

struct Pause {};  // nothing is there until the test calls resume()
using Piece = std::variant<std::string, Pause, Error>;

enum class Kind : uint8_t { plain, live };

// One read() gives one piece, or as much of it as there is room for. A live one has a descriptor to poll.
class ScriptedSource : public Source {
 public:
  ScriptedSource(std::string name, Kind kind, std::vector<Piece> pieces)
      : Source(std::move(name)),
        pieces_(std::move(pieces)),
        descriptor_(kind == Kind::live ? eventfd(0, EFD_NONBLOCK) : -1) {
    std::erase_if(pieces_, [](const Piece& p) {
      return std::holds_alternative<std::string>(p) && std::get<std::string>(p).empty();
    });
    std::reverse(pieces_.begin(), pieces_.end());
    show_readiness();
  }
  ~ScriptedSource() override {
    if (descriptor_ >= 0) close(descriptor_);
  }

  Result<size_t> read(char* buffer, size_t size) override {
    ++reads;
    if (pieces_.empty()) return size_t{0};
    if (std::holds_alternative<Pause>(pieces_.back())) {
      blocked = true;  // a real source would wait here for ever
      return size_t{0};
    }
    if (auto* error = std::get_if<Error>(&pieces_.back())) {
      Error failed = std::move(*error);
      pieces_.pop_back();
      return failed;
    }
    std::string& text = std::get<std::string>(pieces_.back());
    const size_t count = std::min(size, text.size());
    std::memcpy(buffer, text.data(), count);
    text.erase(0, count);
    consumed_ += count;
    if (text.empty()) pieces_.pop_back();
    show_readiness();
    return count;
  }
  int wait_descriptor() const override { return descriptor_; }
  uint64_t consumed() const override { return consumed_; }

  // False where it was not waiting.
  bool resume() {
    if (pieces_.empty() || !std::holds_alternative<Pause>(pieces_.back())) return false;
    pieces_.pop_back();
    show_readiness();
    return true;
  }

  int reads = 0;
  bool blocked = false;  // whether it was read while it would have waited

 private:
  void show_readiness() {
    if (descriptor_ < 0) return;
    uint64_t count = 0;
    if (!pieces_.empty() && std::holds_alternative<Pause>(pieces_.back())) {
      [[maybe_unused]] const auto got = ::read(descriptor_, &count, sizeof count);
    } else {
      count = 1;
      [[maybe_unused]] const auto put = ::write(descriptor_, &count, sizeof count);
    }
  }

  std::vector<Piece> pieces_;  // the next one last
  int descriptor_;
  uint64_t consumed_ = 0;
};

// Opens scripted sources by name; what it has no script for is opened for real.
class Scripts {
 public:
  ScriptedSource* add(const std::string& name, Kind kind, std::vector<Piece> pieces) {
    auto source = std::make_unique<ScriptedSource>(name, kind, std::move(pieces));
    ScriptedSource* const added = source.get();
    waiting_[name] = std::move(source);
    return added;
  }

  Opener opener() {
    return [this](std::string_view name) -> Result<std::unique_ptr<Source>> {
      const auto at = waiting_.find(name);
      if (at == waiting_.end()) return open_source(name);
      return std::unique_ptr<Source>(std::move(at->second));
    };
  }

 private:
  std::map<std::string, std::unique_ptr<ScriptedSource>, std::less<>> waiting_;
};

struct ReadLine {
  uint32_t source;
  uint64_t offset;
  std::string text;   // no more than max_line bytes of it
  uint64_t overlong;  // the whole length, where that is more
  bool operator==(const ReadLine&) const = default;
};

// The lines of a batch, each with its place. A line of more than max_line bytes that came in a batch like any
// other one is shown as one that was cut.
inline void append_lines(const Batch& batch, size_t max_line, std::vector<ReadLine>& lines) {
  if (batch.overlong > 0) {
    lines.push_back({batch.source, batch.offset, std::string(batch.text()), batch.overlong});
    return;
  }
  std::string_view text = batch.text();
  uint64_t offset = batch.offset;
  while (!text.empty()) {
    const size_t length = std::min(text.find('\n'), text.size());
    lines.push_back({batch.source, offset, std::string(text.substr(0, std::min(length, max_line))),
                     length > max_line ? length : 0});
    const size_t step = std::min(length + 1, text.size());
    offset += step;
    text.remove_prefix(step);
  }
}

// What a source's lines are, by looking at all of it at once.
inline std::vector<ReadLine> lines_of(uint32_t source, std::string_view text, size_t max_line) {
  std::vector<ReadLine> lines;
  uint64_t offset = 0;
  if (text.starts_with("\xef\xbb\xbf")) {
    text.remove_prefix(3);
    offset = 3;
  }
  while (!text.empty()) {
    const size_t length = std::min(text.find('\n'), text.size());
    lines.push_back({source, offset, std::string(text.substr(0, std::min(length, max_line))),
                     length > max_line ? length : 0});
    const size_t step = std::min(length + 1, text.size());
    offset += step;
    text.remove_prefix(step);
  }
  return lines;
}

}  // namespace runnel::io
