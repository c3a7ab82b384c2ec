// Looking into a raw array or object, one step deep, without building it.
//
// REQUIRES of each: `text` is a whole container as a projector or scanner has delimited it, within a line
// that is followed by kPadding bytes (json/validator.h). Safe on text that is not valid JSON; what is found
// there then says little.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/arena.h"
#include "json/value.h"

namespace runnel::json {

// The value of the first member with that (unescaped) key.
std::optional<std::string_view> find_member(std::string_view object, std::string_view key);

// The item at that place, from 0.
std::optional<std::string_view> find_item(std::string_view array, size_t index);

// How many members or items there are.
size_t count_items(std::string_view container);

// The value that a line is, borrowed: an array or object raw, up to the last byte that is no blank. On a line
// that is not JSON it is some value, and does no harm. REQUIRES: as json::Projector::project.
Value whole_record(const char* line, Arena& arena);

// A raw array or object with its items or members, which are left raw themselves: a view in the arena that
// borrows from the text. Of equal keys only the first is there. Any other value comes back as it is. What
// follows a fault in text that is not valid JSON is left out.
Value opened(const Value& value, Arena& arena);

}  // namespace runnel::json
