// One value of a field, as a profile takes it: a scalar with its hash, or that an array or object is there.
// 24 bytes, so that the values of a field in many records lie side by side.
//
// Numbers are brought to one form, so that what is equal looks equal: 2.0 is the integer 2, and what no
// double holds but an infinity is the largest double. Strings are borrowed: as long as the text lives.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
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
  static Scalar boolean(bool value) {
    Scalar scalar = plain(value ? Kind::boolean_true : Kind::boolean_false);
    scalar.hash = value ? 2 : 1;
    return scalar;
  }
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

// The hash of a string, and of a number in one form: of its bits, and what kind it is.
uint64_t scalar_hash(std::string_view text);
inline uint64_t scalar_hash(uint64_t bits, Scalar::Kind kind) {
  // The finalizer of MurmurHash3: every bit of the word reaches every bit of the hash.
  uint64_t word = bits ^ static_cast<uint64_t>(kind) * 0x9e3779b97f4a7c15;
  word = (word ^ word >> 33) * 0xff51afd7ed558ccd;
  word = (word ^ word >> 33) * 0xc4ceb9fe1a85ec53;
  word ^= word >> 33;
  return word == 0 ? 1 : word;
}

// In the header, so that what is made is written where it is to be, and not copied.
inline Scalar Scalar::string(std::string_view text) {
  Scalar scalar = plain(Kind::string);
  scalar.text = text.data();
  scalar.size = static_cast<uint32_t>(text.size());
  scalar.hash = scalar_hash(text);
  return scalar;
}

inline Scalar Scalar::number(json::Number number) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  constexpr double kLargest = std::numeric_limits<double>::max();
  Scalar scalar = plain(Kind::integer);
  scalar.u = number.u;
  if (number.kind == json::Number::Kind::unsigned_integer) {
    scalar.kind = Kind::unsigned_integer;
  } else if (number.kind == json::Number::Kind::real) {
    const double d = number.d;
    if (d >= -kTwoTo63 && d < kTwoTo63 && static_cast<double>(static_cast<int64_t>(d)) == d) {
      scalar.i = static_cast<int64_t>(d);
    } else if (d >= kTwoTo63 && d < 2 * kTwoTo63) {
      scalar.kind = Kind::unsigned_integer;
      scalar.u = static_cast<uint64_t>(d);
    } else {
      scalar.kind = Kind::real;
      scalar.d = std::clamp(d, -kLargest, kLargest);
    }
  }
  scalar.hash = scalar_hash(scalar.u, scalar.kind);
  return scalar;
}

// How many characters (code points) UTF-8 text has.
uint64_t characters(std::string_view text);

// Its first kMostKept bytes, which may end within a character.
inline std::string_view kept_part(std::string_view text) {
  return text.substr(0, Scalar::kMostKept);
}

// The text but for the start of a character at its end.
std::string_view whole_characters(std::string_view text);

}  // namespace runnel::agg
