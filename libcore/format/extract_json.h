// JSON inside of text: `2026-11-22 12:00 app {"a":1} done`. In each line the first '{' from which a whole
// JSON object runs is where the record begins, and it is that object, byte for byte. The text around it is
// dropped, or, with a name, added as the first member of that name: what stands before it, a blank, and what
// stands behind it, without blanks at their ends.
//
// A line without an object is a bad record, with what is wrong behind the first '{' as the reason. So is one
// with so many '{' that begin none that looking at each would take time out of all proportion.
#pragma once

#include <memory>
#include <string>

#include "format/form.h"

namespace runnel::format {

// An empty name: the text is dropped.
std::shared_ptr<const Form> make_extract_json_form(std::string name);

}  // namespace runnel::format
