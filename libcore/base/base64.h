// Base64 (RFC 4648, section 4) of any bytes.
#pragma once

#include <string>
#include <string_view>

namespace runnel {

void append_base64(std::string& out, std::string_view bytes);

}  // namespace runnel
