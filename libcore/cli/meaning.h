// What a run means, from its command line: the program's text and the flags that bear meaning, by name. A run
// goes on from a state only where that is the same (state/meaning.h).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/command_line.h"
#include "state/meaning.h"

namespace runnel::cli {

// `texts`: the operands that are no inputs, by what the manual calls them, such as WINDOW. Flags follow in
// the order in which the program has them, whatever that of the command line was; several of one are one
// part. REQUIRES: `line` was parsed.
state::Meaning meaning_of(const CommandLine& line,
                          const std::vector<std::pair<std::string, std::string>>& texts);

}  // namespace runnel::cli
