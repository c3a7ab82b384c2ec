// min, max: 16 bytes a group, and what text beyond 14 bytes takes. first, last: 24 bytes likewise. collect:
// 8 bytes, and what Collection takes.
#include "agg/boxed.h"
#include "agg/collection.h"
#include "agg/constants.h"
#include "agg/function.h"
#include "agg/kept_value.h"
#include "agg/not_a_number.h"
#include "agg/plain_make.h"
#include "agg/typed.h"

namespace runnel::agg {

using json::Number;
using json::Value;

namespace {

int compare_numbers(Number a, Number b) {
  if (a.kind == Number::Kind::integer && b.kind == Number::Kind::integer) return (a.i > b.i) - (a.i < b.i);
  if (a.kind == Number::Kind::real && b.kind == Number::Kind::real) return (a.d > b.d) - (a.d < b.d);
  return json::compare(a, b);
}

enum class Choose : uint8_t { least, greatest };

// In jq's order: the first of the least, the last of the greatest, which shows where 1 and 1.0 are equal.
template <Choose kChoose>
class Extreme final : public HeapAggregate<KeptValue> {
 public:
  Takes takes() const override { return Takes::value; }
  void add(Context& context, std::byte* state, const Value& value, int64_t) const override {
    KeptValue& kept = at(state);
    if (is_nan(value)) return;
    if (kept.is_null() || is_better(compare_with(kept, value))) kept.set(context, value);
  }
  void merge(Context& context, std::byte* into, const std::byte* from) const override {
    if (!at(from).is_null()) add(context, into, at(from).view(), 0);
  }
  void append_result(std::string& out, const std::byte* state, const Span&) const override {
    at(state).append(out);
  }
  void load(Context& context, std::byte* state, ByteReader& in) const override {
    at(state).load(context, in);
  }

 private:
  // The new value against the kept one.
  static int compare_with(const KeptValue& kept, const Value& value) {
    if (value.is_number() && kept.is_plain_number()) return compare_numbers(value.number(), kept.number());
    return json::compare(value, kept.view());
  }
  static bool is_better(int order) { return kChoose == Choose::least ? order < 0 : order >= 0; }
};

struct TimedValue {
  KeptValue value;
  int64_t time = 0;

  void destroy(Context& context) { value.destroy(context); }
  void save(ByteWriter& out) const {
    value.save(out);
    out.i64(time);
  }
};

enum class Which : uint8_t { first, last };

// By event time; of equal times the one that arrived first, or last.
template <Which kWhich>
class ByTime final : public HeapAggregate<TimedValue> {
 public:
  Takes takes() const override { return Takes::value; }
  void add(Context& context, std::byte* state, const Value& value, int64_t time) const override {
    TimedValue& kept = at(state);
    if (is_nan(value)) return;
    const bool better = kWhich == Which::first ? time < kept.time : time >= kept.time;
    if (!kept.value.is_null() && !better) return;
    kept.value.set(context, value);
    kept.time = time;
  }
  void merge(Context& context, std::byte* into, const std::byte* from) const override {
    if (!at(from).value.is_null()) add(context, into, at(from).value.view(), at(from).time);
  }
  void append_result(std::string& out, const std::byte* state, const Span&) const override {
    at(state).value.append(out);
  }
  void load(Context& context, std::byte* state, ByteReader& in) const override {
    at(state).value.load(context, in);
    at(state).time = in.i64();
  }
};

constexpr uint32_t kMostCollected = 1'000'000;

class Collect final : public BoxedAggregate<Collection> {
 public:
  explicit Collect(uint32_t most) : most_(most) {}

  Takes takes() const override { return Takes::value; }
  void add(Context& context, std::byte* state, const Value& value, int64_t) const override {
    if (is_nan(value)) return;
    change(context, state, [&](Collection& kept) { kept.add(value, most_); });
  }
  void merge(Context& context, std::byte* into, const std::byte* from) const override {
    if (box_of(from) == nullptr) return;
    change(context, into, [&](Collection& kept) { kept.merge(*box_of(from), most_); });
  }
  void append_result(std::string& out, const std::byte* state, const Span&) const override {
    if (box_of(state) != nullptr) {
      box_of(state)->append(out);
    } else {
      out += "null";
    }
  }

 private:
  void load_box(Context&, Collection& kept, ByteReader& in) const override { kept.load(in, most_); }

  uint32_t most_;
};

std::unique_ptr<const Aggregate> make_collect(std::span<const Value> constants, std::string& message) {
  const auto most = whole_constant("n", kMostCollected, constants[0], message);
  return most ? std::make_unique<Collect>(*most) : nullptr;
}

constexpr std::string_view kVersions = R"({"t":20,"version":"1.4"}
{"t":10,"version":"1.10"}
{"t":15}
{"t":20,"version":"1.3"})";

constexpr Function kFunctions[] = {
    {"min", 1, "min(E)", "The least value in jq's order: numbers before strings, and so on.", "min(.ms)",
     R"({"t":1,"ms":20.50}
{"t":2,"ms":7}
{"t":3,"ms":"7"})",
     "7", make_plain<Extreme<Choose::least>>},
    {"max", 1, "max(E)", "The greatest value in jq's order.", "max(.ms)",
     R"({"t":1,"ms":20.50}
{"t":2,"ms":7}
{"t":3,"ms":null})",
     "20.50", make_plain<Extreme<Choose::greatest>>},
    {"first", 1, "first(E)", "The value with the earliest event time; of equal times the first to arrive.",
     "first(.version)", kVersions, R"("1.10")", make_plain<ByTime<Which::first>>},
    {"last", 1, "last(E)", "The value with the latest event time; of equal times the last to arrive.",
     "last(.version)", kVersions, R"("1.3")", make_plain<ByTime<Which::last>>},
    {"collect", 2, "collect(E; n)", "The first n values to arrive, as an array; null where there is none.",
     "collect(.version; 2)", kVersions, R"(["1.4","1.10"])", make_collect},
};

}  // namespace

std::span<const Function> choosing_functions() {
  return kFunctions;
}

}  // namespace runnel::agg
