#include "expr/functions/encodings.h"

#include <cstddef>
#include <cstdint>

#include "base/hex.h"
#include "json/validator.h"

namespace runnel::expr {

namespace {

constexpr std::string_view kUpperHex = "0123456789ABCDEF";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

// Whether a byte stands for itself in a URI: RFC 3986's "unreserved".
bool is_unreserved(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
}

enum class Decoded : uint8_t { whole, wrong_letter, trailing_letter };

template <int Bits>
Decoded append_decoded(std::string& out, std::string_view text, std::string_view alphabet) {
  uint32_t held = 0;
  int count = 0;
  for (char c : text.substr(0, text.find('='))) {
    const size_t place = alphabet.find(c);
    if (place == std::string_view::npos) return Decoded::wrong_letter;
    held = (held << Bits) | static_cast<uint32_t>(place);
    count += Bits;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>(held >> count);
      held &= (1u << count) - 1;
    }
  }
  return count >= Bits ? Decoded::trailing_letter : Decoded::whole;  // a letter that completes no byte
}

}  // namespace

void append_uri(std::string& out, std::string_view bytes) {
  for (char c : bytes) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kUpperHex[byte >> 4];
    out += kUpperHex[byte & 15];
  }
}

bool append_uri_decoded(std::string& out, std::string_view text) {
  const size_t begin = out.size();
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return false;
    const int high = hex_digit(text[i + 1]);
    const int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return false;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return json::utf8_valid(std::string_view(out).substr(begin));
}

// Five bits a letter; what is left over at the end is filled up with zeros, and eight letters with `=`.
void append_base32(std::string& out, std::string_view bytes) {
  uint32_t held = 0;
  int count = 0;  // of bits held
  const size_t begin = out.size();
  for (char c : bytes) {
    held = (held << 8) | static_cast<unsigned char>(c);
    count += 8;
    for (; count >= 5; count -= 5) out += kBase32[(held >> (count - 5)) & 31];
    held &= (1u << count) - 1;
  }
  if (count > 0) out += kBase32[(held << (5 - count)) & 31];
  while ((out.size() - begin) % 8 != 0) out += '=';
}

const char* append_base64_decoded(std::string& out, std::string_view text) {
  switch (append_decoded<6>(out, text, kBase64)) {
    case Decoded::wrong_letter:
      return "is not valid base64 data";
    case Decoded::trailing_letter:
      return "trailing base64 byte found";
    default:
      return nullptr;
  }
}

const char* append_base32_decoded(std::string& out, std::string_view text) {
  return append_decoded<5>(out, text, kBase32) == Decoded::whole ? nullptr : "is not valid base32 data";
}

}  // namespace runnel::expr
