#include "op/line_cursor.h"

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"

namespace runnel::op {
namespace {

// As the reader hands it out: a newline behind the last line, whether it has one or not.
io::Batch batch_of(std::string_view text, size_t first = 0) {
  io::Batch batch;
  batch.buffer.reserve(first + text.size() + io::kBatchPadding, 0);
  batch.first = first;
  batch.last = first + text.size();
  if (!text.empty()) std::memcpy(batch.buffer.data() + first, text.data(), text.size());
  batch.buffer.data()[batch.last] = '\n';
  return batch;
}

struct Numbered {
  uint32_t number;
  std::string text;
  bool operator==(const Numbered&) const = default;
};

TEST_CASE("lines, without the empty ones, numbered with them") {
  struct Case {
    std::string_view text;
    std::vector<Numbered> lines;
    uint32_t count;
  };
  static const std::vector<Case> kCases = {
      {"", {}, 0},
      {"\n", {}, 1},
      {"\n\n\r\n \t \r\n", {}, 4},
      {"a", {{0, "a"}}, 1},
      {"a\n", {{0, "a"}}, 1},
      {"a\nb", {{0, "a"}, {1, "b"}}, 2},
      {"\na\r\n\n  b \n\n", {{1, "a\r"}, {3, "  b "}}, 5},
      {"a\n   ", {{0, "a"}}, 2},
      {{"\0\n\0", 3}, {{0, {"\0", 1}}, {1, {"\0", 1}}}, 2},
  };
  for (const Case& c : kCases) {
    for (const size_t first : {0, 100}) {
      // Whatever of the line was looked at before its end is asked for.
      for (const size_t looked_at : {0, 1, 1000}) {
        CAPTURE(c.text, first, looked_at);
        const io::Batch batch = batch_of(c.text, first);
        LineCursor cursor(batch);
        std::vector<Numbered> lines;
        while (cursor.next()) {
          const size_t length = cursor.text(cursor.begin()).size();
          const std::string_view line = cursor.text(cursor.begin() + std::min(looked_at, length));
          lines.push_back({cursor.number(), std::string(line)});
          cursor.leave(line.data() + line.size());
        }
        CHECK(lines == c.lines);
        CHECK(cursor.number() == c.count);
        CHECK(!cursor.next());
      }
    }
  }
}

}  // namespace
}  // namespace runnel::op
