// Four bytes that choose how the rest is split into reads. Whatever the split, the lines and their places are
// those that one look at the whole text finds, and no read would have waited. A byte from 0xf0 on stands for
// many equal ones, so that short inputs make long lines.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>

#include "../unit/io/scripted_source.h"

namespace {

using namespace runnel::io;

void require(bool holds) {
  if (!holds) std::abort();
}

std::string unfolded(const std::uint8_t* data, std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size && text.size() < 400'000; ++i) {
    if (data[i] < 0xf0) {
      text += static_cast<char>(data[i]);
    } else {
      text.append(std::size_t{1} << (data[i] - 0xf0), 'x');
    }
  }
  return text;
}

std::vector<Piece> split(std::string_view text, std::minstd_rand& random, Kind kind) {
  static constexpr std::size_t kLargest[] = {1, 5, 4096, 10'000, 1'000'000};
  std::size_t largest = kLargest[random() % std::size(kLargest)];
  if (text.size() / largest > 5000) largest = 4096;
  std::vector<Piece> pieces;
  while (!text.empty()) {
    const std::size_t size = std::min<std::size_t>(text.size(), 1 + random() % largest);
    pieces.emplace_back(std::string(text.substr(0, size)));
    text.remove_prefix(size);
    if (kind == Kind::live && random() % 3 == 0) pieces.emplace_back(Pause{});
  }
  return pieces;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::uint32_t seed = 0;
  if (size < sizeof seed) return 0;
  std::memcpy(&seed, data, sizeof seed);
  std::minstd_rand random(seed);
  const std::string text = unfolded(data + sizeof seed, size - sizeof seed);
  const Kind kind = seed & 1 ? Kind::live : Kind::plain;
  const ReaderOptions options{4096, 100 + seed % 30'000, 1};

  Scripts scripts;
  const StopRequest stop;
  runnel::FakeClock clock;
  ScriptedSource* const source = scripts.add("in", kind, split(text, random, kind));
  Reader reader({"in"}, scripts.opener(), options, stop, clock);
  std::vector<ReadLine> lines;
  Batch batch;
  for (;;) {
    const Reader::Next next = reader.next(batch);
    if (next == Reader::Next::end) break;
    if (next == Reader::Next::idle) {
      require(!source->blocked);
      if (source->resume()) continue;
      reader.wait({}, 1000);
      continue;
    }
    require(*batch.end() == '\n' && batch.last + kBatchPadding <= batch.buffer.capacity());
    append_lines(batch, options.max_line, lines);
  }
  require(lines == lines_of(0, text, options.max_line));
  return 0;
}
