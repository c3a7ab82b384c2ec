// Which format a source has that nobody named: by its name, else by its first bytes; lines of JSON where
// neither is clear, and never plain text.
#pragma once

#include <string>
#include <string_view>

#include "format/input_format.h"

namespace runnel::format {

// So much of a source is enough.
constexpr size_t kDetectedHead = 64 * 1024;

struct Detected {
  InputFormat format;
  std::string reason;  // `its name`, `its first line`; empty where nothing spoke for it
};

// `asked`: what the user said, of Kind::automatic. `head`: what the source begins with, decompressed; all of
// it, or kDetectedHead, or what has come so far and holds a newline.
Detected detect(const InputFormat& asked, std::string_view name, std::string_view head);

// Whether more of the source is needed: its first line has not ended, or what follows it may say something
// else. `text`: what has come so far, less than kDetectedHead.
bool may_say_more(std::string_view name, std::string_view text);

}  // namespace runnel::format
