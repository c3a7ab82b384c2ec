// The first values of a stretch, in their order, as JSON: what collect keeps. 40 bytes, and the text of the
// values with a byte each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "json/value.h"

namespace runnel::agg {

class Collection {
 public:
  // Keeps a copy, if it is one of the first `most`.
  void add(const json::Value& value, uint32_t most);
  // `other` came behind.
  void merge(const Collection& other, uint32_t most);
  void append(std::string& out) const;

  size_t heap_bytes() const;
  void save(ByteWriter& out) const;
  // Fails where there are more than `most`, or what is read is no JSON.
  void load(ByteReader& in, uint32_t most);

 private:
  std::string lines_;  // each value's JSON and a newline, which no compact JSON holds
  uint32_t count_ = 0;
};

}  // namespace runnel::agg
