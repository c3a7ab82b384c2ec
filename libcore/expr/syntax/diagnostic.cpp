#include "expr/syntax/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/columns.h"
#include "expr/syntax/character.h"

namespace runnel::expr {
namespace {

constexpr size_t kShownColumns = 96;   // of a line that is cut
constexpr size_t kColumnsBefore = 32;  // of these, before the place
constexpr std::string_view kCut = "...";

// One character of the line as it is shown.
struct Cell {
  std::string_view text;
  size_t width;
  size_t begin;  // its place in the line, in bytes
};

struct Line {
  std::string_view text;
  size_t begin;   // its place in the program
  size_t number;  // from 1
};

Line line_at(std::string_view program, size_t place) {
  const std::string_view before = program.substr(0, place);
  const size_t newline = before.rfind('\n');
  const size_t begin = newline == std::string_view::npos ? 0 : newline + 1;
  std::string_view text = program.substr(begin, program.find('\n', begin) - begin);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return {text, begin, 1 + static_cast<size_t>(std::count(before.begin(), before.end(), '\n'))};
}

std::vector<Cell> cells_of(std::string_view line) {
  std::vector<Cell> cells;
  for (size_t at = 0; at < line.size();) {
    const Character character = character_at(line, at);
    const bool control = character.code < 0x20 || (character.code >= 0x7F && character.code < 0xA0);
    const bool shown = character.valid && (!control || line[at] == '\t');
    cells.push_back({shown ? line.substr(at, character.length) : "\uFFFD",
                     shown ? display_width(character.code) : 1, at});
    at += character.length;
  }
  return cells;
}

// The cells [first, last) that are shown, wide enough to hold the place.
struct Window {
  size_t first;
  size_t last;
};

Window window_around(const std::vector<Cell>& cells, size_t place) {
  size_t total = 0;
  for (const Cell& cell : cells) total += cell.width;
  if (total <= kShownColumns) return {0, cells.size()};
  size_t first = place;
  for (size_t before = 0; first > 0 && before < kColumnsBefore; --first) before += cells[first - 1].width;
  size_t last = first;
  size_t shown = 0;
  for (; last < cells.size() && shown < kShownColumns; ++last) shown += cells[last].width;
  for (; first > 0 && shown < kShownColumns; --first) shown += cells[first - 1].width;
  return {first, last};
}

size_t cell_at(const std::vector<Cell>& cells, size_t offset) {
  const auto after = std::upper_bound(cells.begin(), cells.end(), offset,
                                      [](size_t value, const Cell& cell) { return value < cell.begin; });
  return after == cells.begin() ? 0 : static_cast<size_t>(after - cells.begin()) - 1;
}

// The line and the line of carets beneath it.
std::string excerpt(std::string_view line, size_t begin, size_t end) {
  const std::vector<Cell> cells = cells_of(line);
  const size_t first_marked = begin >= line.size() ? cells.size() : cell_at(cells, begin);
  const size_t last_marked = end > begin ? std::max(cell_at(cells, end - 1) + 1, first_marked) : first_marked;
  const Window window = window_around(cells, first_marked);

  std::string shown = "  ";
  std::string carets = "  ";
  size_t marks = 0;
  if (window.first > 0) {
    shown += kCut;
    carets.append(kCut.size(), ' ');
  }
  for (size_t i = window.first; i < window.last; ++i) {
    shown += cells[i].text;
    if (i < first_marked) {
      carets += cells[i].text == "\t" ? std::string("\t") : std::string(cells[i].width, ' ');
    } else if (i < last_marked) {
      marks += cells[i].width;
    }
  }
  if (window.last < cells.size()) shown += kCut;
  carets.append(std::max<size_t>(marks, 1), '^');
  return shown + '\n' + carets;
}

}  // namespace

std::string render(const Diagnostic& diagnostic, std::string_view program, std::string_view name) {
  const size_t begin = std::min<size_t>(diagnostic.span.begin, program.size());
  const size_t end = std::clamp<size_t>(diagnostic.span.end, begin, program.size());
  const Line line = line_at(program, begin);
  const size_t in_line = std::min(begin - line.begin, line.text.size());
  const size_t in_line_end = std::clamp(end - line.begin, in_line, line.text.size());
  const size_t column = 1 + cells_of(line.text.substr(0, in_line)).size();

  std::string out;
  if (!name.empty()) {
    out = fmt::format("{}:{}:{}: ", name, line.number, column);
  } else if (program.substr(0, program.find_last_not_of(" \t\r\n") + 1).find('\n') !=
             std::string_view::npos) {
    out = fmt::format("line {}, column {}: ", line.number, column);
  }
  out += diagnostic.message;
  if (!line.text.empty()) out += '\n' + excerpt(line.text, in_line, in_line_end);
  if (!diagnostic.hint.empty()) out += '\n' + diagnostic.hint;
  return out;
}

}  // namespace runnel::expr
