// Random values for the property tests of libcore/json: small, so that equal ones and equal keys are common.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "json/value.h"

namespace runnel::json {

// A double from 2^53 to 2^64 is written as jq does, with zeros for the digits that do not matter, and those
// are read as part of an exact integer: it does not always come back as the same number.
enum class Doubles : uint8_t { any, that_read_back };

class RandomValues {
 public:
  explicit RandomValues(uint64_t seed, Doubles doubles = Doubles::any) : random_(seed), doubles_(doubles) {}

  size_t below(size_t bound) { return static_cast<size_t>(random_() % bound); }

  // Finite.
  double real() {
    double value = any_real();
    while (doubles_ == Doubles::that_read_back && std::abs(value) > 9e15 && std::abs(value) < 2e19) {
      value = any_real();
    }
    return value;
  }

  Number number() {
    switch (below(4)) {
      case 0:
        return Number::integer(static_cast<int64_t>(below(4)) - 1);
      case 1:
        return Number::integer(static_cast<int64_t>(random_()) >> below(64));
      case 2:
        return Number::unsigned_integer(random_() >> below(3));
      default:
        return Number::real(real());
    }
  }

  std::string text() {
    static constexpr const char* kPieces[] = {
        "a", "b", "\"", "\\", "\n", "\x01", "\x7F", "\t", "é", "\xF0\x9F\x98\x80", "/", "u0041"};
    std::string text;
    for (size_t pieces = below(4); pieces > 0; --pieces) text += kPieces[below(std::size(kPieces))];
    return text;
  }

  Value scalar() {
    switch (below(6)) {
      case 0:
        return {};
      case 1:
        return Value::boolean(below(2) == 0);
      case 2:
      case 3:
        return Value::number(number());
      default:
        return Value::owned_string(text());
    }
  }

  Value value(size_t depth) {
    if (depth == 0 || below(2) == 0) return scalar();
    const size_t size = below(4);
    if (below(2) == 0) {
      std::vector<Value> items;
      for (size_t i = 0; i < size; ++i) items.push_back(value(depth - 1));
      return Value::array(std::move(items));
    }
    std::vector<Value::Member> members;
    for (size_t i = 0; i < size; ++i) members.emplace_back(Value::owned_string(text()), value(depth - 1));
    return Value::object(std::move(members));
  }

 private:
  double any_real() {
    static constexpr double kEdges[] = {
        0.0, -0.0, 0.5, -1.5, 1e-7, 9007199254740993.0, 9223372036854775808.0, 18446744073709551616.0, 1e300};
    if (below(3) == 0) return kEdges[below(std::size(kEdges))];
    if (below(3) == 0) return static_cast<double>(static_cast<int64_t>(random_() >> below(64))) / 8;
    double value = std::numeric_limits<double>::quiet_NaN();
    while (!std::isfinite(value)) {
      const uint64_t bits = random_();
      std::memcpy(&value, &bits, sizeof value);
    }
    return value;
  }

  std::mt19937_64 random_;
  Doubles doubles_;
};

}  // namespace runnel::json
