// Records in the order of their time, of which the first is taken again and again: a calendar queue.
//
// Records come nearly in order and leave in order, many at once. A heap of all of them would lie in no cache;
// so they lie in buckets of some width of time, unsorted, and only the bucket that is due is sorted (Brown,
// "Calendar queues: a fast O(1) priority queue implementation for the simulation event set problem", 1988,
// but with the buckets in a tree, so that a gap in time costs nothing). What comes next is known so far ahead
// that its memory can be asked for. Does not own the records.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <vector>

#include "op/join/kept.h"

namespace runnel::op {

class DueQueue {
 public:
  // `width` of a bucket, in nanoseconds: a small part of the time that records stay. REQUIRES: > 0.
  explicit DueQueue(int64_t width) : width_(width) {}

  void push(Kept* kept);
  bool empty() const { return due_.empty(); }
  // The first of all. REQUIRES: !empty().
  Kept* front() const { return due_[first_].kept; }
  void pop();
  // Its time; the largest there is where there is none.
  int64_t front_time() const {
    return due_.empty() ? std::numeric_limits<int64_t>::max() : due_[first_].time;
  }
  // The one that will be in front after so many, if that is known; else null.
  Kept* ahead(size_t count) const {
    return first_ + count < due_.size() ? due_[first_ + count].kept : nullptr;
  }
  size_t bytes() const { return size_ * sizeof(Entry); }

  // In no order.
  template <class Visit>
  void each(Visit visit) const {
    for (size_t i = first_; i < due_.size(); ++i) visit(due_[i].kept);
    for (const auto& [number, bucket] : later_) {
      for (const Entry& entry : bucket) visit(entry.kept);
    }
  }

 private:
  struct Entry {
    int64_t time;
    Kept* kept;
  };
  using Bucket = std::vector<Entry>;
  struct IsBefore {
    bool operator()(const Entry& a, const Entry& b) const {
      return a.time != b.time ? a.time < b.time : a.kept->arrival < b.kept->arrival;
    }
  };

  void give_back();

  const int64_t width_;
  Bucket due_;             // sorted; empty only where all is
  size_t first_ = 0;       // in due_: what is before it has left
  int64_t due_until_ = 0;  // the number of its bucket: what belongs there or before goes into it
  std::map<int64_t, Bucket> later_;
  Bucket* last_ = nullptr;  // the bucket of that number, into which the last record went
  int64_t last_number_ = 0;
  size_t size_ = 0;
};

}  // namespace runnel::op
