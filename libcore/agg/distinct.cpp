// distinct: 8 bytes a group, and what HyperLogLog takes. count_distinct: 8 bytes, and 32 bytes with 21 to 43
// bytes a value. top: 8 bytes, and what SpaceSaving takes.
#include <algorithm>

#include "agg/boxed.h"
#include "agg/constants.h"
#include "agg/function.h"
#include "agg/hash.h"
#include "agg/hash_set.h"
#include "agg/hyperloglog.h"
#include "agg/not_a_number.h"
#include "agg/plain_make.h"
#include "agg/space_saving.h"
#include "json/number.h"

namespace runnel::agg {

using json::Value;

namespace {

void append_count(std::string& out, uint64_t count) {
  json::append_number(out, json::Number::unsigned_integer(count));
}

class Distinct final : public BoxedAggregate<HyperLogLog> {
 public:
  Takes takes() const override { return Takes::value; }
  void add(Context& context, std::byte* state, const Value& value, int64_t) const override {
    if (is_nan(value)) return;
    const Hash64 hash = hash64(context, value);
    change(context, state, [&](HyperLogLog& sketch) { sketch.add(hash); });
  }
  void merge(Context& context, std::byte* into, const std::byte* from) const override {
    if (box_of(from) == nullptr) return;
    change(context, into, [&](HyperLogLog& sketch) { sketch.merge(*box_of(from)); });
  }
  void append_result(std::string& out, const std::byte* state, const Span&) const override {
    append_count(out, box_of(state) != nullptr ? box_of(state)->count() : 0);
  }
  bool is_approximate(const std::byte* state) const override {
    return box_of(state) != nullptr && !box_of(state)->is_exact();
  }
};

// Exact: the 128-bit hashes of the values. In n values any two have the same one with a probability of
// n^2 / 2^129: 1.5e-21 for a thousand million.
using Hashes = HashSet<Hash128>;

class CountDistinct final : public BoxedAggregate<Hashes> {
 public:
  Takes takes() const override { return Takes::value; }
  void add(Context& context, std::byte* state, const Value& value, int64_t) const override {
    if (is_nan(value)) return;
    const Hash128 hash = hash128(context, value);
    change(context, state, [&](Hashes& hashes) { hashes.insert(hash); });
  }
  void merge(Context& context, std::byte* into, const std::byte* from) const override {
    if (box_of(from) == nullptr) return;
    change(context, into,
           [&](Hashes& hashes) { box_of(from)->each([&](Hash128 hash) { hashes.insert(hash); }); });
  }
  void append_result(std::string& out, const std::byte* state, const Span&) const override {
    append_count(out, box_of(state) != nullptr ? box_of(state)->size() : 0);
  }
};

constexpr uint32_t kMostTop = 10'000;

class Top final : public BoxedAggregate<SpaceSaving> {
 public:
  // Eight counters for each value that is asked for: with them a value in the result is hardly ever there by
  // its error alone.
  explicit Top(uint32_t k) : k_(k), counters_(std::max<size_t>(8 * size_t{k}, 256)) {}

  Takes takes() const override { return Takes::value; }
  void add(Context& context, std::byte* state, const Value& value, int64_t) const override {
    if (is_nan(value)) return;
    const Hash64 hash = hash64(context, value);
    change(context, state, [&](SpaceSaving& sketch) { sketch.add(context, hash, value, counters_); });
  }
  void merge(Context& context, std::byte* into, const std::byte* from) const override {
    if (box_of(from) == nullptr) return;
    change(context, into, [&](SpaceSaving& sketch) { sketch.merge(context, *box_of(from), counters_); });
  }
  void append_result(std::string& out, const std::byte* state, const Span&) const override {
    if (box_of(state) == nullptr) {
      out += "null";
      return;
    }
    char before = '[';
    for (const SpaceSaving::Entry* entry : box_of(state)->top(k_)) {
      out += before;
      before = ',';
      out += R"({"value":)";
      entry->value.append(out);
      out += R"(,"count":)";
      append_count(out, entry->count);
      out += R"(,"error":)";
      append_count(out, entry->error);
      out += '}';
    }
    out += ']';
  }
  bool is_approximate(const std::byte* state) const override {
    return box_of(state) != nullptr && !box_of(state)->is_exact();
  }

 private:
  void load_box(Context& context, SpaceSaving& sketch, ByteReader& in) const override {
    sketch.load(context, in, counters_);
  }
  void release_box(Context& context, SpaceSaving& sketch) const override { sketch.release(context); }

  uint32_t k_;
  size_t counters_;
};

std::unique_ptr<const Aggregate> make_top(std::span<const Value> constants, std::string& message) {
  const auto k = whole_constant("k", kMostTop, constants[0], message);
  return k ? std::make_unique<Top>(*k) : nullptr;
}

constexpr std::string_view kUsers = R"({"t":1,"user":"ann"}
{"t":2,"user":"bob"}
{"t":3,"user":"ann"}
{"t":4}
{"t":5,"user":"eve"})";

constexpr Function kFunctions[] = {
    {"distinct", 1, "distinct(E)",
     "How many different values: exact up to 1024, then estimated with a standard error of 0.81 % "
     "(HyperLogLog).",
     "distinct(.user)", kUsers, "3", make_plain<Distinct>},
    {"count_distinct", 1, "count_distinct(E)",
     "How many different values, exactly, in memory that grows with their number.", "count_distinct(.user)",
     kUsers, "3", make_plain<CountDistinct>},
    {"top", 2, "top(E; k)",
     "The k most frequent values with their counts, each at most `error` too high (SpaceSaving): exact while "
     "there are no more than 256, or 8 k, different values.",
     "top(.user; 2)", kUsers, R"([{"value":"ann","count":2,"error":0},{"value":"bob","count":1,"error":0}])",
     make_top},
};

}  // namespace

std::span<const Function> distinct_functions() {
  return kFunctions;
}

}  // namespace runnel::agg
