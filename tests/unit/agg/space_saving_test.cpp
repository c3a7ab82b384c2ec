#include "agg/space_saving.h"

#include <rapidcheck.h>
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "../catch.h"
#include "group.h"

namespace runnel::agg {
namespace {

using json::Value;

Hash64 hash_of(Context& context, uint64_t value) {
  return hash64(context, Value::unsigned_integer(value));
}

// The slow twin: all counts.
using Counts = std::map<uint64_t, uint64_t>;

struct Frequent {
  explicit Frequent(size_t m) : capacity(m) {}
  ~Frequent() { sketch.release(context); }
  Frequent(const Frequent&) = delete;
  Frequent& operator=(const Frequent&) = delete;

  void add(uint64_t value) {
    sketch.add(context, hash_of(context, value), Value::unsigned_integer(value), capacity);
    ++counts[value];
    ++total;
  }
  void merge(const Frequent& other) {
    sketch.merge(context, other.sketch, capacity);
    for (const auto& [value, count] : other.counts) counts[value] += count;
    total += other.total;
  }

  // All that space_saving.h promises.
  void check() const {
    const auto all = sketch.top(capacity);
    std::set<uint64_t> there;
    REQUIRE(sketch.total() == total);
    REQUIRE(sketch.is_exact() == (counts.size() <= capacity));
    uint64_t sum = 0;
    for (size_t i = 0; i < all.size(); ++i) {
      const uint64_t value =
          all[i]->value.view().number().as_double() < 0 ? 0 : all[i]->value.view().number().u;
      const uint64_t truth = counts.at(value);
      REQUIRE(truth <= all[i]->count);
      REQUIRE(truth >= all[i]->count - all[i]->error);
      if (sketch.is_exact()) REQUIRE(all[i]->error == 0);
      if (i > 0) REQUIRE(all[i - 1]->count >= all[i]->count);
      REQUIRE(there.insert(value).second);
      sum += all[i]->count;
    }
    REQUIRE(sum <= total);
    REQUIRE(sketch.floor() <= total / capacity);
    for (const auto& [value, count] : counts) {
      if (there.count(value) > 0) continue;
      REQUIRE(count <= sketch.floor());
      REQUIRE(count <= total / capacity);
    }
  }

  size_t capacity;
  Context context;
  SpaceSaving sketch;
  Counts counts;
  uint64_t total = 0;
};

uint64_t zipf(std::mt19937_64& random, double exponent) {
  const double u = (static_cast<double>(random() >> 11) + 0.5) / 9007199254740992.0;
  return static_cast<uint64_t>(std::min(1e15, std::pow(u, -1 / exponent)));
}

TEST_CASE("frequent values: what is promised holds on streams of every kind") {
  std::mt19937_64 random(1);
  Frequent frequent(64);
  SECTION("Zipf") {
    for (int i = 0; i < 50'000; ++i) frequent.add(zipf(random, 1.1));
    CHECK_FALSE(frequent.sketch.is_exact());
    // The ten most frequent are those that are.
    const auto top = frequent.sketch.top(10);
    for (uint64_t value = 1; value <= 10; ++value) CHECK(top[value - 1]->value.view().number().u == value);
  }
  SECTION("rotation through one more than there are counters") {
    for (uint64_t i = 0; i < 20'000; ++i) frequent.add(i % 65);
  }
  SECTION("rotation with one value that is frequent enough, seldom seen") {
    for (uint64_t i = 0; i < 20'000; ++i) frequent.add(i % 60 == 0 ? 1'000'000 : i % 1000);
    CHECK(frequent.sketch.top(1)[0]->value.view().number().u == 1'000'000);
  }
  SECTION("all different") {
    for (uint64_t i = 0; i < 10'000; ++i) frequent.add(i);
  }
  SECTION("a frequent value early, then none of it") {
    for (uint64_t i = 0; i < 10'000; ++i) frequent.add(i < 1000 ? 7 : i);
  }
  SECTION("few") {
    for (uint64_t i = 0; i < 10'000; ++i) frequent.add(i % 64);
    CHECK(frequent.sketch.is_exact());
  }
  frequent.check();
}

TEST_CASE("frequent values: the same holds for parts that were merged, in any tree") {
  CHECK(rc::check("merge", [](uint64_t seed) {
    std::mt19937_64 random(seed);
    const size_t capacity = 2 + random() % 20;
    std::vector<std::unique_ptr<Frequent>> parts;
    for (size_t part = 0; part < 1 + random() % 6; ++part) {
      parts.push_back(std::make_unique<Frequent>(capacity));
      const bool rotates = random() % 3 == 0;
      const uint64_t start = random() % 100;
      for (uint64_t i = 0, count = random() % 600; i < count; ++i) {
        parts.back()->add(rotates ? start + i % (capacity + 1) : zipf(random, 0.8) % 500);
      }
    }
    while (parts.size() > 1) {
      const size_t left = random() % (parts.size() - 1);
      parts[left]->merge(*parts[left + 1]);
      parts[left]->check();
      parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(left) + 1);
    }
    for (int i = 0; i < 50; ++i) parts[0]->add(zipf(random, 0.8) % 500);
    parts[0]->check();
  }));
}

std::string saved(const SpaceSaving& sketch) {
  ByteWriter out;
  sketch.save(out);
  return out.take();
}

TEST_CASE("frequent values: saved and loaded anywhere, all goes on as before") {
  CHECK(rc::check("save", [](uint64_t seed) {
    std::mt19937_64 random(seed);
    Context context;
    const size_t capacity = 2 + random() % 20;
    SpaceSaving straight;
    SpaceSaving resumed;
    for (int i = 0; i < 200; ++i) {
      const Value value = Value::unsigned_integer(zipf(random, 0.7) % 100);
      straight.add(context, hash64(context, value), value, capacity);
      resumed.add(context, hash64(context, value), value, capacity);
      const std::string bytes = saved(resumed);
      resumed.release(context);
      resumed = SpaceSaving();
      ByteReader in(bytes);
      resumed.load(context, in, capacity);
      RC_ASSERT((in.ok() && in.at_end()));
      RC_ASSERT(saved(resumed) == bytes);
      RC_ASSERT(bytes == saved(straight));
    }
    straight.release(context);
    resumed.release(context);
  }));
}

TEST_CASE("top") {
  CHECK(result_of(*make("top", {"2"}), "") == "null");
  CHECK(result_of(*make("top", {"2"}), "\"b\"\n\"a\"\n1\n1.0\n[1]") ==
        R"([{"value":1,"count":2,"error":0},{"value":"b","count":1,"error":0}])");
  CHECK(result_of(*make("top", {"9"}), "\"b\"\n\"a\"\n\"a\"\n\"b\"") ==
        R"([{"value":"b","count":2,"error":0},{"value":"a","count":2,"error":0}])");
  const auto top = make("top", {"1"});
  Context context;
  Group group(*top, context);
  for (int i = 0; i < 1000; ++i) {
    group.add(Value::owned_string("a value that is longer than fourteen bytes " + std::to_string(i % 300)));
  }
  CHECK(group.is_approximate());
  for (int i = 0; i < 50; ++i) group.add(Value::string("x"));
  // At most 1000 / 256 too many.
  CHECK(group.result() == R"([{"value":"x","count":53,"error":3}])");
}

}  // namespace
}  // namespace runnel::agg
