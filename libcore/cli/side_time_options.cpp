#include "cli/side_time_options.h"

#include <fmt/format.h>

#include "cli/values.h"

namespace runnel::cli {
namespace {

// `instead`: the flag for both sides.
Flag side_flag(const char* side, const char* instead, std::string value, const char* what, FlagSetter set) {
  std::string upper = side;
  for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
  return {.name = fmt::format("{}-{}", side, instead),
          .values = {std::move(value)},
          .group = FlagGroup::time,
          .shown = FlagShown::manual,
          .summary = fmt::format("as --{}, of {} alone", instead, upper),
          .details = fmt::format("As --{}, for the records of {} alone: {}.", instead, upper, what),
          .default_text = fmt::format("what --{} says for both sides.", instead),
          .set = std::move(set)};
}

}  // namespace

void add_side_time_flags(CommandLine& line, std::array<SideTimeOptions, 2>& sides) {
  for (size_t i = 0; i < sides.size(); ++i) {
    line.add(side_flag(kSideNames[i], "time", "EXPR", "where the sides call it differently",
                       keep_text(sides[i].time)));
  }
  for (size_t i = 0; i < sides.size(); ++i) {
    line.add(side_flag(kSideNames[i], "time-format", "FORMAT", "where the sides write it differently",
                       keep_time_format(sides[i].time_format)));
  }
  for (size_t i = 0; i < sides.size(); ++i) {
    line.add(side_flag(kSideNames[i], "watermark-delay", "D",
                       "where one side is more out of order than the other",
                       keep_duration(sides[i].watermark_delay, 0, Endless::allowed)));
  }
}

TimeOptions on_side(const TimeOptions& both, const SideTimeOptions& side) {
  TimeOptions options = both;
  if (side.time) options.time = side.time;
  if (side.time_format) options.time_format = *side.time_format;
  if (side.watermark_delay) options.watermark_delay = *side.watermark_delay;
  return options;
}

}  // namespace runnel::cli
