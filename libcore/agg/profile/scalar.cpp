#include "agg/profile/scalar.h"

#include <algorithm>
#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace runnel::agg {

namespace {

template <class Word>
Word word_at(const char* text) {
  Word word;
  std::memcpy(&word, text, sizeof word);
  return word;
}

// How many of its bytes go on with a character: the first bit is set, and the second is not. The product adds
// them up in the highest byte.
uint64_t following_in(uint64_t word) {
  constexpr uint64_t kFirst = 0x8080808080808080, kOnes = 0x0101010101010101;
  return ((word & kFirst & ~(word << 1)) >> 7) * kOnes >> 56;
}

}  // namespace

json::Number Scalar::as_number() const {
  switch (kind) {
    case Kind::integer:
      return json::Number::integer(i);
    case Kind::unsigned_integer:
      return json::Number::unsigned_integer(u);
    default:
      return json::Number::real(d);
  }
}

uint64_t scalar_hash(std::string_view text) {
  const uint64_t hash = XXH3_64bits(text.data(), text.size());
  return hash == 0 ? 1 : hash;
}

uint64_t characters(std::string_view text) {
  const char* const begin = text.data();
  const size_t size = text.size();
  uint64_t following = 0;
  size_t at = 0;
  for (; at + 8 <= size; at += 8) following += following_in(word_at<uint64_t>(begin + at));
  const size_t rest = size - at;
  if (rest == 0) return size - following;
  if (size >= 8) {  // the last eight, without those that were counted
    following += following_in(word_at<uint64_t>(begin + size - 8) >> (64 - 8 * rest));
  } else if (size >= 4) {
    const uint64_t last = word_at<uint32_t>(begin + size - 4);
    following += following_in(word_at<uint32_t>(begin)) + following_in(last >> (64 - 8 * size));
  } else {
    for (size_t i = 0; i < size; ++i) following += (begin[i] & 0xc0) == 0x80 ? 1 : 0;
  }
  return size - following;
}

std::string_view whole_characters(std::string_view text) {
  constexpr size_t kLongest = 4;
  for (size_t back = 1; back <= std::min(kLongest, text.size()); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xc0) == 0x80) continue;  // within a character
    const size_t length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return length > back ? text.substr(0, text.size() - back) : text;
  }
  return text;
}

}  // namespace runnel::agg
