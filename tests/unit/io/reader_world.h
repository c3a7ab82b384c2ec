// A reader with scripted sources, small batches, and a clock that stands still.
#pragma once

#include <string>
#include <vector>

#include "catch.h"
#include "io/scripted_source.h"

namespace runnel::io {

inline const ReaderOptions kSmall{4096, 20'000, 2'000'000'000};

struct World {
  explicit World(const ReaderOptions& chosen = kSmall) : options(chosen) { clock.now = 1'000; }

  Reader reader(const std::vector<std::string>& inputs) {
    return {inputs, scripts.opener(), options, stop, clock};
  }

  // Reads to the end; where nothing is there, on_idle() must change that.
  template <class OnIdle>
  std::vector<ReadLine> read(Reader& reader, const OnIdle& on_idle) {
    std::vector<ReadLine> lines;
    std::vector<Batch> recycled(3);
    for (size_t turn = 0;; ++turn) {
      Batch& batch = recycled[turn % recycled.size()];
      switch (reader.next(batch)) {
        case Reader::Next::end:
          return lines;
        case Reader::Next::idle:
          on_idle();
          reader.wait({}, 1000);
          break;
        case Reader::Next::batch:
          check(batch);
          append_lines(batch, options.max_line, lines);
      }
    }
  }
  std::vector<ReadLine> read(Reader& reader) {
    return read(reader, [] {});
  }

  void check(const Batch& batch) const {
    if (*batch.end() != '\n') FAIL("no newline behind the batch");
    if (batch.last + kBatchPadding > batch.buffer.capacity()) FAIL("no padding behind the batch");
    if (batch.overlong > 0 && batch.overlong <= options.max_line) FAIL("not overlong");
    if (batch.overlong > 0 && batch.text().size() != options.max_line) FAIL("not the whole head");
  }

  Scripts scripts;
  ReaderOptions options;
  StopRequest stop;
  FakeClock clock;
};

}  // namespace runnel::io
