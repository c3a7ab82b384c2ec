// The members of an object in the order of their keys, each key once.
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "json/value.h"

namespace runnel::json {

// Where each key's first member is, in the order of the keys: as unsigned bytes, which in UTF-8 is that of
// code points.
inline std::vector<uint32_t> places_by_key(std::span<const Value::Member> members) {
  std::vector<uint32_t> places(members.size());
  std::iota(places.begin(), places.end(), 0U);
  const auto key = [&](uint32_t place) { return members[place].first.text(); };
  std::stable_sort(places.begin(), places.end(), [&](uint32_t a, uint32_t b) { return key(a) < key(b); });
  const auto equal = [&](uint32_t a, uint32_t b) { return key(a) == key(b); };
  places.erase(std::unique(places.begin(), places.end(), equal), places.end());
  return places;
}

}  // namespace runnel::json
