// The longest stretches of a time line in which nothing happened, in bounded memory, whatever the order in
// which the moments come.
//
// The line is cut at each moment, and the longest pieces between moments are kept: at most kMost. A moment
// that lies in one of them cuts it in two; a piece that is not kept can only become shorter, so that what was
// let go is never longer than let_go() says. The pieces before the first moment and behind the last are known
// as well, so that two of these merge: nothing happened where neither saw anything.
//
// So every piece that is kept is a silence of all moments, and the longest of them is the longest there was
// if it is longer than let_go(). Where moments come in order it always is, or as long. It may not be where
// moments out of order have cut all that was kept, or where parts are merged that overlap in time and are
// full of moments: then the longest silence is not known, but for this bound, and longest() says nothing.
//
// 1 KB at most.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "time/saturate.h"

namespace runnel::time {

class Silences {
 public:
  static constexpr size_t kMost = 64;

  struct Stretch {
    int64_t from;  // a moment, in nanoseconds
    int64_t to;    // the next one
    int64_t length() const { return saturated_subtract(to, from); }
  };

  void add(int64_t moment) {
    if (has_any_ && moment >= last_ && saturated_subtract(moment, last_) <= enough_) {
      let_go_ = std::max(let_go_, moment - last_);
      last_ = moment;
    } else {
      add_slowly(moment);
    }
  }
  void merge(const Silences& other);

  bool empty() const { return !has_any_; }
  // The first and the last moment. REQUIRES: not empty().
  int64_t first() const { return first_; }
  int64_t last() const { return last_; }
  // The longest, and of several as long the earliest that is kept. Nothing where it is not known, or there
  // are no two different moments.
  std::optional<Stretch> longest() const;
  // No stretch that is not kept is longer than this, in nanoseconds.
  int64_t let_go() const { return let_go_; }

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  void add_slowly(int64_t moment);
  void drop_shortest();
  void settle();

  std::vector<Stretch> kept_;  // in the order of time
  bool has_any_ = false;
  int64_t first_ = 0;
  int64_t last_ = 0;
  int64_t let_go_ = 0;
  // The length of the shortest that is kept where there is no room for more, else 0: a shorter one that
  // comes last is let go.
  int64_t enough_ = 0;
};

}  // namespace runnel::time
