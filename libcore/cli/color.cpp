#include "cli/color.h"

#include <unistd.h>

#include <cstdlib>

namespace runnel::cli {
namespace {

std::optional<std::string> environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace

bool wants_color(const ColorWish& wish) {
  switch (wish.when) {
    case ColorWhen::always:
      return true;
    case ColorWhen::never:
      return false;
    case ColorWhen::automatic:
      break;
  }
  return wish.is_terminal && wish.no_color.value_or("").empty() && wish.term != "dumb";
}

std::optional<json::Colors> output_colors(const CommonOptions& options, Messages& messages) {
  if (!wants_color({.when = options.color,
                    .is_terminal = options.to == "-" && isatty(STDOUT_FILENO) != 0,
                    .no_color = environment("NO_COLOR"),
                    .term = environment("TERM")})) {
    return std::nullopt;
  }
  const std::optional<std::string> text = environment("JQ_COLORS");
  if (!text.has_value()) return json::Colors();
  const auto colors = json::Colors::parse(*text);
  if (colors.has_value()) return colors;
  messages.say(
      "JQ_COLORS is not understood: a colour is numbers with semicolons between them, like 1;31, and colons "
      "separate the colours");
  return json::Colors();
}

}  // namespace runnel::cli
