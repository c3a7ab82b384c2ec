#include "op/window/pane_tree.h"

#include <algorithm>
#include <bit>

namespace runnel::op {

GroupTable& PaneTree::pane(int64_t index) {
  auto& table = panes_[index];
  if (table == nullptr) table = std::make_unique<GroupTable>(space_);
  return *table;
}

const GroupTable* PaneTree::find(int64_t index) const {
  const auto found = panes_.find(index);
  return found == panes_.end() ? nullptr : found->second.get();
}

void PaneTree::forget_runs(int64_t pane) {
  for (int level = 1; level <= highest_; ++level) runs_.erase({level, pane >> level});
  if (runs_.empty()) highest_ = 0;
  changed_ = pane;
  has_runs_ = false;
}

void PaneTree::drop(int64_t index) {
  if (!runs_.empty()) forget_runs(index);
  has_runs_ = !runs_.empty();
  panes_.erase(index);
}

// Of the runs that begin at `first` and end by `end`, the longest.
int PaneTree::largest_level(int64_t first, int64_t end) {
  const auto length = static_cast<uint64_t>(end) - static_cast<uint64_t>(first);
  const int by_length = 63 - std::countl_zero(length);
  return first == 0 ? by_length : std::min(by_length, std::countr_zero(static_cast<uint64_t>(first)));
}

// Whether any of its panes is there.
bool PaneTree::holds(int level, int64_t index) const {
  const auto first = panes_.lower_bound(index << level);
  return first != panes_.end() && first->first >> level == index;
}

// A run of which only one half holds anything is that half.
const GroupTable* PaneTree::run(int level, int64_t index) {
  if (level == 0) return find(index);
  if (!holds(level, index)) return nullptr;
  if (const auto known = runs_.find({level, index}); known != runs_.end()) return known->second.get();
  const GroupTable* const older = run(level - 1, index * 2);
  const GroupTable* const newer = run(level - 1, index * 2 + 1);
  if (older == nullptr || newer == nullptr) return older == nullptr ? newer : older;
  auto both = std::make_unique<GroupTable>(space_);
  both->merge(*older);
  both->merge(*newer);
  highest_ = std::max(highest_, level);
  has_runs_ = true;
  return (runs_[{level, index}] = std::move(both)).get();
}

const GroupTable* PaneTree::whole(int64_t first, int64_t end) {
  const GroupTable* only = nullptr;
  whole_.reset();
  while (first < end) {
    const int level = largest_level(first, end);
    const GroupTable* const next = run(level, first >> level);
    first += int64_t{1} << level;
    if (next == nullptr) continue;
    if (only == nullptr) {
      only = next;
      continue;
    }
    if (whole_ == nullptr) {
      whole_ = std::make_unique<GroupTable>(space_);
      whole_->merge(*only);
    }
    whole_->merge(*next);
  }
  return whole_ != nullptr ? whole_.get() : only;
}

// The same merges in the same order, for one key.
bool PaneTree::add_run(int level, int64_t index, KeyId key, std::byte* into) const {
  const auto known = runs_.find({level, index});
  const GroupTable* const table = level == 0             ? find(index)
                                  : known != runs_.end() ? known->second.get()
                                                         : nullptr;
  if (table != nullptr) {
    const std::byte* const states = table->find(key);
    if (states != nullptr) space_.layout.merge(space_.context, into, states);
    return states != nullptr;
  }
  if (level == 0 || !holds(level, index)) return false;
  ScratchStates both(space_.layout, space_.context);
  const bool older = add_run(level - 1, index * 2, key, both.get());
  const bool newer = add_run(level - 1, index * 2 + 1, key, both.get());
  if (older || newer) space_.layout.merge(space_.context, into, both.get());
  return older || newer;
}

bool PaneTree::whole(int64_t first, int64_t end, KeyId key, std::byte* into) const {
  bool any = false;
  while (first < end) {
    const int level = largest_level(first, end);
    any = add_run(level, first >> level, key, into) || any;
    first += int64_t{1} << level;
  }
  return any;
}

}  // namespace runnel::op
