#include "time/sessions.h"

#include <algorithm>

#include "time/saturate.h"

namespace runnel::time {

int64_t SessionRule::end(const Stretch& session) const {
  return saturated_add(session.last, gap_);
}

bool SessionRule::join(const Stretch& a, const Stretch& b) const {
  if (a.first > end(b) || b.first > end(a)) return false;
  if (!longest_.has_value()) return true;
  const int64_t length = saturated_subtract(std::max(a.last, b.last), std::min(a.first, b.first));
  return length <= *longest_;
}

}  // namespace runnel::time
