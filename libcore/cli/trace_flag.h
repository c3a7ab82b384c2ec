// --trace[=NAME], for the programs that write records as they were read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/flag.h"

namespace runnel::cli {

// Sets `name` to that of the member. `whose`: a member stands at the end of ..., as `each record that is
// written`; `beside`: sentences more about it. `name` must live as long as the flag.
Flag trace_flag(std::optional<std::string>& name, std::string_view whose, std::string_view beside);

}  // namespace runnel::cli
