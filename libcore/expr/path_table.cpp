#include "expr/path_table.h"

#include <algorithm>

#include "json/projector.h"

namespace runnel::expr {

uint32_t PathTable::slot(const json::Path& path) {
  const auto at = std::find(paths_.begin(), paths_.end(), path);
  const auto slot = static_cast<uint32_t>(at - paths_.begin());
  if (at == paths_.end()) paths_.push_back(path);
  return slot;
}

bool PathTable::has_room(const json::Path& parent, const json::PathStep& step) const {
  std::vector<json::PathStep> siblings;
  for (const json::Path& path : paths_) {
    const bool below = path.size() > parent.size() && std::equal(parent.begin(), parent.end(), path.begin());
    if (!below) continue;
    const json::PathStep& sibling = path[parent.size()];
    if (sibling == step) return true;
    if (std::find(siblings.begin(), siblings.end(), sibling) == siblings.end()) siblings.push_back(sibling);
  }
  return siblings.size() < json::Projector::kMaxMembers;
}

}  // namespace runnel::expr
