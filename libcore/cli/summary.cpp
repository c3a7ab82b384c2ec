#include "cli/summary.h"

#include <fmt/format.h>

#include <algorithm>

namespace runnel::cli {

Summary& Summary::number(std::string_view name, uint64_t value) {
  return text(name, fmt::to_string(value));
}

Summary& Summary::text(std::string_view name, std::string_view value) {
  lines_ += fmt::format("{:<{}}{:>16}\n", fmt::format("{}:", name), width_, value);
  return *this;
}

Summary& Summary::rates(uint64_t records, uint64_t bytes, int64_t elapsed_ns) {
  const double seconds = static_cast<double>(std::max<int64_t>(elapsed_ns, 1)) / 1e9;
  const auto rate = [&](uint64_t count) {
    return fmt::format("{:.0f}", static_cast<double>(count) / seconds);
  };
  number("bytes", bytes).text("seconds", fmt::format("{:.3f}", seconds));
  return text("records/s", rate(records)).text("bytes/s", rate(bytes));
}

}  // namespace runnel::cli
