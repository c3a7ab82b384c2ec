// Everything that a profile says of one field: its figures, a histogram with a line a bucket, and its most
// frequent values.
#pragma once

#include <string>
#include <vector>

#include "cli/screen.h"
#include "op/stats/field_choice.h"
#include "op/stats/summary.h"

namespace runnel::cli {

// No line is wider than screen.columns - 1.
std::vector<std::string> field_view(const op::FieldSummary& field, const Screen& screen);

// The same of the fields that are wanted, behind the key, if there is one, with empty lines between them.
std::vector<std::string> long_view(const op::ProfileSummary& profile, const op::FieldChoice& choice,
                                   const Screen& screen);

}  // namespace runnel::cli
