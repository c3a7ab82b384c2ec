// A path into a record: the keys and indexes from the root to a value, `.req.tags[0]`.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace runnel::json {

using PathStep = std::variant<std::string, uint32_t>;  // an object's key, unescaped; an array's index, from 0
using Path = std::vector<PathStep>;

// As a program would write it: `.`, `.a.b`, `."x y"`, `.a[0]`, `.[0].b`.
std::string to_string(const Path& path);

}  // namespace runnel::json
