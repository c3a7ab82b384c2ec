// The hash by which values are told apart: XXH3 of their canonical text (json/canonical.h), so that values
// that are equal have the same one. No adversary is resisted: who knows the function can make collisions.
#pragma once

#include <compare>
#include <cstdint>

#include "agg/aggregate.h"
#include "json/value.h"

namespace runnel::agg {

struct Hash64 {
  uint64_t word = 0;

  bool is_zero() const { return word == 0; }
  uint64_t bits() const { return word; }
  auto operator<=>(const Hash64&) const = default;
  void save(ByteWriter& out) const { out.u64(word); }
  static Hash64 load(ByteReader& in) { return {in.u64()}; }
};

struct Hash128 {
  uint64_t high = 0;
  uint64_t low = 0;

  bool is_zero() const { return high == 0 && low == 0; }
  uint64_t bits() const { return low; }
  auto operator<=>(const Hash128&) const = default;
  void save(ByteWriter& out) const {
    out.u64(high);
    out.u64(low);
  }
  static Hash128 load(ByteReader& in) {
    const uint64_t high = in.u64();
    return {high, in.u64()};
  }
};

// Never zero. Overwrite Context::scratch.
Hash64 hash64(Context& context, const json::Value& value);
Hash128 hash128(Context& context, const json::Value& value);

}  // namespace runnel::agg
