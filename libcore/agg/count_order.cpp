#include "agg/count_order.h"

#include <utility>

namespace runnel::agg {

size_t CountOrder::heap_bytes() const {
  return runs_.capacity() * sizeof(Run) +
         (order_.capacity() + position_.capacity() + run_of_.capacity() + free_.capacity()) *
             sizeof(uint32_t);
}

void CountOrder::build(std::vector<uint32_t> order, const std::vector<uint64_t>& counts) {
  order_ = std::move(order);
  position_.resize(order_.size());
  run_of_.resize(order_.size());
  runs_.clear();
  free_.clear();
  for (uint32_t position = 0; position < order_.size(); ++position) {
    if (runs_.empty() || runs_.back().count != counts[position]) {
      runs_.push_back({counts[position], position, position});
    }
    runs_.back().end = position + 1;
    position_[order_[position]] = position;
    run_of_[order_[position]] = static_cast<uint32_t>(runs_.size() - 1);
  }
}

uint32_t CountOrder::new_run(Run run) {
  if (free_.empty()) {
    runs_.push_back(run);
    return static_cast<uint32_t>(runs_.size() - 1);
  }
  const uint32_t reused = free_.back();
  free_.pop_back();
  runs_[reused] = run;
  return reused;
}

void CountOrder::increment(uint32_t place) {
  const uint32_t old_run = run_of_[place];
  const uint64_t count = runs_[old_run].count + 1;
  const uint32_t last = --runs_[old_run].end;
  put(order_[last], position_[place]);
  put(place, last);
  if (runs_[old_run].begin == last) free_.push_back(old_run);
  const uint32_t behind = last + 1 < order_.size() ? run_of_[order_[last + 1]] : old_run;
  if (runs_[behind].count == count) {
    runs_[behind].begin = last;
    run_of_[place] = behind;
  } else {
    run_of_[place] = new_run({count, last, last + 1});
  }
}

}  // namespace runnel::agg
