// A framing for forms whose records are lines: says what they look like, and nothing else.
#pragma once

#include <memory>

#include "format/form.h"
#include "io/framing.h"

namespace runnel::format {

// `form` may be null: lines of JSON.
std::unique_ptr<io::Framing> make_line_framing(std::shared_ptr<const Form> form);

}  // namespace runnel::format
