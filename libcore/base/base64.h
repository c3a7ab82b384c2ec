// Base64 (RFC 4648, section 4) of any bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace runnel {

void append_base64(std::string& out, std::string_view bytes);

// The bytes that are written so, padding included; nothing where the text is not what append_base64() makes.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace runnel
