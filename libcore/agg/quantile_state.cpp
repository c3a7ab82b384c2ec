#include "agg/quantile_state.h"

#include <cmath>
#include <cstring>
#include <vector>

namespace runnel::agg {

namespace {

// An array's first capacity; it doubles from there. Below kSketch.
constexpr uint32_t kFirstCapacity = 4;
constexpr uint32_t kMostValues = uint32_t{1} << 30;

uint32_t capacity_for(uint64_t size) {
  uint32_t capacity = kFirstCapacity;
  while (capacity < size) capacity *= 2;
  return capacity;
}

}  // namespace

void QuantileState::release_values(Context& context) {
  if (capacity_ == kInside) return;
  context.heap_bytes -= capacity_ * sizeof(double);
  delete[] values_;
}

// To an array. REQUIRES: !is_sketch(), capacity >= size_.
void QuantileState::grow(Context& context, uint32_t capacity) {
  auto* const grown = new double[capacity];
  context.heap_bytes += capacity * sizeof(double);
  if (size_ > 0) std::memcpy(grown, values(), size_ * sizeof(double));
  release_values(context);
  values_ = grown;
  capacity_ = capacity;
}

// REQUIRES: !is_sketch().
void QuantileState::become_sketch(Context& context) {
  auto* const sketch = new DDSketch();
  context.heap_bytes += sizeof(DDSketch);
  for (uint32_t i = 0; i < size_; ++i) sketch->add(context, values()[i]);
  release_values(context);
  sketch_ = sketch;
  size_ = kSketch;
  capacity_ = kSketch;
}

// REQUIRES: !is_sketch(), and there is no room.
void QuantileState::add_slowly(Context& context, double value) {
  if (size_ >= std::min<size_t>(context.exact_values, kMostValues)) {
    become_sketch(context);
    sketch_->add(context, value);
  } else if (size_ == 0) {
    value_ = value;
    size_ = 1;
  } else {
    grow(context, capacity_for(uint64_t{size_} + 1));
    values_[size_++] = value;
  }
}

void QuantileState::merge(Context& context, const QuantileState& other) {
  if (!other.is_sketch()) {
    for (uint32_t i = 0; i < other.size_; ++i) add(context, other.values()[i]);
    return;
  }
  if (!is_sketch()) become_sketch(context);
  sketch_->merge(context, *other.sketch_);
}

std::optional<double> QuantileState::at(const Rank& rank) const {
  if (is_sketch()) return sketch_->at_rank(rank.of(sketch_->count()));
  if (size_ == 0) return std::nullopt;
  std::vector<double> values(this->values(), this->values() + size_);
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(rank.of(size_) - 1);
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

void QuantileState::destroy(Context& context) {
  if (is_sketch()) {
    sketch_->destroy(context);
    context.heap_bytes -= sizeof(DDSketch);
    delete sketch_;
  } else {
    release_values(context);
  }
}

void QuantileState::save(ByteWriter& out) const {
  out.u8(is_sketch() ? 1 : 0);
  if (is_sketch()) return sketch_->save(out);
  out.u64(size_);
  for (uint32_t i = 0; i < size_; ++i) out.real(values()[i]);
}

void QuantileState::load(Context& context, ByteReader& in) {
  const uint8_t form = in.u8();
  if (form > 1) return in.fail();
  if (form == 1) {
    become_sketch(context);
    sketch_->load(context, in);
    if (sketch_->count() == 0) in.fail();
    return;
  }
  const uint64_t size = in.count(sizeof(double));
  if (size > kMostValues) return in.fail();
  if (size > 1) grow(context, capacity_for(size));
  for (uint64_t i = 0; i < size; ++i) {
    const double value = in.real();
    if (!std::isfinite(value)) return in.fail();
    (capacity_ == kInside ? value_ : values_[i]) = value;
    size_ = static_cast<uint32_t>(i) + 1;
  }
}

}  // namespace runnel::agg
