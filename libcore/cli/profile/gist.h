// What is worth saying of a field's values in one short line of text.
#pragma once

#include <string>

#include "cli/sparkline.h"
#include "op/stats/summary.h"

namespace runnel::cli {

// The most frequent values with their shares, as many as fit into `width` columns, the first one cut if it
// must be; of times, and where no value comes twice, from which to which; of arrays how long they are. Empty
// where there is nothing to say.
std::string gist(const op::FieldSummary& field, size_t width, Charset charset);

// The most frequent values alone; empty where none comes twice.
std::string top_shares(const op::FieldSummary& field, size_t width, Charset charset);

// `a to z`: the least and the largest string.
std::string string_range(const op::StringSummary& string);

// `3-15`: characters of strings, else elements of arrays; empty where there are neither.
std::string length_text(const op::FieldSummary& field);

}  // namespace runnel::cli
