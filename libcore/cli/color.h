// Whether the output is in colours, and in which.
#pragma once

#include <optional>
#include <string>

#include "cli/common_options.h"
#include "cli/messages.h"
#include "json/color_writer.h"

namespace runnel::cli {

// What decides about colours. Of the variables: nothing where they are not set.
struct ColorWish {
  ColorWhen when;
  bool is_terminal;                     // the output is
  std::optional<std::string> no_color;  // NO_COLOR
  std::optional<std::string> term;      // TERM
};

bool wants_color(const ColorWish& wish);

// The colours of the output; nothing where it is to have none. Asks the system about stdout and the
// environment, and says so where JQ_COLORS cannot be understood: then its default holds.
std::optional<json::Colors> output_colors(const CommonOptions& options, Messages& messages);

}  // namespace runnel::cli
