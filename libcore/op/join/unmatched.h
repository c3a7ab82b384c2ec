// Records that one move of the frontier has proven to have no partner: written in the order of their time.
#pragma once

#include <algorithm>
#include <vector>

#include "op/join/space.h"

namespace runnel::op {

class Unmatched {
 public:
  explicit Unmatched(JoinSpace& space) : space_(space) {}

  // Counts the record; it is freed by write(), or here where nobody wants to see it.
  void take(Kept* kept) {
    ++space_.counts.sides[kept->side].unmatched;
    if (writes_unmatched(space_.options.type, kept->side)) {
      records_.push_back(kept);
    } else {
      space_.records.free(kept);
    }
  }

  // All that were taken, of equal time left ones first.
  void write() {
    if (records_.empty()) return;
    std::sort(records_.begin(), records_.end(), [](const Kept* a, const Kept* b) {
      if (a->time == b->time && a->side != b->side) return a->side < b->side;
      return is_earlier(a, b);
    });
    for (Kept* kept : records_) {
      space_.writer.write_alone(kept->side, kept->text());
      space_.records.free(kept);
    }
    records_.clear();
  }

 private:
  JoinSpace& space_;
  std::vector<Kept*> records_;
};

}  // namespace runnel::op
