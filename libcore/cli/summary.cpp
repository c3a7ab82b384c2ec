#include "cli/summary.h"

#include <fmt/format.h>

#include <algorithm>

namespace runnel::cli {

std::string summary_text(const Summary& summary) {
  const double seconds = static_cast<double>(std::max<int64_t>(summary.elapsed_ns, 1)) / 1e9;
  const auto line = [](const char* name, const std::string& value) {
    return fmt::format("{:<11}{:>16}\n", name, value);
  };
  return line("records:", fmt::to_string(summary.records)) + line("passed:", fmt::to_string(summary.passed)) +
         line("bad:", fmt::to_string(summary.bad)) + line("bytes:", fmt::to_string(summary.bytes)) +
         line("seconds:", fmt::format("{:.3f}", seconds)) +
         line("records/s:", fmt::format("{:.0f}", static_cast<double>(summary.records) / seconds)) +
         line("bytes/s:", fmt::format("{:.0f}", static_cast<double>(summary.bytes) / seconds));
}

}  // namespace runnel::cli
