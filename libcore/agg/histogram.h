// How many numbers fall between 1, 2, 5, 10, 20, 50 ...: buckets [a, b) whose bounds are 1, 2 and 5 times the
// powers of ten, mirrored for negative numbers, and one for zero. The bounds are the doubles nearest to those
// decimals. Exact, and so are merges.
//
// 40 bytes, and what Bins take: three bins a decade, 128 bytes for each 10 decades and sign.
#pragma once

#include <cstdint>
#include <string>

#include "agg/bins.h"

namespace runnel::agg {

class Histogram {
 public:
  // REQUIRES: value is no NaN. An infinity is in the last bucket, like the largest double.
  void add(Context& context, double value);
  void merge(Context& context, const Histogram& other);

  // [{"from":1,"to":2,"count":3},...] in their order, but for empty buckets; null where nothing was added.
  void append(std::string& out) const;

  void destroy(Context& context);
  void save(ByteWriter& out) const;
  void load(Context& context, ByteReader& in);

 private:
  Bins negative_;  // by magnitude
  Bins positive_;
  uint64_t zeros_ = 0;
};

}  // namespace runnel::agg
