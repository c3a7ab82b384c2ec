// A framing for programs that write either a format of their own or lines of JSON: the first byte of a source
// says which, since only JSON begins with '{'.
#pragma once

#include <functional>
#include <memory>

#include "io/framing.h"

namespace runnel::format {

// `make` makes the framing of the format that is no JSON; `mark`, no 'j', is what its state begins with.
std::unique_ptr<io::Framing> make_first_byte_framing(char mark,
                                                     std::function<std::unique_ptr<io::Framing>()> make);

}  // namespace runnel::format
