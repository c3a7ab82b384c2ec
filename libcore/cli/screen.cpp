#include "cli/screen.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "base/quantity.h"
#include "cli/color.h"

namespace runnel::cli {

std::string_view environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

std::string styled(std::string_view text, std::string_view style, Screen::Styles styles) {
  if (styles == Screen::Styles::none || text.empty()) return std::string(text);
  return std::string(style).append(text).append(kPlain);
}

Charset terminal_charset() {
  std::string_view locale = environment("LC_ALL");
  if (locale.empty()) locale = environment("LC_CTYPE");
  if (locale.empty()) locale = environment("LANG");
  for (const std::string_view name : {"UTF-8", "utf-8", "UTF8", "utf8"}) {
    if (locale.find(name) != locale.npos) return Charset::unicode;
  }
  return Charset::ascii;
}

Screen::Styles stdout_styles(ColorWhen when, IsTerminal is_terminal) {
  const bool wanted = wants_color({.when = when,
                                   .is_terminal = is_terminal == IsTerminal::yes,
                                   .no_color = std::string(environment("NO_COLOR")),
                                   .term = std::string(environment("TERM"))});
  return wanted ? Screen::Styles::some : Screen::Styles::none;
}

Screen stdout_screen(ColorWhen when) {
  constexpr uint64_t kMostColumns = 10'000;
  const auto is_terminal = isatty(STDOUT_FILENO) != 0 ? IsTerminal::yes : IsTerminal::no;
  Screen screen{.charset = terminal_charset(), .styles = stdout_styles(when, is_terminal)};
  winsize size{};
  const auto columns = parse_count(environment("COLUMNS"));
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    screen.columns = size.ws_col;
    screen.lines = size.ws_row;
  } else if (columns.has_value() && *columns > 0 && *columns <= kMostColumns) {
    screen.columns = *columns;
  }
  return screen;
}

}  // namespace runnel::cli
