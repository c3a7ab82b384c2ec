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
  if (is_wide()) {
    context.heap_bytes -= sizeof(Wide) + wide_->capacity() * sizeof(json::Number);
    delete wide_;
    return;
  }
  context.heap_bytes -= capacity_ * sizeof(double);
  delete[] values_;
}

// To an array. REQUIRES: !is_sketch(), !is_wide(), capacity >= size_.
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
  if (is_wide()) {
    for (const json::Number value : *wide_) sketch->add(context, finite(value.as_double()));
  } else {
    for (uint32_t i = 0; i < size_; ++i) sketch->add(context, values()[i]);
  }
  release_values(context);
  sketch_ = sketch;
  size_ = kSketch;
  capacity_ = kSketch;
}

// REQUIRES: !is_sketch(), !is_wide().
void QuantileState::become_wide(Context& context) {
  auto* const wide = new Wide();
  for (uint32_t i = 0; i < size_; ++i) wide->push_back(json::Number::real(values()[i]));
  context.heap_bytes += sizeof(Wide) + wide->capacity() * sizeof(json::Number);
  release_values(context);
  wide_ = wide;
  size_ = kWide;
  capacity_ = kWide;
}

void QuantileState::push_wide(Context& context, json::Number value) {
  const size_t before = wide_->capacity();
  wide_->push_back(value);
  context.heap_bytes += (wide_->capacity() - before) * sizeof(json::Number);
}

// A number that is no double, or one that comes to an array of numbers.
void QuantileState::add_wide(Context& context, json::Number value) {
  if (is_sketch()) return sketch_->add(context, finite(value.as_double()));
  const size_t held = is_wide() ? wide_->size() : size_;
  if (held >= std::min<size_t>(context.exact_values, kMostValues)) {
    become_sketch(context);
    return sketch_->add(context, finite(value.as_double()));
  }
  if (!is_wide()) become_wide(context);
  push_wide(context, value);
}

// REQUIRES: !is_sketch(), and there is no room.
void QuantileState::add_slowly(Context& context, double value) {
  if (is_wide()) return add_wide(context, json::Number::real(value));
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
  if (other.is_wide()) {
    for (const json::Number value : *other.wide_) add(context, value);
    return;
  }
  if (!other.is_sketch()) {
    for (uint32_t i = 0; i < other.size_; ++i) add(context, other.values()[i]);
    return;
  }
  if (!is_sketch()) become_sketch(context);
  sketch_->merge(context, *other.sketch_);
}

std::optional<json::Number> QuantileState::at(const Rank& rank) const {
  if (is_sketch()) return json::Number::real(sketch_->at_rank(rank.of(sketch_->count())));
  if (size_ == 0) return std::nullopt;
  if (is_wide()) {
    Wide values = *wide_;
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(rank.of(values.size()) - 1);
    std::nth_element(values.begin(), place, values.end(),
                     [](json::Number a, json::Number b) { return json::compare(a, b) < 0; });
    return *place;
  }
  std::vector<double> values(this->values(), this->values() + size_);
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(rank.of(size_) - 1);
  std::nth_element(values.begin(), place, values.end());
  return json::Number::real(*place);
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
  out.u8(is_sketch() ? 1 : is_wide() ? 2 : 0);
  if (is_sketch()) return sketch_->save(out);
  if (is_wide()) {
    out.u64(wide_->size());
    for (const json::Number value : *wide_) {
      out.u8(static_cast<uint8_t>(value.kind));
      out.u64(value.u);
    }
    return;
  }
  out.u64(size_);
  for (uint32_t i = 0; i < size_; ++i) out.real(values()[i]);
}

void QuantileState::load(Context& context, ByteReader& in) {
  const uint8_t form = in.u8();
  if (form > 2) return in.fail();
  if (form == 1) {
    become_sketch(context);
    sketch_->load(context, in);
    if (sketch_->count() == 0) in.fail();
    return;
  }
  if (form == 2) {
    become_wide(context);
    const uint64_t size = in.count(9);
    for (uint64_t i = 0; i < size; ++i) {
      const uint8_t kind = in.u8();
      json::Number value = json::Number::integer(static_cast<int64_t>(in.u64()));
      if (kind > 2) return in.fail();
      value.kind = static_cast<json::Number::Kind>(kind);
      if (value.kind == json::Number::Kind::real && !std::isfinite(value.d)) return in.fail();
      push_wide(context, value);
    }
    if (size == 0) in.fail();
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
