// Which format a source has that nobody named: by its name, else by its first bytes; lines of JSON where
// neither is clear, and never plain text.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "format/input_format.h"
#include "io/framing.h"

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

// Decides when the first line of the source has come.
std::unique_ptr<io::Framing> make_detecting_framing(InputFormat asked, std::string_view name);

}  // namespace runnel::format
