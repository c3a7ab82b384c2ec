// All that is told of a field: what types its values have, how long its arrays are, which scalars there are.
//
// While there are at most ValueCounts::kMost different scalars, how often each occurs is all that is kept,
// and everything else is worked out of that when someone asks: a value that has come before costs a look-up
// and a count. When there are more, what is known goes into sketches (figures()), and each value from then on
// into these as well. Which of both it is depends on the values alone, and so does everything that is told,
// but for the counts of the most frequent ones where there are more: these stay within their bound.
//
// 200 bytes; 50 to 60 for each different value up to 2048, and their text; sketches take 19 KB and a few more
// for the range of the numbers. Whoever holds it calls release().
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include "agg/aggregate.h"
#include "agg/hyperloglog.h"
#include "agg/profile/number_profile.h"
#include "agg/profile/scalar.h"
#include "agg/profile/string_profile.h"
#include "agg/profile/value_counts.h"

namespace runnel::agg {

class FieldProfile {
 public:
  struct Figures {
    NumberProfile numbers;
    StringProfile strings;
    HyperLogLog distinct;
  };
  struct Lengths {  // of arrays
    uint64_t least = 0;
    uint64_t most = 0;
    double mean = 0;
  };

  void add(Context& context, std::span<const Scalar> scalars);
  void add(Context& context, const Scalar& scalar) { add_run(context, {&scalar, 1}); }
  void add_object() { ++counts_[static_cast<size_t>(Scalar::Kind::object)]; }
  void merge(Context& context, const FieldProfile& other);

  // How many values there are in all, and of a kind.
  uint64_t count() const;
  uint64_t count(Scalar::Kind kind) const { return counts_[static_cast<size_t>(kind)]; }
  // REQUIRES: count(array) > 0.
  Lengths lengths() const;
  const ValueCounts& values() const { return values_; }
  // Whether distinct() and the distribution of numbers are exact.
  bool is_exact() const { return figures_ == nullptr; }
  uint64_t distinct() const { return is_exact() ? values_.size() : figures_->distinct.count(); }
  // Calls `look` with the figures: kept ones, or such as are made for this.
  template <class Look>
  void with_figures(Look look) const {
    if (figures_ != nullptr) return look(static_cast<const Figures&>(*figures_));
    Context context;
    const std::unique_ptr<Figures> made = make_figures(context);
    look(static_cast<const Figures&>(*made));
    made->numbers.destroy(context);
  }

  void release(Context& context);
  void save(ByteWriter& out) const;
  void load(Context& context, ByteReader& in);

 private:
  static constexpr size_t kFiguresBytes = sizeof(Figures) + (size_t{1} << 14);

  std::unique_ptr<Figures> make_figures(Context& context) const;
  void become_figures(Context& context);
  void add_run(Context& context, std::span<const Scalar> run);
  void add_to_figures(Context& context, std::span<const Scalar> run);
  void add_lengths(std::span<const Scalar> arrays);
  bool agrees_with_values() const;

  std::array<uint64_t, Scalar::kKinds> counts_{};
  uint64_t least_length_ = 0;
  uint64_t most_length_ = 0;
  uint64_t total_length_ = 0;
  ValueCounts values_;
  std::unique_ptr<Figures> figures_;
};

}  // namespace runnel::agg
