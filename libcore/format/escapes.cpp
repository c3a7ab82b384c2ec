#include "format/escapes.h"

#include <cstring>
#include <optional>

#include "base/hex.h"
#include "json/utf8.h"
#include "json/validator.h"

namespace runnel::format {

namespace {

// The number that `count` hexadecimal digits at p write.
std::optional<uint32_t> hex_number(const char* p, const char* end, int count) {
  if (end - p < count) return std::nullopt;
  uint32_t number = 0;
  for (int i = 0; i < count; ++i) {
    const int digit = hex_digit(p[i]);
    if (digit < 0) return std::nullopt;
    number = number << 4 | static_cast<uint32_t>(digit);
  }
  return number;
}

// What the escape with this letter stands for, of those that are one byte; 0 for none.
char control_for(char letter) {
  switch (letter) {
    case 'a':
      return '\a';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'v':
      return '\v';
    default:
      return 0;
  }
}

// Takes the escape that begins at p, a backslash, writes what it stands for, and returns what follows it;
// null where it is none.
const char* take_byte_escape(const char* p, const char* end, Escapes escapes, char*& out) {
  if (end - p < 2) return nullptr;
  const char letter = p[1];
  if (letter == 'x') {
    const auto byte = hex_number(p + 2, end, 2);
    if (!byte) return nullptr;
    *out++ = static_cast<char>(*byte);
    return p + 4;
  }
  char stands_for = 0;
  if (letter == '\\') stands_for = '\\';
  if (escapes == Escapes::access_log) {
    if (letter == '"') stands_for = '"';
    if (letter == 'b' || letter == 'n' || letter == 'r' || letter == 't' || letter == 'v') {
      stands_for = control_for(letter);
    }
  }
  if (stands_for == 0) return nullptr;
  *out++ = stands_for;
  return p + 2;
}

// \uXXXX, and the second half of a pair behind it.
const char* take_code_unit(const char* p, const char* end, char*& out) {
  const auto unit = hex_number(p + 2, end, 4);
  if (!unit) return nullptr;
  p += 6;
  uint32_t code = *unit;
  if (code >= 0xD800 && code < 0xE000) {
    const bool may_be_pair = code < 0xDC00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u';
    const auto low = may_be_pair ? hex_number(p + 2, end, 4) : std::nullopt;
    const bool is_pair = low && *low >= 0xDC00 && *low < 0xE000;
    if (is_pair) p += 6;
    code = is_pair ? 0x10000 + ((code - 0xD800) << 10) + (*low - 0xDC00) : json::kReplacement;
  }
  out = json::utf8_put(out, code);
  return p;
}

const char* take_logfmt_escape(const char* p, const char* end, char*& out) {
  if (end - p < 2) return nullptr;
  const char letter = p[1];
  if (letter == 'u') return take_code_unit(p, end, out);
  if (letter == 'x' || letter == 'U') {
    const int digits = letter == 'x' ? 2 : 8;
    const auto code = hex_number(p + 2, end, digits);
    if (!code || *code > (letter == 'x' ? 0x7Fu : 0x10FFFFu)) return nullptr;
    if (*code >= 0xD800 && *code < 0xE000) return nullptr;
    out = json::utf8_put(out, *code);
    return p + 2 + digits;
  }
  const bool is_itself = letter == '"' || letter == '\\' || letter == '/';
  const char stands_for = is_itself ? letter : control_for(letter);
  if (stands_for == 0) return nullptr;
  *out++ = stands_for;
  return p + 2;
}

// Copies text, and has `take` (p, end, out) do with each backslash. No escape is shorter than what it stands
// for.
template <class Take>
std::string_view decode(std::string_view text, Arena& arena, const Take& take) {
  const char* p = text.data();
  const char* const end = p + text.size();
  char* const begin = arena.alloc(text.size());
  char* out = begin;
  while (p != end) {
    const void* const found = std::memchr(p, '\\', static_cast<size_t>(end - p));
    const char* const stop = found == nullptr ? end : static_cast<const char*>(found);
    std::memcpy(out, p, static_cast<size_t>(stop - p));
    out += stop - p;
    p = stop;
    if (p == end) break;
    if (const char* const next = take(p, end, out)) {
      p = next;
    } else {
      *out++ = *p++;
    }
  }
  return {begin, static_cast<size_t>(out - begin)};
}

bool has_backslash(std::string_view text) {
  return !text.empty() && std::memchr(text.data(), '\\', text.size()) != nullptr;
}

}  // namespace

std::string_view decode_bytes(std::string_view text, Escapes escapes, Arena& arena) {
  if (!has_backslash(text)) return text;
  const std::string_view decoded = decode(text, arena, [escapes](const char* p, const char* end, char*& out) {
    return take_byte_escape(p, end, escapes, out);
  });
  return json::utf8_valid(decoded) ? decoded : text;
}

std::string_view decode_logfmt(std::string_view text, Arena& arena) {
  if (!has_backslash(text)) return text;
  return decode(text, arena, take_logfmt_escape);
}

}  // namespace runnel::format
