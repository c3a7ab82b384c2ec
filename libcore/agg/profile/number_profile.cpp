#include "agg/profile/number_profile.h"

#include <cmath>

namespace runnel::agg {

namespace {

void save_number(ByteWriter& out, json::Number number) {
  out.u8(static_cast<uint8_t>(number.kind));
  out.u64(number.u);
}

json::Number load_number(ByteReader& in) {
  const uint8_t kind = in.u8();
  json::Number number = json::Number::integer(0);
  if (kind > static_cast<uint8_t>(json::Number::Kind::real)) in.fail();
  number.u = in.u64();
  if (in.ok()) number.kind = static_cast<json::Number::Kind>(kind);
  if (number.kind == json::Number::Kind::real && !std::isfinite(number.d)) in.fail();
  return number;
}

}  // namespace

void NumberProfile::add(Context& context, const Scalar& scalar, uint64_t times) {
  const json::Number number = scalar.as_number();
  note(number, times);
  sum_.add(number, times);
  squares_.add_square(number, times);
  sketch_.add(context, number.as_double(), times);
}

void NumberProfile::merge(Context& context, const NumberProfile& other) {
  if (other.count_ == 0) return;
  const bool is_first = count_ == 0;
  count_ += other.count_;
  whole_ += other.whole_;
  if (is_first || is_less(other.min_, min_)) min_ = other.min_;
  if (is_first || is_less(max_, other.max_)) max_ = other.max_;
  sum_.merge(other.sum_);
  squares_.merge(other.squares_);
  sketch_.merge(context, other.sketch_);
}

void NumberProfile::save(ByteWriter& out) const {
  out.u64(count_);
  if (count_ == 0) return;
  out.u64(whole_);
  save_number(out, min_);
  save_number(out, max_);
  sum_.save(out);
  squares_.save(out);
  sketch_.save(out);
}

void NumberProfile::load(Context& context, ByteReader& in) {
  count_ = in.u64();
  if (count_ == 0) return;
  whole_ = in.u64();
  min_ = load_number(in);
  max_ = load_number(in);
  sum_.load(in);
  squares_.load(in);
  sketch_.load(context, in);
  if (whole_ > count_) in.fail();
}

}  // namespace runnel::agg
