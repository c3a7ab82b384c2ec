// Figures as phrases, with commas between them, in as many lines as the terminal needs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/screen.h"

namespace runnel::cli {

using Phrases = std::vector<std::string>;

// How wide a line may be: one column less than the terminal, since some wrap behind the last one.
size_t line_width(const Screen& screen);

// Adds lines: the label (in the style of details), then the phrases. Later lines are indented by `indent`
// columns, and so is the first one's text if the label is shorter. A phrase that is wider than a line is
// broken at a blank, or cut where it has none.
// Nothing without phrases.
void add_phrases(std::vector<std::string>& lines, std::string_view label, size_t indent,
                 const Phrases& phrases, const Screen& screen);

}  // namespace runnel::cli
