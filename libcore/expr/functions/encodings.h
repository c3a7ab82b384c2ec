// Bytes as text that survives a URL or a mail, and back: percent-encoding (RFC 3986), base64 and base32 (RFC
// 4648). To base64 is in base/base64.h.
//
// Thread-safe. All append to `out`; what a decoder has appended before it fails is of no use.
#pragma once

#include <string>
#include <string_view>

namespace runnel::expr {

// Letters, digits and -_.~ as they are, any other byte as %XX.
void append_uri(std::string& out, std::string_view bytes);
// False for a % without two hexadecimal digits, and for what does not decode to UTF-8.
bool append_uri_decoded(std::string& out, std::string_view text);

void append_base32(std::string& out, std::string_view bytes);

// Read up to the first `=`, which need not be there. Null, or what is wrong with the text, as a message's
// end.
const char* append_base64_decoded(std::string& out, std::string_view text);
const char* append_base32_decoded(std::string& out, std::string_view text);

}  // namespace runnel::expr
