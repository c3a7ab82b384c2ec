#include "agg/profile/field_profile.h"

#include <algorithm>
#include <numeric>

namespace runnel::agg {

using Kind = Scalar::Kind;

void FieldProfile::add(Context& context, std::span<const Scalar> scalars) {
  while (!scalars.empty()) {
    const Kind kind = scalars.front().kind;
    size_t same = 1;
    while (same < scalars.size() && scalars[same].kind == kind) ++same;
    add_run(context, scalars.first(same));
    scalars = scalars.subspan(same);
  }
}

// All are of one kind.
void FieldProfile::add_run(Context& context, std::span<const Scalar> run) {
  const Scalar& first = run.front();
  if (first.kind == Kind::array) {
    add_lengths(run);
  } else if (first.is_counted()) {
    std::span<const Scalar> rest = run;
    if (figures_ == nullptr) {
      rest = rest.subspan(values_.add_exactly(context, rest));
      if (!rest.empty()) become_figures(context);
    }
    if (!rest.empty()) add_to_figures(context, rest);
  }
  counts_[static_cast<size_t>(first.kind)] += run.size();
}

// Before the arrays are counted.
void FieldProfile::add_lengths(std::span<const Scalar> arrays) {
  if (count(Kind::array) == 0) least_length_ = arrays.front().length;
  for (const Scalar& array : arrays) {
    least_length_ = std::min(least_length_, array.length);
    most_length_ = std::max(most_length_, array.length);
    total_length_ += array.length;
  }
}

// One after another, so that what each touches is at hand, and each loop is short.
void FieldProfile::add_to_figures(Context& context, std::span<const Scalar> run) {
  for (const Scalar& scalar : run) figures_->distinct.add({scalar.hash});
  if (run.front().is_number()) {
    for (const Scalar& scalar : run) figures_->numbers.add(context, scalar);
  } else if (run.front().is_string()) {
    for (const Scalar& scalar : run) figures_->strings.add(scalar.as_text());
  }
  values_.add_all(context, run);
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
