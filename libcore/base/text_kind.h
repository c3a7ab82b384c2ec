// What a piece of text looks like, where it is more than text: a time, a number, an address, a UUID. For who
// looks at a stream that they do not know.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace runnel {

enum class TextKind : uint8_t {
  other,
  time,    // RFC 3339, with or without a zone, or a date alone (base/time_text.h)
  number,  // decimal, as JSON writes numbers, but leading zeros and a plus sign are let pass
  ip,      // IPv4 or IPv6, by itself or with the length of a prefix: 10.0.0.1, 10.0.0.0/8, ::1
  mac,     // six bytes in hexadecimal, parted by ':' or '-'
  email,
  url,   // scheme://...
  uuid,  // 8-4-4-4-12 hexadecimal digits
};
constexpr size_t kTextKinds = 8;

// The name that a profile has for it: other time number ip mac email url uuid.
std::string_view text_kind_name(TextKind kind);

// Looks at the whole text, but in most cases only at its first bytes. Allocates nothing.
TextKind text_kind(std::string_view text);

}  // namespace runnel
