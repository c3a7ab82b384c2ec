// The items of an array or the members of an object, by number: what iteration and path expressions go
// through.
//
// Holds the container. What it gives borrows from the record and the arena.
#pragma once

#include <cstddef>

#include "base/arena.h"
#include "json/lookup.h"
#include "json/value.h"

namespace runnel::expr {

class Parts {
 public:
  // REQUIRES: `of` is an array or object. One level of a raw one is opened.
  Parts(Arena& arena, const json::Value& of)
      : container_(json::opened(of, arena)),
        count_(of.is_array() ? container_.items().size() : container_.members().size()) {}

  size_t count() const { return count_; }
  // The index, or the member's key.
  json::Value key(size_t i) const {
    return container_.is_array() ? json::Value::integer(static_cast<int64_t>(i))
                                 : container_.members()[i].first;
  }
  const json::Value& value(size_t i) const {
    return container_.is_array() ? container_.items()[i] : container_.members()[i].second;
  }

 private:
  json::Value container_;
  size_t count_;
};

}  // namespace runnel::expr
