// The panes of windows on a grid, and what runs of them come to.
//
// A window is put together of its panes from the oldest to the newest. So that a window of many panes does
// not touch each of them, runs of 2, 4, 8 ... panes that begin at a multiple of their length are merged once
// and kept: a window of n panes is then at most 2 log2(n) of them, and whatever is asked, and when, a
// window's panes are merged in the same shape, so that sums of doubles come out the same. (Two-stacks would
// merge less often, but in a shape that depends on what came before.)
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <utility>

#include "op/window/group_table.h"

namespace runnel::op {

class PaneTree {
 public:
  explicit PaneTree(GroupSpace& space) : space_(space) {}

  using Panes = std::map<int64_t, std::unique_ptr<GroupTable>>;
  const Panes& panes() const { return panes_; }

  // Makes the pane where there is none.
  GroupTable& pane(int64_t index);
  const GroupTable* find(int64_t index) const;
  // To be called before a pane is changed: what was made of it is no longer true.
  void changed(int64_t index) {
    if (index != changed_ || has_runs_) forget_runs(index);
  }
  // Forgets the pane.
  void drop(int64_t index);

  // The groups of the panes [first, end), whole: a table that is valid until the next call. Null where there
  // is none.
  const GroupTable* whole(int64_t first, int64_t end);
  // To be called when that table is no longer needed: it holds its keys.
  void release_whole() { whole_.reset(); }
  // One key's, added to `into`, which is empty. False where there is none.
  bool whole(int64_t first, int64_t end, KeyId key, std::byte* into) const;

 private:
  using Run = std::pair<int, int64_t>;  // 2^level panes from index * 2^level on

  static int largest_level(int64_t first, int64_t end);
  bool holds(int level, int64_t index) const;
  const GroupTable* run(int level, int64_t index);
  bool add_run(int level, int64_t index, KeyId key, std::byte* into) const;
  void forget_runs(int64_t pane);

  GroupSpace& space_;
  Panes panes_;
  std::map<Run, std::unique_ptr<GroupTable>> runs_;  // of level 1 and more
  std::unique_ptr<GroupTable> whole_;
  int highest_ = 0;
  int64_t changed_ = 0;    // the pane that was changed last
  bool has_runs_ = false;  // whether runs were made since
};

}  // namespace runnel::op
