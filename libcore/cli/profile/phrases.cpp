#include "cli/profile/phrases.h"

#include <algorithm>

#include "base/columns.h"

namespace runnel::cli {

size_t line_width(const Screen& screen) {
  return std::max<size_t>(screen.columns, 2) - 1;
}

namespace {

// A piece of a phrase, that fits on a line, and whether the phrase ends with it.
struct Piece {
  std::string_view text;
  bool is_end;
};

// Broken at blanks where it must be.
std::vector<Piece> pieces_of(const Phrases& phrases, size_t most, Charset charset) {
  std::vector<Piece> pieces;
  for (const std::string& phrase : phrases) {
    std::string_view rest = phrase;
    while (fitted(rest, rest.size(), charset).width > most) {
      const size_t blank = rest.find_last_of(' ', most);
      if (blank == rest.npos || blank == 0) break;
      pieces.push_back({rest.substr(0, blank), false});
      rest.remove_prefix(blank + 1);
    }
    pieces.push_back({rest, true});
  }
  return pieces;
}

}  // namespace

void add_phrases(std::vector<std::string>& lines, std::string_view label, size_t indent,
                 const Phrases& phrases, const Screen& screen) {
  const size_t most = line_width(screen);
  // Where there is hardly any room, none of it goes to blanks.
  const size_t margin = indent * 3 < most ? indent : 0;
  size_t used = 0;
  const auto pieces = pieces_of(phrases, most - margin - 1, screen.charset);
  for (size_t i = 0; i < pieces.size(); ++i) {
    const std::string_view separator = i == 0 ? "" : pieces[i - 1].is_end ? ", " : " ";
    const size_t start = i == 0 && label.empty() ? 0 : margin;
    const Columns shown = fitted(pieces[i].text, most - start, screen.charset);
    const size_t comma = i + 1 < pieces.size() ? 1 : 0;
    if (i > 0 && used + separator.size() + shown.width + comma <= most) {
      lines.back().append(separator) += shown.text;
      used += separator.size() + shown.width;
      continue;
    }
    if (separator.size() == 2 && used < most) lines.back() += ',';
    const std::string_view front = i == 0 ? label.substr(0, start) : std::string_view();
    lines.push_back(styled(front, kDim, screen.styles) + std::string(start - front.size(), ' ') + shown.text);
    used = start + shown.width;
  }
}

}  // namespace runnel::cli
