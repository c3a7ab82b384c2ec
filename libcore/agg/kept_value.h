// A JSON value that outlives its record, in 16 bytes: numbers, and text of up to 14 bytes, lie in these;
// longer text is on the heap, counted in Context::heap_bytes. Arrays and objects are kept as compact JSON. A
// number keeps its text where it would otherwise be written differently: 1.50, 1e3, forty digits.
//
// Not copied by itself: whoever holds it calls set() and destroy().
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "agg/aggregate.h"
#include "json/value.h"

namespace runnel::agg {

class KeptValue {
 public:
  // Null: nothing is kept. No value that is kept is null.
  bool is_null() const { return kind() == Kind::null; }
  // Whether number() gives it without parsing.
  bool is_plain_number() const { return kind() >= Kind::integer && kind() <= Kind::real; }
  // REQUIRES: is_plain_number().
  json::Number number() const;

  void set(Context& context, const json::Value& value);
  // The value, borrowed: valid until this one is set, destroyed or moved.
  json::Value view() const;
  void destroy(Context& context) { set(context, json::Value()); }

  // As JSON.
  void append(std::string& out) const;

  void save(ByteWriter& out) const;
  // Fails where what is read is no value.
  void load(Context& context, ByteReader& in);

 private:
  enum class Kind : uint8_t {
    null,
    boolean_false,
    boolean_true,
    integer,  // from here to `real` the second half of the bytes is the number
    unsigned_integer,
    real,
    number_text,  // from here on there is text
    string,       // itself, no JSON
    array,
    object,
  };
  static constexpr uint8_t kOnHeap = 255;
  static constexpr size_t kMostInside = 14;

  Kind kind() const { return static_cast<Kind>(bytes_[0]); }
  bool on_heap() const { return bytes_[1] == kOnHeap; }
  std::string_view text() const;
  void set_text(Context& context, Kind kind, std::string_view text);
  void set_plain(Context& context, Kind kind, uint64_t word);
  void set_number(Context& context, json::Number number);

  template <class T>
  T part(size_t offset) const {
    T value;
    std::memcpy(&value, bytes_ + offset, sizeof value);
    return value;
  }
  template <class T>
  void set_part(size_t offset, T value) {
    std::memcpy(bytes_ + offset, &value, sizeof value);
  }

  static constexpr size_t kSizeAt = 4;  // of text on the heap: its size
  static constexpr size_t kWordAt = 8;  // its place, or the number
  static constexpr size_t kTextAt = 2;  // text inside

  alignas(8) unsigned char bytes_[16] = {};  // the kind; the size of text inside, or kOnHeap
};

static_assert(sizeof(KeptValue) == 16);

}  // namespace runnel::agg
