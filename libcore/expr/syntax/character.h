// One character of UTF-8 text at a time.
#pragma once

#include <cstdint>
#include <string_view>

namespace runnel::expr {

struct Character {
  char32_t code;    // U+FFFD where the bytes are no character
  uint32_t length;  // in bytes; 1 where they are none
  bool valid;       // by RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF
};

// REQUIRES: at < text.size().
Character character_at(std::string_view text, size_t at);

}  // namespace runnel::expr
