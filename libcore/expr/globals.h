// What a program knows from outside: $name from --arg and --argjson.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "json/value.h"

namespace runnel::expr {

// In the order of the command line; of equal names the first counts, as in jq. The values are owned
// (json::Value::own).
using Globals = std::vector<std::pair<std::string, json::Value>>;

}  // namespace runnel::expr
