// median, quantile, p50 to p999: 16 bytes a group, and what QuantileState takes. histogram: what Histogram
// takes.
#include "agg/constants.h"
#include "agg/function.h"
#include "agg/histogram.h"
#include "agg/plain_make.h"
#include "agg/quantile_state.h"
#include "agg/typed.h"
#include "json/number.h"

namespace runnel::agg {

using json::Value;

namespace {

class Quantile final : public HeapAggregate<QuantileState> {
 public:
  explicit Quantile(double q) : rank_(q) {}

  Takes takes() const override { return Takes::number; }
  void add(Context& context, std::byte* state, const Value& value, int64_t) const override {
    at(state).add(context, value.number());
  }
  void merge(Context& context, std::byte* into, const std::byte* from) const override {
    at(into).merge(context, at(from));
  }
  void append_result(std::string& out, const std::byte* state, const Span&) const override {
    if (const auto value = at(state).at(rank_)) {
      json::append_number(out, *value);
    } else {
      out += "null";
    }
  }
  bool is_approximate(const std::byte* state) const override { return at(state).is_sketch(); }
  void load(Context& context, std::byte* state, ByteReader& in) const override {
    at(state).load(context, in);
  }

 private:
  Rank rank_;
};

std::unique_ptr<const Aggregate> make_quantile(std::span<const Value> constants, std::string& message) {
  const auto q = fraction_constant("q", constants[0], message);
  return q ? std::make_unique<Quantile>(*q) : nullptr;
}

template <int kPermille>
std::unique_ptr<const Aggregate> make_percentile(std::span<const Value>, std::string&) {
  return std::make_unique<Quantile>(kPermille / 1000.0);
}

class HistogramOf final : public HeapAggregate<Histogram> {
 public:
  Takes takes() const override { return Takes::number; }
  void add(Context& context, std::byte* state, const Value& value, int64_t) const override {
    at(state).add(context, value.number().as_double());
  }
  void merge(Context& context, std::byte* into, const std::byte* from) const override {
    at(into).merge(context, at(from));
  }
  void append_result(std::string& out, const std::byte* state, const Span&) const override {
    at(state).append(out);
  }
  void load(Context& context, std::byte* state, ByteReader& in) const override {
    at(state).load(context, in);
  }
};

constexpr std::string_view kTimes = R"({"t":1,"ms":12}
{"t":2,"ms":10}
{"t":3,"ms":950}
{"t":4,"ms":11}
{"t":5,"ms":14})";

constexpr Function kFunctions[] = {
    {"median", 1, "median(E)", "The middle number: p50.", "median(.ms)", kTimes, "12", make_percentile<500>},
    {"quantile", 2, "quantile(E; q)",
     "The ceil(q * n)-th smallest of n numbers: exact up to 1024 of them, then within 1 % (DDSketch).",
     "quantile(.ms; 0.75)", kTimes, "14", make_quantile},
    {"p50", 1, "p50(E)", "quantile(E; 0.5).", "p50(.ms)", kTimes, "12", make_percentile<500>},
    {"p90", 1, "p90(E)", "quantile(E; 0.9).", "p90(.ms)", kTimes, "950", make_percentile<900>},
    {"p95", 1, "p95(E)", "quantile(E; 0.95).", "p95(.ms)", kTimes, "950", make_percentile<950>},
    {"p99", 1, "p99(E)", "quantile(E; 0.99).", "p99(.ms)", kTimes, "950", make_percentile<990>},
    {"p999", 1, "p999(E)", "quantile(E; 0.999).", "p999(.ms)", kTimes, "950", make_percentile<999>},
    {"histogram", 1, "histogram(E)",
     "How many numbers are in [1, 2), [2, 5), [5, 10), [10, 20) and so on; empty buckets are left out.",
     "histogram(.ms)", kTimes, R"([{"from":10,"to":20,"count":4},{"from":500,"to":1000,"count":1}])",
     make_plain<HistogramOf>},
};

}  // namespace

std::span<const Function> quantile_functions() {
  return kFunctions;
}

}  // namespace runnel::agg
