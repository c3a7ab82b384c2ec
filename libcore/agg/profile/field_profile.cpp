#include "agg/profile/field_profile.h"

#include <algorithm>
#include <numeric>

namespace runnel::agg {

using Kind = Scalar::Kind;

void FieldProfile::add(Context& context, const Scalar& scalar) {
  if (scalar.is_counted()) [[likely]] {
    if (figures_ == nullptr && values_.would_overflow(scalar)) [[unlikely]]
      become_figures(context);
    if (figures_ != nullptr) add_to_figures(context, scalar);
    values_.add(context, scalar);
  } else if (scalar.kind == Kind::array) {
    add_length(scalar.length);
  }
  ++counts_[static_cast<size_t>(scalar.kind)];
}

// The tables of a field with many values lie in the second-level cache at best.
void FieldProfile::add(Context& context, std::span<const Scalar> scalars) {
  constexpr size_t kAhead = 8;
  for (size_t i = 0; i < scalars.size(); ++i) {
    if (i + kAhead < scalars.size()) {
      const uint64_t hash = scalars[i + kAhead].hash;
      values_.prefetch(hash);
      if (figures_ != nullptr) figures_->distinct.prefetch({hash});
    }
    add(context, scalars[i]);
  }
}

// Before the array is counted.
void FieldProfile::add_length(uint64_t length) {
  least_length_ = count(Kind::array) == 0 ? length : std::min(least_length_, length);
  most_length_ = std::max(most_length_, length);
  total_length_ += length;
}

void FieldProfile::add_to_figures(Context& context, const Scalar& scalar) {
  figures_->distinct.add({scalar.hash});
  if (scalar.is_number()) {
    figures_->numbers.add(context, scalar);
  } else if (scalar.is_string()) {
    figures_->strings.add(scalar.as_text());
  }
}

// Of the values, which are all.
std::unique_ptr<FieldProfile::Figures> FieldProfile::make_figures(Context& context) const {
  auto figures = std::make_unique<Figures>();
  for (const ValueCounts::Entry& entry : values_.entries()) {
    const Scalar scalar = values_.value(entry);
    figures->distinct.add({scalar.hash});
    if (scalar.is_number()) {
      figures->numbers.add(context, scalar, entry.count);
    } else if (scalar.is_string()) {
      const size_t size = entry.is_cut ? Scalar::kMostKept + 1 : scalar.size;
      figures->strings.add(scalar.as_text(), entry.characters, size, entry.count);
    }
  }
  return figures;
}

void FieldProfile::become_figures(Context& context) {
  figures_ = make_figures(context);
  context.heap_bytes += kFiguresBytes;
}

void FieldProfile::merge(Context& context, const FieldProfile& other) {
  const uint64_t arrays = count(Kind::array);
  if (other.count(Kind::array) > 0) {
    least_length_ = arrays == 0 ? other.least_length_ : std::min(least_length_, other.least_length_);
    most_length_ = std::max(most_length_, other.most_length_);
    total_length_ += other.total_length_;
  }
  for (size_t i = 0; i < Scalar::kKinds; ++i) counts_[i] += other.counts_[i];

  // Made of all values while these are still known.
  const bool may_overflow =
      !is_exact() || !other.is_exact() || values_.size() + other.values_.size() > ValueCounts::kMost;
  std::unique_ptr<Figures> mine, theirs;
  if (may_overflow && is_exact()) mine = make_figures(context);
  if (may_overflow && other.is_exact()) theirs = other.make_figures(context);
  values_.merge(context, other.values_);
  if (!values_.is_exact()) {
    if (is_exact()) {
      figures_ = std::move(mine);
      context.heap_bytes += kFiguresBytes;
    }
    const Figures& added = theirs != nullptr ? *theirs : *other.figures_;
    figures_->numbers.merge(context, added.numbers);
    figures_->strings.merge(added.strings);
    figures_->distinct.merge(added.distinct);
  }
  for (Figures* made : {mine.get(), theirs.get()}) {
    if (made != nullptr) made->numbers.destroy(context);
  }
}

uint64_t FieldProfile::count() const {
  return std::accumulate(counts_.begin(), counts_.end(), uint64_t{0});
}

FieldProfile::Lengths FieldProfile::lengths() const {
  return {least_length_, most_length_,
          static_cast<double>(total_length_) / static_cast<double>(count(Kind::array))};
}

void FieldProfile::release(Context& context) {
  values_.release(context);
  if (figures_ != nullptr) {
    figures_->numbers.destroy(context);
    context.heap_bytes -= kFiguresBytes;
  }
  *this = {};
}

void FieldProfile::save(ByteWriter& out) const {
  for (const uint64_t count : counts_) out.u64(count);
  for (const uint64_t length : {least_length_, most_length_, total_length_}) out.u64(length);
  values_.save(out);
  out.u8(is_exact() ? 0 : 1);
  if (is_exact()) return;
  figures_->numbers.save(out);
  figures_->strings.save(out);
  figures_->distinct.save(out);
}

void FieldProfile::load(Context& context, ByteReader& in) {
  release(context);
  for (uint64_t& count : counts_) count = in.u64();
  for (uint64_t* length : {&least_length_, &most_length_, &total_length_}) *length = in.u64();
  values_.load(context, in);
  const uint8_t has_figures = in.u8();
  if (has_figures > 1 || (has_figures == 0) != values_.is_exact()) return in.fail();
  if (has_figures == 0) {
    if (!agrees_with_values()) in.fail();
    return;
  }
  figures_ = std::make_unique<Figures>();
  context.heap_bytes += kFiguresBytes;
  figures_->numbers.load(context, in);
  figures_->strings.load(in);
  figures_->distinct.load(in);
  const uint64_t numbers = count(Kind::integer) + count(Kind::unsigned_integer) + count(Kind::real);
  if (figures_->numbers.count() != numbers || figures_->strings.count() != count(Kind::string)) in.fail();
}

// Whether there are as many of each kind as are counted. REQUIRES: is_exact().
bool FieldProfile::agrees_with_values() const {
  std::array<uint64_t, Scalar::kKinds> counts{};
  for (const Kind kind : {Kind::null, Kind::array, Kind::object}) {
    counts[static_cast<size_t>(kind)] = count(kind);
  }
  for (const ValueCounts::Entry& entry : values_.entries()) {
    counts[static_cast<size_t>(entry.kind)] += entry.count;
  }
  return counts == counts_;
}

}  // namespace runnel::agg
