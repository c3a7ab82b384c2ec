// The framing of a source whose format nobody named: decides what it is (format/detect.h) when its first line
// has come, and is from there on the framing of that format.
#pragma once

#include <memory>
#include <string_view>

#include "format/input_format.h"
#include "io/framing.h"

namespace runnel::format {

// `asked`: what the user said, of Kind::automatic. `name`: as messages call the source.
std::unique_ptr<io::Framing> make_detecting_framing(InputFormat asked, std::string_view name);

}  // namespace runnel::format
