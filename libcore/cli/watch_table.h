// The table of --watch as lines of text: one for the names, one a row, and one that says how many more there
// are.
//
// Columns are the window's start, its end where that says more, the keys, and the values with a sparkline of
// how each went, if there is room. A row whose window is still open is marked by `*`, one that holds an
// estimate by `~`.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/screen.h"
#include "cli/watch_rows.h"

namespace runnel::cli {

using WatchScreen = Screen;

// At most screen.lines - 1 lines, so that the cursor has one for itself, each of at most screen.columns - 1
// columns, since some terminals wrap behind the last one.
std::vector<std::string> watch_table(const WatchRows& rows, const WatchScreen& screen);

// A time in as few letters as do for all of them: 2026-11-22, 2026-11-22T12:34Z, or RFC 3339 in full.
enum class TimeForm : uint8_t { day, minute, full };
TimeForm time_form(const std::vector<const WatchRow*>& rows);
std::string time_text(std::optional<int64_t> time, TimeForm form);

// A number in the length that a person reads: integers in full, others with six digits.
std::string number_text(const WatchCell& cell);

}  // namespace runnel::cli
