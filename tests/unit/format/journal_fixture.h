// Fields of systemd's journal export format, for tests.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace runnel::format {

inline std::string length_of(uint64_t length) {
  std::string text;
  for (int i = 0; i < 8; ++i) text += static_cast<char>(length >> (8 * i));
  return text;
}

inline std::string with_length(std::string_view name, std::string_view value) {
  return std::string(name) + '\n' + length_of(value.size()) + std::string(value) + '\n';
}

}  // namespace runnel::format
