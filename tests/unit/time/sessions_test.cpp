#include "time/sessions.h"

#include <rapidcheck.h>

#include <algorithm>
#include <limits>

#include "../catch.h"

namespace runnel::time {
namespace {

constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

TEST_CASE("a session lasts until a gap after its last record") {
  CHECK(SessionRule(5, std::nullopt).end({10, 12}) == 17);
  CHECK(SessionRule(5, std::nullopt).end({-10, -7}) == -2);
  CHECK(SessionRule(5, std::nullopt).end({0, kMost - 1}) == kMost);
}

TEST_CASE("sessions that touch are one") {
  const SessionRule rule(5, std::nullopt);
  CHECK(rule.join({10, 10}, {15, 15}));  // exactly one gap apart
  CHECK(rule.join({15, 15}, {10, 10}));
  CHECK_FALSE(rule.join({10, 10}, {16, 16}));
  CHECK_FALSE(rule.join({16, 16}, {10, 10}));
  CHECK(rule.join({10, 30}, {20, 20}));  // one within the other
  CHECK(rule.join({-3, -3}, {2, 2}));
  CHECK_FALSE(rule.join({kLeast, kLeast}, {kMost, kMost}));
  CHECK(rule.join({kMost - 5, kMost - 5}, {kMost, kMost}));
}

TEST_CASE("a record joins only as far as the session does not grow too long") {
  const SessionRule rule(5, 10);
  CHECK(rule.join({0, 6}, {10, 10}));
  CHECK_FALSE(rule.join({0, 6}, {11, 11}));
  CHECK_FALSE(rule.join({0, 10}, {15, 15}));
  const SessionRule longest(kMost, kMost);
  CHECK_FALSE(longest.join({-2, -2}, {kMost, kMost}));
  CHECK(longest.join({0, 0}, {kMost, kMost}));
}

TEST_CASE("whether two sessions join: as a slow twin says") {
  REQUIRE(rc::check("every moment of one is within a gap of some moment of the other", [] {
    const auto point = [] { return *rc::gen::inRange<int64_t>(-30, 30); };
    const int64_t gap = *rc::gen::inRange<int64_t>(1, 12);
    const int64_t longest = *rc::gen::inRange<int64_t>(0, 60);
    const int64_t a = point(), b = point(), c = point(), d = point();
    const Stretch one{std::min(a, b), std::max(a, b)};
    const Stretch other{std::min(c, d), std::max(c, d)};
    bool touch = false;
    for (int64_t i = one.first; i <= one.last; ++i) {
      for (int64_t j = other.first; j <= other.last; ++j) touch |= std::max(i - j, j - i) <= gap;
    }
    RC_ASSERT(SessionRule(gap, std::nullopt).join(one, other) == touch);
    const int64_t length = std::max(one.last, other.last) - std::min(one.first, other.first);
    RC_ASSERT(SessionRule(gap, longest).join(one, other) == (touch && length <= longest));
  }));
}

}  // namespace
}  // namespace runnel::time
