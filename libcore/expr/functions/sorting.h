// jq's order made into an order of places: what sort, group_by, unique_by and their kin have in common.
//
// Not thread-safe, as the context's arena. What it hands out is valid as long as it and the values it was
// given.
#pragma once

#include <absl/container/inlined_vector.h>

#include <cstddef>
#include <cstdint>
#include <span>

#include "expr/function.h"
#include "json/value.h"

namespace runnel::expr {

// The keys that values are sorted by, made ready for many comparisons: numbers are read and containers parsed
// once. A key may have several parts, as in sort_by(.a, .b): the first that differs decides.
class SortKeys {
 public:
  // Each value is its own key.
  explicit SortKeys(std::span<const json::Value> values);

  // Each of `lists` is an array, the parts of one key; any other value is a key as it is.
  struct Lists {
    std::span<const json::Value> lists;
  };
  SortKeys(Context& context, Lists lists);

  size_t size() const { return ends_.empty() ? parts_.size() : ends_.size(); }

  // As json::compare, for the keys at two places: not-a-number is less than itself.
  int compare(size_t a, size_t b) const;

  // All places in the order of their keys, and of the places among equals.
  using Order = absl::InlinedVector<uint32_t, 32>;
  Order sorted() const;

 private:
  void add(const json::Value& value);
  bool comes_before(uint32_t a, uint32_t b) const;
  std::span<const json::Value> key(size_t place) const;
  bool all_strings() const;
  bool all_integers() const;
  template <class Key, class KeyOf>
  Order sorted_by(KeyOf key_of) const;

  absl::InlinedVector<json::Value, 16> parts_;
  absl::InlinedVector<uint32_t, 16> ends_;  // where each key's parts end; empty where each key is one part
  bool may_hold_nan_ = false;
};

}  // namespace runnel::expr
