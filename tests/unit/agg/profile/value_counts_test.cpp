#include "agg/profile/value_counts.h"

#include <algorithm>
#include <random>
#include <unordered_map>
#include <vector>

#include "../../catch.h"

namespace runnel::agg {
namespace {

using Truth = std::unordered_map<int64_t, uint64_t>;

Scalar scalar(int64_t value) {
  return Scalar::number(json::Number::integer(value));
}

// A few values are frequent, many come once or twice.
std::vector<int64_t> skewed(unsigned seed, size_t count) {
  std::minstd_rand random(seed);
  std::vector<int64_t> values;
  for (size_t i = 0; i < count; ++i) {
    const auto range = random() % 4 == 0 ? 20U : 1U << (random() % 20);
    values.push_back(static_cast<int64_t>(random() % range));
  }
  return values;
}

// What the header promises, for every value.
void check_bounds(const ValueCounts& counts, const Truth& truth, uint64_t added) {
  Truth left = truth;
  for (const ValueCounts::Entry& entry : counts.entries()) {
    const auto value = static_cast<int64_t>(entry.word);
    const auto true_count = left.find(value);
    REQUIRE(true_count != left.end());
    REQUIRE(true_count->second <= entry.count);
    REQUIRE(true_count->second + entry.error >= entry.count);
    left.erase(true_count);
  }
  for (const auto& [value, count] : left) REQUIRE(count <= counts.floor());
  CHECK(counts.floor() <= 2 * added / ValueCounts::kMost + ValueCounts::kSlack);
}

TEST_CASE("bounds hold, and merged parts keep them") {
  for (const unsigned seed : {1U, 2U, 3U}) {
    const std::vector<int64_t> values = skewed(seed, 200'000);
    Context context;
    ValueCounts whole;
    std::vector<ValueCounts> parts(4);
    Truth truth;
    for (size_t i = 0; i < values.size(); ++i) {
      ++truth[values[i]];
      whole.add(context, scalar(values[i]));
      parts[i * parts.size() / values.size()].add(context, scalar(values[i]));
    }
    CHECK_FALSE(whole.is_exact());
    check_bounds(whole, truth, values.size());
    for (size_t i = 1; i < parts.size(); ++i) parts[0].merge(context, parts[i]);
    check_bounds(parts[0], truth, values.size());
    // The frequent ones are found, whichever way.
    CHECK(whole.top(10).size() == 10);
    CHECK(parts[0].top(10).size() == 10);
    for (ValueCounts& part : parts) part.release(context);
    whole.release(context);
    CHECK(context.heap_bytes == 0);
  }
}

TEST_CASE("exact as long as there is room, whichever way they are added") {
  std::minstd_rand random(5);
  std::vector<Scalar> scalars;
  Truth truth;
  for (int i = 0; i < 20'000; ++i) {
    const auto value = static_cast<int64_t>(random() % ValueCounts::kMost);
    ++truth[value];
    scalars.push_back(scalar(value));
  }
  Context context;
  ValueCounts one_by_one, together;
  for (const Scalar& one : scalars) one_by_one.add(context, one);
  CHECK(together.add_exactly(context, scalars) == scalars.size());
  for (const ValueCounts* counts : {&one_by_one, &together}) {
    CHECK(counts->is_exact());
    CHECK(counts->size() == truth.size());
    for (const auto& entry : counts->entries()) {
      REQUIRE(entry.count == truth[static_cast<int64_t>(entry.word)]);
      REQUIRE(entry.error == 0);
    }
  }
  for (int64_t value = 0; value < static_cast<int64_t>(ValueCounts::kMost); ++value) {
    together.add(context, scalar(value));
  }
  const Scalar more = scalar(1 << 20);
  CHECK(together.add_exactly(context, {&more, 1}) == 0);
}

TEST_CASE("saved and loaded they go on the same") {
  const std::vector<int64_t> values = skewed(9, 30'000);
  Context context;
  ValueCounts whole, loaded;
  for (size_t i = 0; i < values.size(); ++i) {
    whole.add(context, scalar(values[i]));
    if (i == values.size() / 2) {
      ByteWriter out;
      whole.save(out);
      ByteReader in(out.bytes());
      loaded.load(context, in);
      REQUIRE(in.ok());
    } else if (i > values.size() / 2) {
      loaded.add(context, scalar(values[i]));
    }
  }
  ByteWriter one, other;
  whole.save(one);
  loaded.save(other);
  CHECK(one.bytes() == other.bytes());
}

TEST_CASE("strings are kept up to their first bytes, and told apart by all") {
  Context context;
  ValueCounts counts;
  const std::string head(300, 'x');
  for (const std::string& text : {head + "a", head + "b", head + "a", std::string("short")}) {
    counts.add(context, Scalar::string(text));
  }
  const auto top = counts.top(5);
  REQUIRE(top.size() == 3);
  CHECK(top[0]->count == 2);
  CHECK(top[0]->is_cut);
  CHECK(top[0]->characters == 301);
  CHECK(counts.value(*top[0]).as_text().size() == Scalar::kMostKept);
}

}  // namespace
}  // namespace runnel::agg
