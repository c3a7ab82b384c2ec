// What is drawn on: a terminal's size, and what it can show.
#pragma once

#include <cstddef>
#include <string_view>

#include "cli/common_options.h"
#include "cli/sparkline.h"

namespace runnel::cli {

struct Screen {
  size_t columns = 80;
  size_t lines = 24;
  Charset charset = Charset::unicode;
  enum class Styles : bool { none, some } styles = Styles::none;  // escape sequences for bold and colours
};

// The escape sequences of styles.
constexpr std::string_view kPlain = "\033[0m";
constexpr std::string_view kBold = "\033[1m";
constexpr std::string_view kDim = "\033[2m";
constexpr std::string_view kCyan = "\033[36m";

// The text in a style, where there are any.
std::string styled(std::string_view text, std::string_view style, Screen::Styles styles);

// By the locale's variables, as setlocale(3) reads them, since the locale itself need not be installed.
Charset terminal_charset();

// Whether stdout is to have colours. `is_terminal`: it is one.
enum class IsTerminal : bool { no, yes };
Screen::Styles stdout_styles(ColorWhen when, IsTerminal is_terminal);

// What text is laid out for that goes to stdout without being renewed: as wide as the terminal, or $COLUMNS,
// or 80 columns; as plain as it must be.
Screen stdout_screen(ColorWhen when);

// A variable of the environment; empty where it is not set.
std::string_view environment(const char* name);

}  // namespace runnel::cli
