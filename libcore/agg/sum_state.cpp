#include "agg/sum_state.h"

#include "json/number.h"

namespace runnel::agg {

using json::Number;

// The integers have grown beyond 128 bits: from now on their sum is part of the doubles'.
void SumState::spill(Int128 value) {
  add_as_real(integers());
  set_integers(value);
}

// Without loss, but for what is beyond 106 bits.
void SumState::add_as_real(Int128 value) {
  const double rounded = static_cast<double>(value);
  add_real(rounded);
  constexpr double kTwoTo126 = 85070591730234615865843651857942052864.0;
  if (std::abs(rounded) < kTwoTo126) add_real(static_cast<double>(value - static_cast<Int128>(rounded)));
}

void SumState::merge(const SumState& other) {
  count_ += other.count_;
  add_integer(other.integers());
  add_real(other.real_);
  lost_ += other.lost_;
}

double SumState::total() const {
  SumState all = *this;
  all.set_integers(0);
  all.add_as_real(integers());
  // At an infinity the compensation is one too, of the other sign.
  return std::isfinite(all.real_) ? all.real_ + all.lost_ : all.real_;
}

void SumState::append_sum(std::string& out) const {
  if (count_ == 0) {
    out += "null";
  } else if (is_integer()) {
    append_int128(out, integers());
  } else {
    json::append_number(out, Number::real(total()));
  }
}

void SumState::append_average(std::string& out) const {
  if (count_ == 0) {
    out += "null";
  } else if (is_integer() && integers() % static_cast<Int128>(count_) == 0) {
    append_int128(out, integers() / static_cast<Int128>(count_));
  } else {
    json::append_number(out, Number::real(total() / static_cast<double>(count_)));
  }
}

void SumState::save(ByteWriter& out) const {
  out.u64(count_);
  out.u64(low_);
  out.u64(high_);
  out.real(real_);
  out.real(lost_);
}

void SumState::load(ByteReader& in) {
  count_ = in.u64();
  low_ = in.u64();
  high_ = in.u64();
  real_ = in.real();
  lost_ = in.real();
}

}  // namespace runnel::agg
