// "Did you mean": the known name that is nearest to one that is not.
#pragma once

#include <span>
#include <string_view>

namespace runnel {

// The nearest candidate by edit distance (insert, delete, replace, swap neighbours: "optimal string
// alignment"), if it is near enough to be a slip: at most a third of the name's length, at least 1, and less
// than the whole name. Of equals the first. Empty where none is near. The result is a candidate's own view.
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace runnel
