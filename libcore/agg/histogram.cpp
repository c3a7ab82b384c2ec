#include "agg/histogram.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

#include "json/number.h"

namespace runnel::agg {

namespace {

constexpr int kLeastPower = -324;  // 5e-324 is the least double above 0
constexpr int kMostPower = 308;

struct Bounds {
  // The lower bounds of all buckets in their order, and behind them infinity.
  std::array<double, 3 * (kMostPower - kLeastPower + 1)> lower;
  // The bucket of 2^e, at e - kLeastExponent.
  static constexpr int kLeastExponent = -1074;
  std::array<uint16_t, 1024 - kLeastExponent> of_power_of_two;

  Bounds() {
    lower.fill(std::numeric_limits<double>::infinity());
    size_t count = 0;
    for (int power = kLeastPower; power <= kMostPower; ++power) {
      for (const char digit : {'1', '2', '5'}) {
        const double bound = std::strtod((digit + ("e" + std::to_string(power))).c_str(), nullptr);
        if (bound > 0) lower[count++] = bound;  // 1e-324 and 2e-324 are 0
      }
    }
    uint16_t bucket = 0;
    for (size_t i = 0; i < of_power_of_two.size(); ++i) {
      bucket = next_to(bucket, std::ldexp(1.0, static_cast<int>(i) + kLeastExponent));
      of_power_of_two[i] = bucket;
    }
  }

  // The bucket of a number that is in this one or a higher one.
  uint16_t next_to(uint16_t bucket, double value) const {
    while (lower[bucket + size_t{1}] <= value) ++bucket;
    return bucket;
  }
  // REQUIRES: value is positive and finite.
  uint16_t bucket_of(double value) const {
    return next_to(of_power_of_two[static_cast<size_t>(std::ilogb(value) - kLeastExponent)], value);
  }
};

const Bounds& bounds() {
  static const Bounds kBounds;
  return kBounds;
}

bool has_buckets_alone(const Bins& bins) {
  for (uint32_t index = bins.first(); index < bins.end(); ++index) {
    if (index + 1 >= bounds().lower.size() && bins.count(index) > 0) return false;
  }
  return true;
}

void append_bucket(std::string& out, double from, double to, uint64_t count) {
  out += R"({"from":)";
  json::append_number(out, json::Number::real(from));
  out += R"(,"to":)";
  json::append_number(out, json::Number::real(to));
  out += R"(,"count":)";
  json::append_number(out, json::Number::unsigned_integer(count));
  out += "},";
}

}  // namespace

void Histogram::add(Context& context, double value) {
  constexpr double kLargest = std::numeric_limits<double>::max();
  if (value == 0) {
    ++zeros_;
  } else if (value > 0) {
    positive_.add(context, bounds().bucket_of(std::min(value, kLargest)));
  } else {
    negative_.add(context, bounds().bucket_of(std::min(-value, kLargest)));
  }
}

void Histogram::merge(Context& context, const Histogram& other) {
  negative_.merge(context, other.negative_);
  positive_.merge(context, other.positive_);
  zeros_ += other.zeros_;
}

void Histogram::append(std::string& out) const {
  const auto& lower = bounds().lower;
  const size_t first = out.size();
  out += '[';
  for (uint32_t bucket = negative_.end(); bucket-- > negative_.first();) {
    if (const uint64_t count = negative_.count(bucket)) {
      append_bucket(out, -lower[bucket + 1], -lower[bucket], count);
    }
  }
  if (zeros_ > 0) append_bucket(out, 0, 0, zeros_);
  for (uint32_t bucket = positive_.first(); bucket < positive_.end(); ++bucket) {
    if (const uint64_t count = positive_.count(bucket)) {
      append_bucket(out, lower[bucket], lower[bucket + 1], count);
    }
  }
  out.back() = ']';  // in place of the last comma
  if (out.size() == first + 1) out.replace(first, 1, "null");
}

void Histogram::destroy(Context& context) {
  negative_.destroy(context);
  positive_.destroy(context);
}

void Histogram::save(ByteWriter& out) const {
  negative_.save(out);
  positive_.save(out);
  out.u64(zeros_);
}

void Histogram::load(Context& context, ByteReader& in) {
  negative_.load(context, in);
  positive_.load(context, in);
  zeros_ = in.u64();
  // Bins take more indexes than there are buckets.
  if (!in.ok() || !has_buckets_alone(negative_) || !has_buckets_alone(positive_)) in.fail();
}

}  // namespace runnel::agg
