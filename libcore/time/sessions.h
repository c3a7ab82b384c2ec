// Which sessions a record joins.
//
// A session is what its records span, first to last, and lasts until `gap` after the last: its window is
// [first, last + gap). A record joins the sessions that it touches: two records exactly one gap apart are one
// session. With a longest session a record joins only as far as what comes of it spans no more than that.
#pragma once

#include <cstdint>
#include <optional>

namespace runnel::time {

struct Stretch {
  int64_t first;
  int64_t last;
};

class SessionRule {
 public:
  // `longest`: what last - first may be at most.
  SessionRule(int64_t gap, std::optional<int64_t> longest) : gap_(gap), longest_(longest) {}

  int64_t end(const Stretch& session) const;  // last + gap, saturating
  // Whether the two are one session: they touch, and what comes of them is not too long.
  bool join(const Stretch& a, const Stretch& b) const;

 private:
  int64_t gap_;
  std::optional<int64_t> longest_;
};

}  // namespace runnel::time
