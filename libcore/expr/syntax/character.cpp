#include "expr/syntax/character.h"

#include "json/utf8.h"

namespace runnel::expr {

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

}  // namespace runnel::expr
