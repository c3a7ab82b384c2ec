// A state as JSON, for people and for jq: what it belongs to, when it was saved, and where each input and
// output stood. What the operator holds is there by its size alone.
#pragma once

#include <string>

#include "state/saved_state.h"

namespace runnel::state {

// One object on several lines, with a newline at its end. Bytes of paths that are not UTF-8 are U+FFFD.
std::string show_state(const SavedState& state);

}  // namespace runnel::state
