// The numbers that quantiles are taken of: exactly these while there are at most Context::exact_values, then
// a DDSketch. 16 bytes; from the second number on an array on the heap, 8 bytes a number and doubling; at
// last what a DDSketch takes.
//
// Numbers are doubles, infinities the largest finite ones, as which JSON writes them. Where an integer comes
// that no double holds (beyond 2^53), the array becomes one of numbers of 16 bytes, so that it is exact as
// well; a sketch rounds it. Whether it is a sketch depends on how many there are, not on their order or how
// they were merged, so long as Context::exact_values is the same.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "agg/ddsketch.h"
#include "agg/rank.h"
#include "json/value.h"

namespace runnel::agg {

class QuantileState {
 public:
  // REQUIRES: value is no NaN.
  void add(Context& context, json::Number value) {
    if (is_double(value)) [[likely]] {
      add(context, value.as_double());
    } else {
      add_wide(context, value);
    }
  }
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
  std::optional<json::Number> at(const Rank& rank) const;

  void destroy(Context& context);
  void save(ByteWriter& out) const;
  void load(Context& context, ByteReader& in);

 private:
  // As capacities: no array, but at most one number; a sketch, whose size_ stays at the most, so that the
  // first test of add() fails.
  static constexpr uint32_t kInside = 0;
  static constexpr uint32_t kSketch = UINT32_MAX;
  static constexpr uint32_t kWide = UINT32_MAX - 1;  // the same for an array of numbers

  using Wide = std::vector<json::Number>;

  static bool is_double(json::Number value) {
    constexpr int64_t kExact = int64_t{1} << 53;
    if (value.kind == json::Number::Kind::real) return true;
    return value.kind == json::Number::Kind::integer && value.i >= -kExact && value.i <= kExact;
  }
  bool is_wide() const { return capacity_ == kWide; }
  static double finite(double value) {
    constexpr double kLargest = std::numeric_limits<double>::max();
    return std::clamp(value, -kLargest, kLargest) + 0.0;  // -0 is 0
  }
  const double* values() const { return capacity_ == kInside ? &value_ : values_; }
  void add_slowly(Context& context, double value);
  void grow(Context& context, uint32_t capacity);
  void become_sketch(Context& context);
  void become_wide(Context& context);
  void add_wide(Context& context, json::Number value);
  void push_wide(Context& context, json::Number value);
  void release_values(Context& context);

  union {
    double value_ = 0;
    double* values_;
    DDSketch* sketch_;
    Wide* wide_;
  };
  uint32_t size_ = 0;
  uint32_t capacity_ = kInside;
};

static_assert(sizeof(QuantileState) == 16);

}  // namespace runnel::agg
