// WINDOW, as it is written: `1m`, `5m/1m`, `session:30s`, `cumulate:1d/1h`, `count:1000`, `all`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace runnel::time {

struct WindowSpec {
  enum class Kind : uint8_t {
    tumbling,  // size
    sliding,   // size, step (the slide; where it is larger than size there are gaps between windows)
    session,   // gap
    cumulate,  // size, step; step divides size
    count,     // records
    all,
  };
  Kind kind = Kind::all;
  int64_t size = 0;      // nanoseconds, > 0
  int64_t step = 0;      // nanoseconds, > 0; of tumbling windows it is the size
  int64_t gap = 0;       // nanoseconds, > 0
  uint64_t records = 0;  // > 0

  // Whether the windows are the same for all keys and lie on a grid of times: tumbling, sliding, cumulate.
  bool on_grid() const { return kind == Kind::tumbling || kind == Kind::sliding || kind == Kind::cumulate; }
};

// Of how many windows one record may be a part: a day by the second has 86,400.
constexpr int64_t kMostWindowsARecord = 100'000;

// `5m/5m` is a tumbling window. Kind usage, with what is wrong and how it is written.
Result<WindowSpec> parse_window(std::string_view text);

}  // namespace runnel::time
