// Records of several lines, as stack traces are: a line that an expression matches begins a record, and lines
// that it does not match belong to the one before them, newlines and all. Lines before the first that it
// matches are a record of their own; blank ones among them are none.
//
// Whether a record is whole is known once the next one begins, or the source ends: until then the last one is
// held back, for a second at most if nothing comes. One that is too long is left out up to the next line that
// the expression matches.
#pragma once

#include <memory>

#include "base/regex.h"
#include "format/form.h"
#include "io/framing.h"

namespace runnel::format {

// `form` is that of the joined lines.
std::unique_ptr<io::Framing> make_multiline_framing(std::shared_ptr<const Form> form,
                                                    std::shared_ptr<const Regex> start);

}  // namespace runnel::format
