#include "time/silences.h"

#include <rapidcheck.h>

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "../catch.h"

namespace runnel::time {
namespace {

constexpr int64_t kEarliest = std::numeric_limits<int64_t>::min();
constexpr int64_t kLatest = std::numeric_limits<int64_t>::max();

std::string saved(const Silences& silences) {
  ByteWriter out;
  silences.save(out);
  return out.take();
}

// All moments, kept and in order.
struct Slow {
  std::set<int64_t> moments;

  std::vector<Silences::Stretch> stretches() const {
    std::vector<Silences::Stretch> result;
    for (auto moment = moments.begin(); moment != moments.end(); ++moment) {
      if (moment != moments.begin()) result.push_back({*std::prev(moment), *moment});
    }
    return result;
  }
  int64_t longest_length() const {
    int64_t longest = 0;
    for (const auto& stretch : stretches()) longest = std::max(longest, stretch.length());
    return longest;
  }
};

bool same(const Silences::Stretch& a, const Silences::Stretch& b) {
  return a.from == b.from && a.to == b.to;
}

// What is said is true of all moments; what is not said is because something as long may have been let go.
void check_truth(const Silences& silences, const Slow& slow) {
  RC_ASSERT(silences.empty() == slow.moments.empty());
  if (slow.moments.empty()) return;
  RC_ASSERT(silences.first() == *slow.moments.begin());
  RC_ASSERT(silences.last() == *slow.moments.rbegin());
  const int64_t length = slow.longest_length();
  const auto longest = silences.longest();
  if (!longest) {
    RC_ASSERT(length <= silences.let_go());
    return;
  }
  RC_ASSERT(longest->length() == length);
  const auto stretches = slow.stretches();
  const auto first = std::find_if(stretches.begin(), stretches.end(),
                                  [&](const auto& stretch) { return stretch.length() == length; });
  if (length > silences.let_go()) RC_ASSERT(same(*longest, *first));
  RC_ASSERT(std::any_of(stretches.begin(), stretches.end(),
                        [&](const auto& stretch) { return same(stretch, *longest); }));
}

std::vector<int64_t> some_moments() {
  const int64_t span = *rc::gen::element<int64_t>(1, 20, 300, 5000, 1'000'000'000'000);
  std::vector<int64_t> moments(*rc::gen::inRange<size_t>(0, 400));
  for (int64_t& moment : moments) moment = *rc::gen::inRange<int64_t>(-span, span + 1);
  if (*rc::gen::inRange(0, 10) == 0) moments.insert(moments.end(), {kEarliest, kLatest});
  return moments;
}

Silences reloaded(const Silences& silences) {
  const std::string bytes = saved(silences);
  ByteReader in(bytes);
  Silences loaded;
  loaded.load(in);
  RC_ASSERT(in.ok());
  RC_ASSERT(in.at_end());
  return loaded;
}

TEST_CASE("in order the earliest of the longest silences is known") {
  REQUIRE(rc::check("in order", [] {
    std::vector<int64_t> moments = some_moments();
    std::sort(moments.begin(), moments.end());
    Silences silences;
    Slow slow;
    for (const int64_t moment : moments) {
      silences = reloaded(silences);
      silences.add(moment);
      slow.moments.insert(moment);
      check_truth(silences, slow);
      RC_ASSERT(silences.longest().has_value() == (slow.moments.size() > 1));
      const auto all = slow.stretches();
      const auto longest = std::find_if(all.begin(), all.end(), [&](const auto& stretch) {
        return stretch.length() == slow.longest_length();
      });
      if (longest != all.end()) RC_ASSERT(same(*silences.longest(), *longest));
    }
  }));
}

TEST_CASE("in any order what is said is true") {
  REQUIRE(rc::check("any order", [] {
    Silences silences;
    Slow slow;
    for (const int64_t moment : some_moments()) {
      silences = reloaded(silences);
      silences.add(moment);
      slow.moments.insert(moment);
      check_truth(silences, slow);
      if (slow.moments.size() <= Silences::kMost + 1) RC_ASSERT(silences.let_go() == 0);
    }
  }));
}

TEST_CASE("a silence that is longer than the disorder is known") {
  REQUIRE(rc::check("disorder", [] {
    constexpr int64_t kDisorder = 50;
    const int64_t silence_at = *rc::gen::inRange<int64_t>(0, 1500);
    Silences silences;
    Slow slow;
    for (int64_t i = 0; i < 1500; ++i) {
      const int64_t base = i < silence_at ? i : i + 200;
      const int64_t moment = base + *rc::gen::inRange<int64_t>(0, kDisorder);
      silences.add(moment);
      slow.moments.insert(moment);
    }
    check_truth(silences, slow);
    if (slow.longest_length() > kDisorder) RC_ASSERT(silences.longest().has_value());
  }));
}

TEST_CASE("what is merged is true of all moments") {
  REQUIRE(rc::check("merge", [] {
    std::vector<Silences> parts(3);
    Slow slow;
    for (const int64_t moment : some_moments()) {
      parts[*rc::gen::inRange<size_t>(0, 3)].add(moment);
      slow.moments.insert(moment);
    }
    Silences merged;
    for (const size_t part : {2, 0, 1}) {
      merged.merge(parts[part]);
      merged = reloaded(merged);
    }
    check_truth(merged, slow);
    if (slow.moments.size() <= Silences::kMost + 1) RC_ASSERT(merged.let_go() == 0);
  }));
}

TEST_CASE("parts that follow one another merge as if they were one") {
  REQUIRE(rc::check("chunks", [] {
    std::vector<int64_t> moments = some_moments();
    std::sort(moments.begin(), moments.end());
    const size_t cut = *rc::gen::inRange<size_t>(0, moments.size() + 1);
    Silences whole, front, back;
    for (size_t i = 0; i < moments.size(); ++i) {
      whole.add(moments[i]);
      (i < cut ? front : back).add(moments[i]);
    }
    Silences merged = back;
    merged.merge(front);
    RC_ASSERT(saved(merged) == saved(whole));
    front.merge(back);
    RC_ASSERT(saved(front) == saved(whole));
  }));
}

TEST_CASE("saved silences that make no sense are refused") {
  using Stretches = std::vector<Silences::Stretch>;
  const auto loads = [](uint8_t has_any, int64_t first, int64_t last, int64_t let_go, const Stretches& kept) {
    ByteWriter out;
    out.u8(has_any);
    for (const int64_t value : {first, last, let_go}) out.i64(value);
    out.u64(kept.size());
    for (const auto& stretch : kept) {
      out.i64(stretch.from);
      out.i64(stretch.to);
    }
    ByteReader in(out.bytes());
    Silences silences;
    silences.load(in);
    return in.ok();
  };
  CHECK(loads(1, 0, 10, 2, {{0, 3}, {3, 10}}));
  CHECK_FALSE(loads(0, 0, 10, 2, {{0, 3}}));
  CHECK_FALSE(loads(1, 0, 10, -2, {}));
  CHECK_FALSE(loads(1, 10, 0, 2, {}));
  CHECK_FALSE(loads(1, 0, 10, 2, {{0, 3}, {2, 10}}));
  CHECK_FALSE(loads(1, 0, 10, 2, {{3, 3}}));
  CHECK_FALSE(loads(1, 0, 10, 2, {{3, 11}}));
  Stretches many;
  for (int64_t i = 0; i <= static_cast<int64_t>(Silences::kMost); ++i) many.push_back({i, i + 1});
  CHECK_FALSE(loads(1, 0, 1000, 2, many));
  many.pop_back();
  CHECK(loads(1, 0, 1000, 2, many));
}

}  // namespace
}  // namespace runnel::time
