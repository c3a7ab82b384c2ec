// What holds for the states of all functions: merging the parts of a stream gives the whole, a state that was
// saved and loaded goes on as if it had not been, and damaged bytes do no harm.
#include <rapidcheck.h>
#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "../catch.h"
#include "../json/random_value.h"
#include "group.h"
#include "json/number.h"

namespace runnel::agg {
namespace {

using json::Value;

struct Timed {
  Value value;
  int64_t time;
};

// A stream for what a function takes. Numbers are whole eighths and small, so that sums of them are exact in
// doubles, and few enough for ties; some are beyond that.
std::vector<Timed> random_stream(Takes takes, uint64_t seed, size_t most) {
  std::mt19937_64 random(seed);
  json::RandomValues values(seed + 1);
  std::vector<Timed> stream(random() % (most + 1));
  for (Timed& timed : stream) {
    timed.time = static_cast<int64_t>(random() % 8) - 4;
    const auto small = static_cast<int64_t>(random() % 2001) - 1000;
    if (takes == Takes::truth) {
      timed.value = random() % 8 == 0 ? Value() : Value::boolean(random() % 2 == 0);
    } else if (takes == Takes::number) {
      timed.value = random() % 3 == 0 ? Value::integer(small) : Value::real(static_cast<double>(small) / 8);
    } else if (random() % 2 == 0) {
      timed.value = Value::integer(small / 8);
    } else {
      timed.value = values.value(2).own();
    }
  }
  return stream;
}

struct Named {
  std::string name;
  std::unique_ptr<const Aggregate> aggregate;
};

std::vector<Named> all_aggregates() {
  std::vector<Named> all;
  for (const auto& family : function_families()) {
    for (const Function& function : family) {
      const std::vector<Value> constants = {function.name == "quantile" ? Value::real(0.3)
                                                                        : Value::integer(3)};
      std::string message;
      const size_t count = function.arity == 2 ? 1 : 0;
      all.push_back({std::string(function.synopsis), function.make({constants.data(), count}, message)});
      REQUIRE(all.back().aggregate != nullptr);
    }
  }
  return all;
}

constexpr int64_t kDuration = 60'000'000'000;

// The same, or for what is computed with doubles (var, stddev) nearly.
bool is_same(const std::string& a, const std::string& b) {
  if (a == b) return true;
  if (a.find_first_not_of("0123456789.+-e") != a.npos || b.find_first_not_of("0123456789.+-e") != b.npos)
    return false;
  const double x = json::parse_number(a).as_double();
  const double y = json::parse_number(b).as_double();
  return std::abs(x - y) <= 1e-12 * std::max(std::abs(x), std::abs(y));
}

TEST_CASE("the parts merged are the whole") {
  for (const Named& named : all_aggregates()) {
    const Aggregate& aggregate = *named.aggregate;
    CAPTURE(named.name);
    const bool rounds = named.name.starts_with("var") || named.name.starts_with("stddev");
    CHECK(rc::check(named.name, [&](uint64_t seed) {
      std::mt19937_64 random(seed);
      const auto stream = random_stream(aggregate.takes(), seed, random() % 2 == 0 ? 10 : 400);
      Context context;
      context.exact_values = random() % 2 == 0 ? 1024 : 16;
      {
        Group whole(aggregate, context);
        // Cut anywhere, into parts of which some are empty; merged from the left, or in pairs like a tree.
        std::vector<std::unique_ptr<Group>> parts;
        parts.push_back(std::make_unique<Group>(aggregate, context));
        for (const Timed& timed : stream) {
          while (random() % 12 == 0) parts.push_back(std::make_unique<Group>(aggregate, context));
          whole.add(timed.value, timed.time);
          parts.back()->add(timed.value, timed.time);
        }
        while (parts.size() > 1) {
          const size_t left = random() % (parts.size() - 1);
          parts[left]->merge(*parts[left + 1]);
          parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(left) + 1);
        }
        const std::string expected = whole.result(kDuration);
        const std::string merged = parts[0]->result(kDuration);
        RC_ASSERT(parts[0]->is_approximate() == whole.is_approximate());
        // What SpaceSaving has once it forgets depends on the order: space_saving_test.cpp.
        if (named.name.starts_with("top") && whole.is_approximate()) return;
        RC_ASSERT((rounds ? is_same(merged, expected) : merged == expected));
        if (!rounds && !named.name.starts_with("top")) RC_ASSERT(parts[0]->saved() == whole.saved());
      }
      RC_ASSERT(context.heap_bytes == 0);
    }));
  }
}

TEST_CASE("a state that is saved and loaded at every value goes on as before") {
  for (const Named& named : all_aggregates()) {
    const Aggregate& aggregate = *named.aggregate;
    CAPTURE(named.name);
    CHECK(rc::check(named.name, [&](uint64_t seed) {
      std::mt19937_64 random(seed);
      const auto stream = random_stream(aggregate.takes(), seed, 60);
      Context context;
      context.exact_values = random() % 2 == 0 ? 1024 : 8;
      {
        Group straight(aggregate, context);
        auto resumed = std::make_unique<Group>(aggregate, context);
        for (const Timed& timed : stream) {
          const std::string bytes = resumed->saved();
          auto loaded = std::make_unique<Group>(aggregate, context);
          RC_ASSERT(loaded->load(bytes));
          RC_ASSERT(loaded->saved() == bytes);
          resumed = std::move(loaded);
          resumed->add(timed.value, timed.time);
          straight.add(timed.value, timed.time);
          RC_ASSERT(resumed->result(kDuration) == straight.result(kDuration));
        }
        RC_ASSERT(resumed->saved() == straight.saved());
        RC_ASSERT(resumed->is_approximate() == straight.is_approximate());
        // Merging goes on as before, too, on either side.
        Group a(aggregate, context);
        Group b(aggregate, context);
        a.merge(straight).merge(*resumed);
        b.merge(*resumed).merge(straight);
        RC_ASSERT(a.saved() == b.saved());
      }
      RC_ASSERT(context.heap_bytes == 0);
    }));
  }
}

// What comes of it does not matter: the reader fails, or what it gave can be used and destroyed.
void use(const Aggregate& aggregate, const std::string& bytes, bool must_fail) {
  Context context;
  {
    Group group(aggregate, context);
    const bool loaded = group.load(bytes);
    if (must_fail) CHECK_FALSE(loaded);
    CHECK(context.heap_bytes < 100 * bytes.size() + 100'000);
    if (loaded) {
      group.result(kDuration);
      group.is_approximate();
      group.add(Value::integer(1), 5);
      Group other(aggregate, context);
      other.add(Value::integer(3)).merge(group);
      group.merge(other);
      group.result(kDuration);
      group.saved();
    }
  }
  CHECK(context.heap_bytes == 0);
}

TEST_CASE("damaged bytes do no harm") {
  for (const Named& named : all_aggregates()) {
    const Aggregate& aggregate = *named.aggregate;
    CAPTURE(named.name);
    for (const size_t most : {0, 3, 40}) {
      std::mt19937_64 random(most);
      Context context;
      context.exact_values = 20;
      Group group(aggregate, context);
      for (const Timed& timed : random_stream(aggregate.takes(), most, most))
        group.add(timed.value, timed.time);
      const std::string bytes = group.saved();
      use(aggregate, bytes, false);
      for (size_t length = 0; length < bytes.size(); ++length) use(aggregate, bytes.substr(0, length), true);
      use(aggregate, bytes + 'x', true);
      for (size_t bit = 0; bit < 8 * bytes.size(); bit += 1 + random() % 3) {
        std::string flipped = bytes;
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        use(aggregate, flipped, false);
      }
      for (int i = 0; i < 200; ++i) {
        std::string noise(random() % 60, '\0');
        for (char& c : noise) c = static_cast<char>(random() % 4 == 0 ? random() : random() % 3);
        use(aggregate, noise, false);
      }
    }
  }
}

}  // namespace
}  // namespace runnel::agg
