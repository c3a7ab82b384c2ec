#include "format/scan.h"

#include <algorithm>
#include <string>

#include "../catch.h"

namespace runnel::format {

namespace {

// Text of a few bytes that are near to one another, so that a borrow that runs on would show.
std::string text_of(unsigned seed, size_t size) {
  static constexpr char kBytes[] = {'"',  '#',    '!',    '\\',   ']',    '\0',
                                    '\1', '\x7F', '\x80', '\xFF', '\xA2', '\xDC'};
  std::string text;
  for (size_t i = 0; i < size; ++i) {
    seed = seed * 1'103'515'245 + 12'345;
    text += kBytes[(seed >> 16) % std::size(kBytes)];
  }
  return text;
}

}  // namespace

TEST_CASE("scan: as a loop over bytes, whatever stands behind the end") {
  for (unsigned seed = 0; seed < 2000; ++seed) {
    const size_t size = seed % 33;
    const std::string text = text_of(seed, size) + text_of(seed + 7, 8);
    const char* const begin = text.data();
    const char* const end = begin + size;
    const auto is_either = [](char c) { return c == '"' || c == '\\'; };
    const bool same = find_byte(begin, end, '"') == std::find(begin, end, '"') &&
                      find_byte(begin, end, '\0') == std::find(begin, end, '\0') &&
                      find_byte(begin, end, '\xFF') == std::find(begin, end, '\xFF') &&
                      find_either(begin, end, '"', '\\') == std::find_if(begin, end, is_either);
    CHECK(same);
  }
}

TEST_CASE("scan: every place of the only one there is") {
  for (size_t size = 1; size < 40; ++size) {
    for (size_t at = 0; at < size; ++at) {
      std::string text(size + 8, 'x');
      text[at] = '=';
      const char* const found = text.data() + at;
      const bool same = find_byte(text.data(), text.data() + size, '=') == found &&
                        find_either(text.data(), text.data() + size, '|', '=') == found &&
                        find_byte(text.data(), text.data() + at, '=') == found;
      CHECK(same);
    }
  }
}

}  // namespace runnel::format
