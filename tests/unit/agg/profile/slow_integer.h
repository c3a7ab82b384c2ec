// Integers of any size with the arithmetic of school: what exact sums are compared with.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace runnel::agg {

class SlowInteger {
 public:
  SlowInteger() = default;
  explicit SlowInteger(uint64_t magnitude, bool is_negative = false) : is_negative_(is_negative) {
    for (; magnitude != 0; magnitude >>= 16) digits_.push_back(static_cast<uint32_t>(magnitude & 0xffff));
  }
  // number * 2^scale. REQUIRES: that is an integer.
  static SlowInteger of(double number, int scale) {
    const auto bits = std::bit_cast<uint64_t>(number);
    const int exponent = static_cast<int>(bits >> 52 & 0x7ff);
    const uint64_t fraction = bits & ((uint64_t{1} << 52) - 1);
    const SlowInteger mantissa(exponent == 0 ? fraction : fraction | uint64_t{1} << 52, bits >> 63 != 0);
    return mantissa.shifted(scale + (exponent == 0 ? 1 : exponent) - 1075);
  }

  SlowInteger shifted(int left) const {
    SlowInteger result = *this * SlowInteger(uint64_t{1} << (left % 16));
    result.digits_.insert(result.digits_.begin(), static_cast<size_t>(left / 16), 0);
    return result;
  }
  SlowInteger operator-() const {
    SlowInteger result = *this;
    result.is_negative_ = !is_negative_;
    return result;
  }
  SlowInteger operator+(const SlowInteger& b) const {
    if (is_negative_ != b.is_negative_) return *this - -b;
    SlowInteger sum = *this;
    uint32_t carry = 0;
    for (size_t i = 0; i < b.digits_.size() || carry != 0; ++i) {
      if (i == sum.digits_.size()) sum.digits_.push_back(0);
      carry += sum.digits_[i] + (i < b.digits_.size() ? b.digits_[i] : 0);
      sum.digits_[i] = carry & 0xffff;
      carry >>= 16;
    }
    return sum;
  }
  SlowInteger operator-(const SlowInteger& b) const {
    if (is_negative_ != b.is_negative_) return *this + -b;
    if (order_of_magnitudes(*this, b) < 0) return -(b - *this);
    SlowInteger difference = *this;
    uint32_t borrow = 0;
    for (size_t i = 0; i < difference.digits_.size(); ++i) {
      const uint32_t taken = borrow + (i < b.digits_.size() ? b.digits_[i] : 0);
      borrow = difference.digits_[i] < taken ? 1 : 0;
      difference.digits_[i] = (difference.digits_[i] + (borrow << 16)) - taken;
    }
    difference.trim();
    return difference;
  }
  SlowInteger operator*(const SlowInteger& b) const {
    SlowInteger product;
    product.is_negative_ = is_negative_ != b.is_negative_;
    product.digits_.resize(digits_.size() + b.digits_.size() + 1);
    for (size_t i = 0; i < digits_.size(); ++i) {
      uint32_t carry = 0;
      for (size_t j = 0; j < b.digits_.size() || carry != 0; ++j) {
        const uint64_t sum =
            uint64_t{digits_[i]} * (j < b.digits_.size() ? b.digits_[j] : 0) + product.digits_[i + j] + carry;
        product.digits_[i + j] = static_cast<uint32_t>(sum & 0xffff);
        carry = static_cast<uint32_t>(sum >> 16);
      }
    }
    product.trim();
    return product;
  }

  bool is_zero() const { return digits_.empty(); }
  bool is_negative() const { return is_negative_ && !is_zero(); }
  SlowInteger magnitude() const { return is_negative_ ? -*this : *this; }

  static int order_of_magnitudes(const SlowInteger& a, const SlowInteger& b) {
    if (a.digits_.size() != b.digits_.size()) return a.digits_.size() < b.digits_.size() ? -1 : 1;
    for (size_t i = a.digits_.size(); i-- > 0;) {
      if (a.digits_[i] != b.digits_[i]) return a.digits_[i] < b.digits_[i] ? -1 : 1;
    }
    return 0;
  }

 private:
  void trim() {
    while (!digits_.empty() && digits_.back() == 0) digits_.pop_back();
  }

  std::vector<uint32_t> digits_;  // of 16 bits, the lowest first, without zeros at the end
  bool is_negative_ = false;
};

}  // namespace runnel::agg
