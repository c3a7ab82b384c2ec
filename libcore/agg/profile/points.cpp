#include "agg/profile/points.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "agg/decimal_bounds.h"
#include "agg/rank.h"

namespace runnel::agg {

namespace {

// Buckets between edges that do not descend. Every point is between the first and the last.
std::vector<Bucket> between(const std::vector<double>& edges, std::span<const Point> points) {
  std::vector<Bucket> buckets;
  for (size_t i = 0; i + 1 < edges.size(); ++i) buckets.push_back({edges[i], edges[i + 1], 0});
  size_t bucket = 0;
  for (const Point& point : points) {
    while (bucket + 1 < buckets.size() && buckets[bucket].to <= point.value) ++bucket;
    buckets[bucket].count += point.count;
  }
  return buckets;
}

std::vector<Bucket> one_bucket(std::span<const Point> points) {
  return {{points.front().value, points.back().value, total_of(points)}};
}

}  // namespace

uint64_t total_of(std::span<const Point> points) {
  uint64_t total = 0;
  for (const Point& point : points) total += point.count;
  return total;
}

double quantile_of(std::span<const Point> points, double q) {
  uint64_t rank = Rank(q).of(total_of(points));
  for (const Point& point : points) {
    if (rank <= point.count) return point.value;
    rank -= point.count;
  }
  return points.back().value;
}

std::vector<Bucket> equal_buckets(std::span<const Point> points, size_t count) {
  const double least = points.front().value;
  const double largest = points.back().value;
  if (least == largest) return one_bucket(points);
  std::vector<double> edges;
  for (size_t i = 0; i <= count; ++i) {
    edges.push_back(std::lerp(least, largest, static_cast<double>(i) / static_cast<double>(count)));
  }
  return between(edges, points);
}

std::vector<Bucket> log_buckets(std::span<const Point> points, size_t count) {
  const double least = points.front().value;
  const double largest = points.back().value;
  if (least == largest) return one_bucket(points);
  std::vector<double> edges = {least};
  for (size_t i = 1; i < count; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(count);
    const double edge = std::exp2(std::lerp(std::log2(least), std::log2(largest), share));
    edges.push_back(std::clamp(edge, edges.back(), largest));
  }
  edges.push_back(largest);
  return between(edges, points);
}

std::vector<Bucket> decimal_buckets(std::span<const Point> points) {
  const DecimalBounds& bounds = DecimalBounds::all();
  std::vector<Bucket> buckets;
  for (const Point& point : points) {
    Bucket bucket{0, 0, point.count};
    if (point.value != 0) {
      const double magnitude = std::min(std::abs(point.value), std::numeric_limits<double>::max());
      const uint16_t number = bounds.bucket_of(magnitude);
      bucket.from = bounds.lower(number);
      bucket.to = bounds.lower(number + size_t{1});
      if (point.value < 0) bucket = {-bucket.to, -bucket.from, point.count};
    }
    if (!buckets.empty() && buckets.back().from == bucket.from && buckets.back().to == bucket.to) {
      buckets.back().count += point.count;
    } else {
      buckets.push_back(bucket);
    }
  }
  return buckets;
}

}  // namespace runnel::agg
