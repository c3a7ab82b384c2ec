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
    due_.push_back({kept->time, kept});
    std::push_heap(due_.begin(), due_.end(), is_later);
    return;
  }
  if (last_ == nullptr || last_number_ != number) {
    last_ = &later_[number];
    last_number_ = number;
  }
  last_->push_back({kept->time, kept});
}

void DueQueue::pop() {
  std::pop_heap(due_.begin(), due_.end(), is_later);
  due_.pop_back();
  --size_;
  if (!due_.empty() || later_.empty()) return;
  const auto next = later_.begin();
  if (&next->second == last_) last_ = nullptr;
  due_until_ = next->first;
  due_ = std::move(next->second);
  later_.erase(next);
  std::make_heap(due_.begin(), due_.end(), is_later);
}

}  // namespace runnel::op
