#include "op/filter/sample.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <array>
#include <cmath>
#include <cstddef>

namespace runnel::op {

namespace {

// Of the numbers as little-endian bytes, so that it is the same on every machine.
template <size_t N>
uint64_t hash_of(const std::array<uint64_t, N>& numbers, uint64_t seed) {
  std::array<unsigned char, N * 8> bytes;
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<unsigned char>(numbers[i / 8] >> (i % 8 * 8));
  }
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

}  // namespace

Sample::Sample(const SampleOptions& options)
    : options_(options),
      all_(options.probability >= 1),
      bound_(all_ ? 0 : static_cast<uint64_t>(std::ldexp(options.probability, 64))) {}

bool Sample::keeps(const GateKey& key) const {
  return is_below(hash_of(std::array{key.high, key.low}, options_.seed));
}

bool Sample::admits(const GateRecord& record, GateMoment /*moment*/) const {
  if (options_.of == SampleOptions::Of::keys) return keeps(record.by);
  return is_below(hash_of(std::array{seen_}, options_.seed));
}

bool Sample::take(const GateRecord& record, GateMoment moment) {
  const bool admitted = admits(record, moment);
  ++seen_;
  return admitted;
}

}  // namespace runnel::op
