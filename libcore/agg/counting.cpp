// count, count(P), rate, rate(P): 8 bytes a group. any, every: 8 bytes.
#include "agg/function.h"
#include "agg/plain_make.h"
#include "agg/typed.h"
#include "json/number.h"

namespace runnel::agg {

using json::Value;

namespace {

struct Counter {
  uint64_t count = 0;

  void merge(const Counter& other) { count += other.count; }
  void save(ByteWriter& out) const { out.u64(count); }
  void load(ByteReader& in) { count = in.u64(); }
};

// Counts records: all, or those for which the argument is true.
template <Takes kTakes>
class Counting : public FlatAggregate<Counter> {
 public:
  Takes takes() const override { return kTakes; }
  void add(Context&, std::byte* state, const Value& value, int64_t) const override {
    at(state).count += kTakes == Takes::nothing || value.truthy() ? 1 : 0;
  }
};

template <Takes kTakes>
class Count final : public Counting<kTakes> {
 public:
  void append_result(std::string& out, const std::byte* state, const Span&) const override {
    json::append_number(out, json::Number::unsigned_integer(this->at(state).count));
  }
};

template <Takes kTakes>
class Rate final : public Counting<kTakes> {
 public:
  void append_result(std::string& out, const std::byte* state, const Span& span) const override {
    if (span.duration_ns <= 0) {
      out += "null";
      return;
    }
    const double seconds = static_cast<double>(span.duration_ns) / 1e9;
    json::append_number(out, json::Number::real(static_cast<double>(this->at(state).count) / seconds));
  }
};

// Which truths were seen.
struct Truths {
  enum : uint64_t { kFalse = 1, kTrue = 2, kBoth = 3 };
  uint64_t seen = 0;

  void merge(const Truths& other) { seen |= other.seen; }
  void save(ByteWriter& out) const { out.u8(static_cast<uint8_t>(seen)); }
  void load(ByteReader& in) {
    seen = in.u8();
    if (seen > kBoth) in.fail();
  }
};

enum class Of : uint8_t { any, every };

template <Of kOf>
class Quantifier final : public FlatAggregate<Truths> {
 public:
  Takes takes() const override { return Takes::value; }
  void add(Context&, std::byte* state, const Value& value, int64_t) const override {
    at(state).seen |= value.truthy() ? Truths::kTrue : Truths::kFalse;
  }
  void append_result(std::string& out, const std::byte* state, const Span&) const override {
    const uint64_t seen = at(state).seen;
    if (seen == 0) {
      out += "null";
    } else {
      const bool holds = kOf == Of::any ? (seen & Truths::kTrue) != 0 : (seen & Truths::kFalse) == 0;
      out += holds ? "true" : "false";
    }
  }
};

constexpr std::string_view kRequests = R"({"t":1,"status":200}
{"t":2,"status":503}
{"t":3}
{"t":4,"status":500})";

constexpr Function kFunctions[] = {
    {"count", 0, "count", "The number of records.", "count", kRequests, "4",
     make_plain<Count<Takes::nothing>>},
    {"count", 1, "count(P)", "The number of records for which P gives true.", "count(.status >= 500)",
     kRequests, "2", make_plain<Count<Takes::truth>>},
    {"rate", 0, "rate",
     "Records per second of the window; in count and all windows per second between the first and the last "
     "event time, null if that is no time.",
     "rate", R"({"t":1}
{"t":1}
{"t":59})",
     "0.05", make_plain<Rate<Takes::nothing>>},
    {"rate", 1, "rate(P)", "Records for which P gives true, per second of the window.",
     "rate(.status >= 500)",
     R"({"t":1,"status":500}
{"t":1,"status":200}
{"t":7,"status":500}
{"t":59,"status":502})",
     "0.05", make_plain<Rate<Takes::truth>>},
    {"any", 1, "any(P)", "Whether P was ever true; null where it was always null.", "any(.status >= 500)",
     R"({"t":1,"status":200}
{"t":2,"status":500})",
     "true", make_plain<Quantifier<Of::any>>},
    {"every", 1, "every(P)", "Whether P was never false; null where it was always null.",
     "every(.status >= 500)", R"({"t":1,"status":200}
{"t":2,"status":500})",
     "false", make_plain<Quantifier<Of::every>>},
};

}  // namespace

std::span<const Function> counting_functions() {
  return kFunctions;
}

}  // namespace runnel::agg
