#include "cli/losses.h"

#include <fmt/format.h>

#include "base/quantity.h"

namespace runnel::cli {

std::string records(uint64_t count) {
  return fmt::format("{} record{}", count, count == 1 ? "" : "s");
}

bool report_late(const LateRecords& late, const LateOptions& options, Messages& messages) {
  if (late.count == 0 || options.late != LateOptions::Late::report) return false;
  const std::string latest = format_duration(late.latest);
  const std::string remedy = late.by_watermarks ? "the watermarks of the input were ahead of them"
                                                : fmt::format("{} {} keeps them all", late.remedy, latest);
  messages.say(fmt::format("{} came late and {} left out, up to {} behind the newest; {}",
                           records(late.count), late.count == 1 ? "was" : "were", latest, remedy));
  return true;
}

}  // namespace runnel::cli
