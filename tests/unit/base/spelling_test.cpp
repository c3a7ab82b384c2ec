#include "base/spelling.h"

#include <array>

#include "../catch.h"

namespace runnel {
namespace {

TEST_CASE("a slip finds the name that was meant") {
  constexpr std::array<std::string_view, 8> kNames{"length",     "ltrimstr", "rtrimstr", "test",
                                                   "startswith", "select",   "not",      "map"};
  struct Row {
    std::string_view name;
    std::string_view nearest;
  };
  const Row rows[] = {
      {"lenght", "length"},        // neighbours swapped
      {"lengt", "length"},         // one missing
      {"lengthh", "length"},       // one too many
      {"strtswth", "startswith"},  // two missing
      {"startwith", "startswith"},
      {"slect", "select"},
      {"tset", "test"},
      {"mpa", "map"},
      {"trimstr", "ltrimstr"},  // as near as rtrimstr: the first counts
      {"length", "length"},
      {"x", ""},  // nothing in common
      {"n", ""},
      {"group_by", ""},
      {"foo", ""},
      {"", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(nearest_name(row.name, kNames) == row.nearest);
  }
  CHECK(nearest_name("length", {}).empty());
}

}  // namespace
}  // namespace runnel
