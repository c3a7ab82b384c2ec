// What is said of a stream before its fields.
#pragma once

#include <string>
#include <vector>

#include "cli/screen.h"
#include "op/stats/summary.h"

namespace runnel::cli {

// The key and the period, where the profile has them: one line, or none.
std::vector<std::string> profile_heading(const op::ProfileSummary& profile, const Screen& screen);

// Records, bytes and bad records; span of time and rates; the longest silence; how far out of order, and
// which
// --watermark-delay would do. No line is wider than screen.columns - 1.
std::vector<std::string> profile_head(const op::ProfileSummary& profile, const Screen& screen);

// Behind the fields: what was left out; nothing where all is there.
std::vector<std::string> profile_notes(const op::ProfileSummary& profile, const Screen& screen);

}  // namespace runnel::cli
