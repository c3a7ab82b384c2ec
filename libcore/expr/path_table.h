// The paths into a record that a program reads, each once: what its projector is made from. A path's place
// here is the number of its slot.
#pragma once

#include <cstdint>
#include <vector>

#include "json/path.h"

namespace runnel::expr {

class PathTable {
 public:
  // The slot of the path, which is added if it is not there yet. REQUIRES: has_room() for each of its steps.
  uint32_t slot(const json::Path& path);

  // Whether the projector would still look for `step` below `parent`: it looks for so many keys in one
  // object. What is beyond is looked up in the object's value.
  bool has_room(const json::Path& parent, const json::PathStep& step) const;

  std::vector<json::Path> take() && { return std::move(paths_); }

 private:
  std::vector<json::Path> paths_;
};

}  // namespace runnel::expr
