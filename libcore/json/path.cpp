#include "json/path.h"

#include "json/writer.h"

namespace runnel::json {

namespace {

// Can the key stand behind a point without quotes?
bool is_identifier(const std::string& key) {
  if (key.empty() || (key[0] >= '0' && key[0] <= '9')) return false;
  for (const char c : key) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(c >= '0' && c <= '9') && c != '_') return false;
  }
  return true;
}

}  // namespace

std::string to_string(const Path& path) {
  std::string text;
  for (const PathStep& step : path) {
    if (const auto* key = std::get_if<std::string>(&step)) {
      text += '.';
      if (is_identifier(*key)) {
        text += *key;
      } else {
        append_quoted(text, *key);
      }
    } else {
      if (text.empty()) text += '.';
      text += '[' + std::to_string(std::get<uint32_t>(step)) + ']';
    }
  }
  return text.empty() ? "." : text;
}

}  // namespace runnel::json
