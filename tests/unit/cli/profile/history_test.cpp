#include "cli/profile/history.h"

#include "catch.h"
#include "op/stats/summaries.h"

using namespace runnel;
using namespace runnel::cli;
using Trend = ProfileHistory::Trend;

namespace {

constexpr int64_t kSecond = 1'000'000'000;

op::ProfileSummary profile_of(uint64_t records, agg::Points points) {
  op::ProfileSummary profile;
  profile.records = records;
  profile.fields = {op::number_field(".n", std::move(points))};
  return profile;
}

}  // namespace

TEST_CASE("rates by the clock, and means of what came between two looks") {
  ProfileHistory history;
  std::vector<op::ProfileSummary> profiles{profile_of(10, {{5, 10}})};
  history.take(profiles, 7 * kSecond);
  CHECK(history.rate(profiles[0]) == Trend{});
  CHECK(history.mean(profiles[0], profiles[0].fields[0]) == Trend{5});
  profiles[0] = profile_of(30, {{5, 10}, {8, 20}});
  history.take(profiles, 9 * kSecond);
  profiles[0] = profile_of(30, {{5, 10}, {8, 20}});
  history.take(profiles, 10 * kSecond);
  profiles[0] = profile_of(31, {{2, 1}, {5, 10}, {8, 20}});
  history.take(profiles, 10 * kSecond + kSecond / 2);
  CHECK(history.rate(profiles[0]) == Trend{10, 0, 2});
  CHECK(history.mean(profiles[0], profiles[0].fields[0]) == Trend{5, 8, std::nullopt, 2});
}

TEST_CASE("each key has its own history, and what is not known has none") {
  ProfileHistory history;
  std::vector<op::ProfileSummary> profiles{profile_of(1, {{1, 1}}), profile_of(2, {{2, 2}})};
  profiles[0].key = {{"k", "1"}};
  profiles[1].key = {{"k", "2"}};
  history.take(profiles, 0);
  history.take(profiles, kSecond);
  CHECK(history.rate(profiles[1]) == Trend{0});
  CHECK(history.mean(profiles[1], profiles[1].fields[0])[0] == 2);
  op::ProfileSummary other = profile_of(1, {{1, 1}});
  CHECK(history.rate(other).empty());
  CHECK(history.mean(other, other.fields[0]).empty());
  other = profiles[0];
  other.fields[0].path = ".m";
  CHECK(history.mean(other, other.fields[0]).empty());
}

TEST_CASE("what is older than kMost looks is forgotten") {
  ProfileHistory history;
  for (uint64_t i = 0; i < ProfileHistory::kMost + 10; ++i) {
    const std::vector<op::ProfileSummary> profiles{profile_of(i * i, {{1, 1}})};
    history.take(profiles, static_cast<int64_t>(i) * kSecond);
  }
  const Trend rate = history.rate({});
  REQUIRE(rate.size() == ProfileHistory::kMost);
  CHECK(rate.back() == 2 * (ProfileHistory::kMost + 9) - 1);
  CHECK(rate.front() == 2 * 10 - 1);
}
