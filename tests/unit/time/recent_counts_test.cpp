#include "time/recent_counts.h"

#include <rapidcheck.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "../catch.h"
#include "time/saturate.h"

namespace runnel::time {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

std::string saved(const RecentCounts& counts) {
  ByteWriter out;
  counts.save(out);
  return out.take();
}

uint64_t slow_count(const std::vector<int64_t>& moments, size_t buckets, int64_t now) {
  const auto bucket = [](int64_t moment) { return floor_divide(moment, RecentCounts::kBucket); };
  const int64_t newest = bucket(*std::max_element(moments.begin(), moments.end()));
  uint64_t total = 0;
  for (const int64_t moment : moments) {
    const bool is_remembered = bucket(moment) > newest - static_cast<int64_t>(RecentCounts::kBuckets);
    const bool is_asked = bucket(moment) > bucket(now) - static_cast<int64_t>(buckets);
    if (is_remembered && is_asked) ++total;
  }
  return total;
}

std::vector<int64_t> some_moments() {
  const int64_t base = *rc::gen::element<int64_t>(0, 1'425'599'507 * kSecond, -700 * kSecond,
                                                  std::numeric_limits<int64_t>::max() - 400 * kSecond,
                                                  std::numeric_limits<int64_t>::min());
  const int64_t span = *rc::gen::element<int64_t>(1, 3 * kSecond, 50 * kSecond, 200 * kSecond);
  std::vector<int64_t> moments(*rc::gen::inRange<size_t>(1, 60));
  for (int64_t& moment : moments) moment = base + *rc::gen::inRange<int64_t>(0, span);
  return moments;
}

TEST_CASE("counts are those of all moments") {
  REQUIRE(rc::check("count", [] {
    const std::vector<int64_t> moments = some_moments();
    RecentCounts counts;
    RC_ASSERT(counts.count(10, 0) == uint64_t{0});
    for (const int64_t moment : moments) counts.add(moment);
    const int64_t latest = *std::max_element(moments.begin(), moments.end());
    for (const int64_t later : {int64_t{0}, int64_t{1}, kSecond / 10, 7 * kSecond, 70 * kSecond}) {
      for (const size_t buckets : {1, 10, 100, 600}) {
        const int64_t now = latest + later;
        RC_ASSERT(counts.count(buckets, now) == slow_count(moments, buckets, now));
      }
    }
  }));
}

TEST_CASE("any order and partition gives the same recent counts") {
  REQUIRE(rc::check("partition", [] {
    const std::vector<int64_t> moments = some_moments();
    RecentCounts in_order;
    std::vector<RecentCounts> parts(3);
    for (const int64_t moment : moments) {
      in_order.add(moment);
      RecentCounts& part = parts[*rc::gen::inRange<size_t>(0, 3)];
      // Saved and loaded each time.
      RecentCounts loaded;
      const std::string bytes = saved(part);
      ByteReader in(bytes);
      loaded.load(in);
      RC_ASSERT(in.ok());
      RC_ASSERT(in.at_end());
      loaded.add(moment);
      part = loaded;
    }
    RecentCounts merged;
    for (const size_t part : {1, 2, 0}) merged.merge(parts[part]);
    RC_ASSERT(saved(merged) == saved(in_order));
  }));
}

TEST_CASE("the ends of time") {
  RecentCounts counts;
  counts.add(std::numeric_limits<int64_t>::min());
  CHECK(counts.count(600, std::numeric_limits<int64_t>::min()) == 1);
  CHECK(counts.count(600, 0) == 0);
  counts.add(std::numeric_limits<int64_t>::max());
  CHECK(counts.count(600, std::numeric_limits<int64_t>::max()) == 1);
}

TEST_CASE("saved counts that make no sense are refused") {
  const auto loads = [](uint8_t has_any, int64_t newest, uint64_t count, uint32_t age) {
    ByteWriter out;
    out.u8(has_any);
    out.i64(newest);
    out.u64(count);
    out.u32(age);
    out.u32(7);
    ByteReader in(out.bytes());
    RecentCounts counts;
    counts.load(in);
    return in.ok();
  };
  CHECK(loads(1, 5, 1, 599));
  CHECK_FALSE(loads(1, 5, 1, 600));
  CHECK_FALSE(loads(0, 5, 1, 0));
  CHECK_FALSE(loads(1, 5, 2, 0));
  CHECK_FALSE(loads(1, std::numeric_limits<int64_t>::max(), 1, 0));
  CHECK_FALSE(loads(1, std::numeric_limits<int64_t>::min(), 1, 0));
}

}  // namespace
}  // namespace runnel::time
