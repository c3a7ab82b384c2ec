// The records of one key and side, by time: found by it in few steps, added mostly behind the last, taken
// mostly from the front. Of equal times the one that came first is first.
//
// Most keys have one record at a time: it lies in the list itself, which takes 32 bytes. Does not own the
// records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "op/join/kept.h"

namespace runnel::op {

class TimeList {
 public:
  struct Entry {
    int64_t time;
    Kept* kept;
  };

  TimeList() = default;
  TimeList(TimeList&& other) noexcept { take(other); }
  TimeList& operator=(TimeList&& other) noexcept {
    if (this != &other) {
      release();
      take(other);
    }
    return *this;
  }
  ~TimeList() { release(); }

  // Behind all that are not later. Returns its place.
  size_t add(Kept* kept);
  // REQUIRES: it is there.
  void remove(const Kept* kept);

  // Valid until the next change.
  std::span<const Entry> entries() const { return {data() + begin_, end_ - begin_}; }
  bool empty() const { return begin_ == end_; }
  size_t size() const { return end_ - begin_; }
  // The place of the first that is not before `time`, and of the first behind it.
  size_t first_from(int64_t time) const;
  size_t first_after(int64_t time) const;

  // Beside the list itself.
  size_t bytes() const { return is_inside() ? 0 : capacity_ * sizeof(Entry); }

 private:
  bool is_inside() const { return capacity_ == 0; }
  Entry* data() { return is_inside() ? &one_ : many_; }
  const Entry* data() const { return is_inside() ? &one_ : many_; }
  void make_room();
  void take(TimeList& other);
  void release();

  union {
    Entry one_{};
    Entry* many_;
  };
  uint32_t begin_ = 0;
  uint32_t end_ = 0;
  uint32_t capacity_ = 0;  // 0: what there is lies in one_
};

}  // namespace runnel::op
