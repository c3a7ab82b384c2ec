// The numbers that quantiles are taken of: exactly these while there are at most Context::exact_values, then
// a DDSketch. 16 bytes; from the second number on an array on the heap, 8 bytes a number and doubling; at
// last what a DDSketch takes.
//
// Numbers are doubles: integers beyond 2^53 are rounded to them, infinities are the largest finite ones, as
// which JSON writes them. Which of both forms it has depends on how many there are, not on their order or
// how they were merged, so long as Context::exact_values is the same.
#pragma once

#include <cstdint>
#include <optional>

#include "agg/ddsketch.h"
#include "agg/rank.h"

namespace runnel::agg {

class QuantileState {
 public:
  // REQUIRES: value is no NaN.
  void add(Context& context, double value) {
    if (size_ < capacity_ && size_ < context.exact_values) [[likely]] {
      values_[size_++] = finite(value);
    } else if (is_sketch()) [[likely]] {
      sketch_->add(context, finite(value));
    } else {
      add_slowly(context, finite(value));
    }
  }
  void merge(Context& context, const QuantileState& other);

  bool is_sketch() const { return capacity_ == kSketch; }
  // None where nothing was added.
  std::optional<double> at(const Rank& rank) const;

  void destroy(Context& context);
  void save(ByteWriter& out) const;
  void load(Context& context, ByteReader& in);

 private:
  // As capacities: no array, but at most one number; a sketch, whose size_ stays at the most, so that the
  // first test of add() fails.
  static constexpr uint32_t kInside = 0;
  static constexpr uint32_t kSketch = UINT32_MAX;

  static double finite(double value) {
    constexpr double kLargest = std::numeric_limits<double>::max();
    return std::clamp(value, -kLargest, kLargest) + 0.0;  // -0 is 0
  }
  const double* values() const { return capacity_ == kInside ? &value_ : values_; }
  void add_slowly(Context& context, double value);
  void grow(Context& context, uint32_t capacity);
  void become_sketch(Context& context);
  void release_values(Context& context);

  union {
    double value_ = 0;
    double* values_;
    DDSketch* sketch_;
  };
  uint32_t size_ = 0;
  uint32_t capacity_ = kInside;
};

static_assert(sizeof(QuantileState) == 16);

}  // namespace runnel::agg
