// The sum of numbers, and how many they were: what sum and avg keep, in 40 bytes.
//
// Integers are added exactly, in 128 bits: only beyond 2^127, which takes 2^63 of the largest, is what was
// summed so far added to the doubles. Doubles are added with Neumaier's compensation ("Rundungsfehleranalyse
// einiger Verfahren zur Summation endlicher Summen", 1974): what an addition rounds off is summed beside, so
// that the error is a few units in the last place whatever the number and order of the values, unless large
// ones cancel to almost nothing. Once doubles have grown to an infinity the sum stays there.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "agg/int128.h"
#include "base/bytes.h"
#include "json/value.h"

namespace runnel::agg {

class SumState {
 public:
  uint64_t count() const { return count_; }

  void add(json::Number number) {
    ++count_;
    switch (number.kind) {
      case json::Number::Kind::integer:
        return add_integer(number.i);
      case json::Number::Kind::unsigned_integer:
        return add_integer(static_cast<Int128>(number.u));
      case json::Number::Kind::real:
        return add_real(number.d);
    }
  }
  void merge(const SumState& other);

  // Null where nothing was added. A sum of integers alone in all digits; so is an average that is an integer.
  void append_sum(std::string& out) const;
  void append_average(std::string& out) const;

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  Int128 integers() const { return int128_of(high_, low_); }
  void set_integers(Int128 value) {
    low_ = static_cast<uint64_t>(value);
    high_ = static_cast<uint64_t>(value >> 64);
  }
  void add_integer(Int128 value) {
    Int128 sum;
    if (__builtin_add_overflow(integers(), value, &sum)) return spill(value);
    set_integers(sum);
  }
  void add_real(double value) {
    const double sum = real_ + value;
    const bool larger = std::abs(real_) >= std::abs(value);
    lost_ += larger ? (real_ - sum) + value : (value - sum) + real_;
    real_ = sum;
  }
  void spill(Int128 value);
  void add_as_real(Int128 value);
  bool is_integer() const { return real_ == 0 && lost_ == 0; }
  double total() const;

  uint64_t count_ = 0;
  uint64_t low_ = 0;  // of the sum of the integers, as two's complement
  uint64_t high_ = 0;
  double real_ = 0;  // of the doubles
  double lost_ = 0;  // what rounding took from real_
};

static_assert(sizeof(SumState) == 40);

}  // namespace runnel::agg
