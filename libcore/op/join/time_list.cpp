#include "op/join/time_list.h"

#include <algorithm>
#include <utility>

namespace runnel::op {

namespace {

bool is_before(const TimeList::Entry& entry, int64_t time) {
  return entry.time < time;
}

bool is_after(int64_t time, const TimeList::Entry& entry) {
  return time < entry.time;
}

}  // namespace

size_t TimeList::first_from(int64_t time) const {
  const std::span<const Entry> all = entries();
  return static_cast<size_t>(std::lower_bound(all.begin(), all.end(), time, is_before) - all.begin());
}

size_t TimeList::first_after(int64_t time) const {
  const std::span<const Entry> all = entries();
  return static_cast<size_t>(std::upper_bound(all.begin(), all.end(), time, is_after) - all.begin());
}

size_t TimeList::add(Kept* kept) {
  const uint32_t capacity = is_inside() ? 1 : capacity_;
  if (end_ == capacity) make_room();
  Entry* const first = data() + begin_;
  Entry* const last = data() + end_;
  const bool is_last = first == last || (last - 1)->time <= kept->time;
  Entry* const place = is_last ? last : std::upper_bound(first, last, kept->time, is_after);
  std::move_backward(place, last, last + 1);
  *place = {kept->time, kept};
  ++end_;
  return static_cast<size_t>(place - first);
}

void TimeList::remove(const Kept* kept) {
  Entry* const first = data() + begin_;
  Entry* const last = data() + end_;
  Entry* place = std::lower_bound(first, last, kept->time, is_before);
  while (place->kept != kept) ++place;
  if (place == first) {
    ++begin_;
  } else {
    std::move(place + 1, last, place);
    --end_;
  }
  if (!empty()) return;
  release();
  begin_ = end_ = 0;
}

// Behind the last: by moving all to the front where half the room or more is free, else in more of it.
void TimeList::make_room() {
  const uint32_t count = end_ - begin_;
  if (begin_ > 0 && (is_inside() || begin_ >= capacity_ / 2)) {
    std::move(data() + begin_, data() + end_, data());
  } else {
    const uint32_t capacity = is_inside() ? 4 : capacity_ * 2;
    auto* const more = new Entry[capacity];
    std::copy(data() + begin_, data() + end_, more);
    release();
    many_ = more;
    capacity_ = capacity;
  }
  begin_ = 0;
  end_ = count;
}

void TimeList::take(TimeList& other) {
  if (other.is_inside()) {
    one_ = other.one_;
  } else {
    many_ = other.many_;
  }
  begin_ = std::exchange(other.begin_, 0);
  end_ = std::exchange(other.end_, 0);
  capacity_ = std::exchange(other.capacity_, 0);
}

void TimeList::release() {
  if (!is_inside()) delete[] many_;
  capacity_ = 0;
}

}  // namespace runnel::op
