#include "op/join/due_queue.h"

#include <algorithm>
#include <utility>

#include "time/saturate.h"

namespace runnel::op {

void DueQueue::push(Kept* kept) {
  const int64_t number = time::floor_divide(kept->time, width_);
  ++size_;
  if (due_.empty()) due_until_ = number;
  if (number <= due_until_) {
    const Entry entry{kept->time, kept};
    const bool is_last = due_.empty() || !IsBefore()(entry, due_.back());
    const auto place = is_last ? due_.end()
                               : std::upper_bound(due_.begin() + static_cast<ptrdiff_t>(first_), due_.end(),
                                                  entry, IsBefore());
    due_.insert(place, entry);
    return;
  }
  if (last_ == nullptr || last_number_ != number) {
    last_ = &later_[number];
    last_number_ = number;
  }
  last_->push_back({kept->time, kept});
}

void DueQueue::pop() {
  --size_;
  ++first_;
  if (first_ < due_.size()) return give_back();
  due_.clear();
  first_ = 0;
  if (later_.empty()) return;
  const auto next = later_.begin();
  if (&next->second == last_) last_ = nullptr;
  due_until_ = next->first;
  std::swap(due_, next->second);
  later_.erase(next);
  if (!std::is_sorted(due_.begin(), due_.end(), IsBefore())) std::sort(due_.begin(), due_.end(), IsBefore());
}

// The room of those that have left, where records of one bucket come and go for long.
void DueQueue::give_back() {
  constexpr size_t kMuch = 1024;
  if (first_ < kMuch || first_ * 2 < due_.size()) return;
  due_.erase(due_.begin(), due_.begin() + static_cast<ptrdiff_t>(first_));
  first_ = 0;
}

}  // namespace runnel::op
