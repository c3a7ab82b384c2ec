// The fields of one record, in their order, as a parser found them. Recycled from record to record.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "format/fault.h"

namespace runnel::format {

struct Field {
  enum class Kind : uint8_t {
    string,  // `text` is the string itself, UTF-8 as it was read
    json,    // `text` is JSON: a number, true, false, null, or an array or object without newlines
  };
  std::string_view name;  // as such, without escapes
  std::string_view text;  // lies in the record, in the arena, or is static
  Kind kind = Kind::string;
};

struct Fields {
  std::vector<Field> list;  // of equal names the first counts
  Arena arena;              // for text that was not there as such
  Fault fault;              // of a record that could not be parsed

  void clear() {
    list.clear();
    arena.reset();
  }
  void add(std::string_view name, std::string_view text, Field::Kind kind = Field::Kind::string) {
    list.push_back({name, text, kind});
  }
  // For a parser to return.
  bool fail(size_t offset, std::string reason) {
    fault = {offset, std::move(reason)};
    return false;
  }
};

}  // namespace runnel::format
