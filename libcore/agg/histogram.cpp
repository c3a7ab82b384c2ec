#include "agg/histogram.h"

#include <algorithm>
#include <limits>
#include <string>

#include "agg/decimal_bounds.h"
#include "json/number.h"

namespace runnel::agg {

namespace {

bool has_buckets_alone(const Bins& bins) {
  for (uint32_t index = bins.first(); index < bins.end(); ++index) {
    if (index + 1 >= DecimalBounds::all().size() && bins.count(index) > 0) return false;
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
    positive_.add(context, DecimalBounds::all().bucket_of(std::min(value, kLargest)));
  } else {
    negative_.add(context, DecimalBounds::all().bucket_of(std::min(-value, kLargest)));
  }
}

void Histogram::merge(Context& context, const Histogram& other) {
  negative_.merge(context, other.negative_);
  positive_.merge(context, other.positive_);
  zeros_ += other.zeros_;
}

void Histogram::append(std::string& out) const {
  const DecimalBounds& bounds = DecimalBounds::all();
  const size_t first = out.size();
  out += '[';
  for (uint32_t bucket = negative_.end(); bucket-- > negative_.first();) {
    if (const uint64_t count = negative_.count(bucket)) {
      append_bucket(out, -bounds.lower(bucket + 1), -bounds.lower(bucket), count);
    }
  }
  if (zeros_ > 0) append_bucket(out, 0, 0, zeros_);
  for (uint32_t bucket = positive_.first(); bucket < positive_.end(); ++bucket) {
    if (const uint64_t count = positive_.count(bucket)) {
      append_bucket(out, bounds.lower(bucket), bounds.lower(bucket + 1), count);
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
