// sum, avg: 40 bytes a group. var, stddev: 24 bytes.
#include <cmath>

#include "agg/function.h"
#include "agg/moments.h"
#include "agg/plain_make.h"
#include "agg/sum_state.h"
#include "agg/typed.h"
#include "json/number.h"

namespace runnel::agg {

using json::Value;

namespace {

class Summing : public FlatAggregate<SumState> {
 public:
  Takes takes() const override { return Takes::number; }
  void add(Context&, std::byte* state, const Value& value, int64_t) const override {
    at(state).add(value.number());
  }
};

class Sum final : public Summing {
 public:
  void append_result(std::string& out, const std::byte* state, const Span&) const override {
    at(state).append_sum(out);
  }
};

class Average final : public Summing {
 public:
  void append_result(std::string& out, const std::byte* state, const Span&) const override {
    at(state).append_average(out);
  }
};

double same(double x) {
  return x;
}
double root(double x) {
  return std::sqrt(x);
}

template <double (*kOfVariance)(double)>
class Deviation final : public FlatAggregate<Moments> {
 public:
  Takes takes() const override { return Takes::number; }
  void add(Context&, std::byte* state, const Value& value, int64_t) const override {
    at(state).add(value.number().as_double());
  }
  void append_result(std::string& out, const std::byte* state, const Span&) const override {
    if (const auto variance = at(state).variance()) {
      json::append_number(out, json::Number::real(kOfVariance(*variance)));
    } else {
      out += "null";
    }
  }
};

constexpr Function kFunctions[] = {
    {"sum", 1, "sum(E)",
     "The sum of numbers: exact for integers, in all digits; null where there is none. A string is an error.",
     "sum(.bytes)", R"({"t":1,"bytes":9007199254740993}
{"t":2}
{"t":3,"bytes":5})",
     "9007199254740998", make_plain<Sum>},
    {"avg", 1, "avg(E)", "The mean: the sum divided by the number of numbers.", "avg(.ms)",
     R"({"t":1,"ms":10}
{"t":2,"ms":null}
{"t":3,"ms":15})",
     "12.5", make_plain<Average>},
    {"var", 1, "var(E)", "The variance of the sample (n - 1); null for fewer than two numbers.", "var(.ms)",
     R"({"t":1,"ms":1}
{"t":2,"ms":2}
{"t":3,"ms":3}
{"t":4,"ms":6})",
     "4.666666666666667", make_plain<Deviation<same>>},
    {"stddev", 1, "stddev(E)", "The standard deviation of the sample: the square root of var.", "stddev(.ms)",
     R"({"t":1,"ms":1}
{"t":2,"ms":3}
{"t":3,"ms":5})",
     "2", make_plain<Deviation<root>>},
};

}  // namespace

std::span<const Function> summing_functions() {
  return kFunctions;
}

}  // namespace runnel::agg
