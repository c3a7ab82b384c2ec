// Which of some entries has the least count, while counts go up one by one: both in constant time.
//
// The entries' places stand in one array in the order of their counts. Entries of equal count are a run of
// it; one whose count goes up changes places with the last of its run, the run's end moves before it, and the
// run behind takes it in if that has the next count. As in the Stream-Summary of the SpaceSaving paper
// (space_saving.h), without its lists. 12 bytes an entry, 16 bytes a run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace runnel::agg {

class CountOrder {
 public:
  // Nothing is in it until build().
  bool is_empty() const { return order_.empty(); }
  // The places in the order of their counts, least first; of equal counts that of order().
  const std::vector<uint32_t>& order() const { return order_; }
  size_t heap_bytes() const;

  // `order`: all places from 0 on; `counts`: their counts, in the same order. REQUIRES: the counts ascend.
  void build(std::vector<uint32_t> order, const std::vector<uint64_t>& counts);
  // One with the least count. REQUIRES: !is_empty().
  uint32_t least() const { return order_[runs_[run_of_[order_.front()]].end - 1]; }
  uint64_t least_count() const { return runs_[run_of_[order_.front()]].count; }
  // The count of the entry at this place went up by one.
  void increment(uint32_t place);

 private:
  struct Run {
    uint64_t count;
    uint32_t begin;  // in order_
    uint32_t end;
  };

  uint32_t new_run(Run run);
  void put(uint32_t place, uint32_t position) {
    order_[position] = place;
    position_[place] = position;
  }

  std::vector<uint32_t> order_;
  std::vector<uint32_t> position_;  // in order_, by place
  std::vector<uint32_t> run_of_;    // by place
  std::vector<Run> runs_;           // in no order; those in free_ are not in use
  std::vector<uint32_t> free_;
};

}  // namespace runnel::agg
