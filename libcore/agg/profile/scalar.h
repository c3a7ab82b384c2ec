// One value of a field, as a profile takes it: a scalar with its hash, or that an array or object is there.
// 24 bytes, so that the values of a field in many records lie side by side.
//
// Numbers are brought to one form, so that what is equal looks equal: 2.0 is the integer 2, and what no
// double holds but an infinity is the largest double. Strings are borrowed: as long as the text lives.
#pragma once

#include <cstdint>
#include <string_view>

#include "json/value.h"

namespace runnel::agg {

struct Scalar {
  enum class Kind : uint8_t {
    null,
    boolean_false,
    boolean_true,
    integer,
    unsigned_integer,  // above the largest int64
    real,              // finite, and no integer of 64 bits
    string,
    array,
    object,
  };
  static constexpr size_t kKinds = 9;
  // Of a string no more is kept than so many bytes.
  static constexpr size_t kMostKept = 256;

  uint64_t hash;  // of a number or string: equal values have the same, and it is never 0
  union {
    int64_t i;
    uint64_t u;
    double d;
    const char* text;
    uint64_t length;  // of an array
  };
  uint32_t size;  // of text
  uint16_t row;   // for whoever has many of them
  Kind kind;

  static Scalar null() { return plain(Kind::null); }
  static Scalar boolean(bool value);
  static Scalar number(json::Number number);
  static Scalar string(std::string_view text);
  static Scalar array(uint64_t length) {
    Scalar scalar = plain(Kind::array);
    scalar.length = length;
    return scalar;
  }
  static Scalar object() { return plain(Kind::object); }

  bool is_number() const { return kind >= Kind::integer && kind <= Kind::real; }
  bool is_string() const { return kind == Kind::string; }
  // Whether it has a value that can be compared: neither null nor a container.
  bool is_counted() const { return kind >= Kind::boolean_false && kind <= Kind::string; }
  // REQUIRES: is_number().
  json::Number as_number() const;
  // REQUIRES: is_string().
  std::string_view as_text() const { return {text, size}; }

 private:
  static Scalar plain(Kind kind) { return {0, {0}, 0, 0, kind}; }
};

static_assert(sizeof(Scalar) == 24);

// The hash of a number in one form, as Scalar::number() makes it, or of a string.
uint64_t scalar_hash(std::string_view text);

// How many characters (code points) UTF-8 text has.
uint64_t characters(std::string_view text);

// Its first kMostKept bytes, which may end within a character.
inline std::string_view kept_part(std::string_view text) {
  return text.substr(0, Scalar::kMostKept);
}

// The text but for the start of a character at its end.
std::string_view whole_characters(std::string_view text);

}  // namespace runnel::agg
