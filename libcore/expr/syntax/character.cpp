#include "expr/syntax/character.h"

#include <algorithm>
#include <array>

#include "json/utf8.h"

namespace runnel::expr {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

constexpr auto kZeroWidth = std::to_array<Range>({
    {0x300, 0x36F},    // combining marks
    {0x200B, 0x200F},  // zero-width space and joiners, marks of direction
    {0x20D0, 0x20FF},  // combining marks for symbols
    {0xFE00, 0xFE0F},  // variation selectors
    {0xFE20, 0xFE2F},  // combining half marks
    {0xFEFF, 0xFEFF},  // byte order mark
});
constexpr auto kWide = std::to_array<Range>({
    {0x1100, 0x115F},    // Hangul initials
    {0x2E80, 0xA4CF},    // CJK, kana, Yi
    {0xAC00, 0xD7A3},    // Hangul syllables
    {0xF900, 0xFAFF},    // CJK compatibility
    {0xFE30, 0xFE6F},    // CJK compatibility forms
    {0xFF00, 0xFF60},    // full-width forms
    {0x1F300, 0x1FAFF},  // emoji
    {0x20000, 0x3FFFD},  // CJK beyond the basic plane
});

template <size_t N>
bool within(const std::array<Range, N>& ranges, char32_t code) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [code](Range range) { return range.first <= code && code <= range.last; });
}

}  // namespace

Character character_at(std::string_view text, size_t at) {
  const char* const end = text.data() + text.size();
  const json::Utf8Sequence sequence = json::utf8_sequence(text.data() + at, end);
  if (!sequence.valid) return {json::kReplacement, 1, false};
  const auto lead = static_cast<unsigned char>(text[at]);
  const auto length = static_cast<uint32_t>(sequence.length);
  char32_t code = length == 1 ? lead : lead & (0x7Fu >> length);
  for (uint32_t i = 1; i < length; ++i)
    code = (code << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3Fu);
  return {code, length, true};
}

int display_width(char32_t code) {
  if (within(kZeroWidth, code)) return 0;
  return within(kWide, code) ? 2 : 1;
}

}  // namespace runnel::expr
