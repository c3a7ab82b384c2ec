// A distribution as points: numbers, and how many there are of each. What quantiles and histograms of any
// bounds are worked out from, when someone looks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace runnel::agg {

struct Point {
  double value;
  uint64_t count;  // > 0
};

// Ascending, no value twice. Exact, or the bins of a DDSketch: then each value stands for those within 1 % of
// it.
using Points = std::vector<Point>;

// How many there are in all.
uint64_t total_of(std::span<const Point> points);

// The ceil(q n)-th smallest (agg/rank.h). REQUIRES: points is not empty, 0 <= q <= 1.
double quantile_of(std::span<const Point> points, double q);

struct Bucket {
  double from;  // included
  double to;    // left out, but in the last bucket of equal_buckets()
  uint64_t count;
};

// `count` buckets of equal width between the least and the largest point; one bucket where these are equal.
// REQUIRES: points is not empty, count > 0.
std::vector<Bucket> equal_buckets(std::span<const Point> points, size_t count);

// Buckets of equal width in the logarithm. REQUIRES: as equal_buckets(), and all values are > 0.
std::vector<Bucket> log_buckets(std::span<const Point> points, size_t count);

// Buckets between 1, 2, 5, 10, 20, 50 ... and their negatives, and [0, 0] for zero, as the function histogram
// has them; only those that are not empty.
std::vector<Bucket> decimal_buckets(std::span<const Point> points);

}  // namespace runnel::agg
