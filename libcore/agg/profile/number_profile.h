// What is told of the numbers of a field: how many, least and largest, sum, mean, deviation, distribution.
// All but the distribution is exact, whatever the order, and merges exactly.
//
// 2.4 KB, and what a DDSketch takes. Whoever holds it calls destroy().
#pragma once

#include <cstdint>
#include <optional>

#include "agg/aggregate.h"
#include "agg/ddsketch.h"
#include "agg/profile/exact_sum.h"
#include "agg/profile/scalar.h"

namespace runnel::agg {

class NumberProfile {
 public:
  // REQUIRES: scalar.is_number(), times > 0.
  void add(Context& context, const Scalar& scalar) {
    const json::Number number = scalar.as_number();
    note(number, 1);
    sum_.add(number);
    squares_.add_square(number);
    sketch_.add(context, number.as_double());
  }
  void add(Context& context, const Scalar& scalar, uint64_t times);
  void merge(Context& context, const NumberProfile& other);

  uint64_t count() const { return count_; }
  uint64_t whole() const { return whole_; }
  // REQUIRES: count() > 0, as do the others.
  json::Number min() const { return min_; }
  json::Number max() const { return max_; }
  double sum() const { return sum_.value(); }
  double mean() const { return sum_.mean(count_); }
  std::optional<double> stddev() const { return ExactSum::deviation(sum_, squares_, count_); }
  const DDSketch& sketch() const { return sketch_; }

  void destroy(Context& context) { sketch_.destroy(context); }
  void save(ByteWriter& out) const;
  void load(Context& context, ByteReader& in);

 private:
  void note(json::Number number, uint64_t times) {
    const bool is_first = count_ == 0;
    count_ += times;
    if (number.kind != json::Number::Kind::real) whole_ += times;
    if (is_first || is_less(number, min_)) min_ = number;
    if (is_first || is_less(max_, number)) max_ = number;
  }
  static bool is_less(json::Number a, json::Number b) {
    if (a.kind == json::Number::Kind::real && b.kind == json::Number::Kind::real) return a.d < b.d;
    if (a.kind == json::Number::Kind::integer && b.kind == json::Number::Kind::integer) return a.i < b.i;
    return json::compare(a, b) < 0;
  }

  uint64_t count_ = 0;
  uint64_t whole_ = 0;
  json::Number min_ = json::Number::integer(0);
  json::Number max_ = json::Number::integer(0);
  ExactSum sum_;
  ExactSum squares_;
  DDSketch sketch_;
};

}  // namespace runnel::agg
