#include "bounds.h"

#include <fmt/format.h>

#include "base/quantity.h"
#include "cli/values.h"

namespace runnel {

namespace {

Error wrong(std::string message) {
  return {ErrorKind::usage, std::move(message)};
}

Result<int64_t> bound(std::string_view text) {
  if (text == "inf" || text == "-inf") {
    return wrong(
        "a join without a bound would hold everything for ever; the latest right record of each "
        "left one, however old, is --asof");
  }
  return cli::duration_value(text, cli::kNoLeast, cli::Endless::refused);
}

}  // namespace

Result<Bounds> parse_bounds(std::string_view text) {
  const size_t dots = text.find("..");
  if (dots == std::string_view::npos) {
    const auto distance = bound(text);
    if (!distance) return distance.error();
    if (*distance < 0) {
      const std::string lower = format_duration(*distance);
      return wrong(
          fmt::format("{0} alone is no distance; for right records up to {1} before the left one "
                      "write {0}..0s",
                      lower, lower.substr(1)));
    }
    return Bounds{-*distance, *distance};
  }
  const std::string_view low_text = text.substr(0, dots), high_text = text.substr(dots + 2);
  if (low_text.empty() || high_text.empty()) {
    return wrong(fmt::format("{} has one end only; LO..HI is for instance {}..{}", text,
                             low_text.empty() ? "0s" : low_text, high_text.empty() ? "10s" : high_text));
  }
  const auto low = bound(low_text);
  if (!low) return low.error();
  const auto high = bound(high_text);
  if (!high) return high.error();
  if (*low > *high) {
    return wrong(
        fmt::format("{0}..{1} has its ends the wrong way round; write {1}..{0}", low_text, high_text));
  }
  return Bounds{*low, *high};
}

}  // namespace runnel
