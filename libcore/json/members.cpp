#include "json/members.h"

#include <array>
#include <cstddef>
#include <cstring>

#include "json/parse.h"

namespace runnel::json {

namespace {

constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// What is of interest within a container.
enum class Kind : uint8_t { other, opening, closing, quote };

constexpr auto kKinds = [] {
  std::array<Kind, 256> kinds{};
  kinds['{'] = kinds['['] = Kind::opening;
  kinds['}'] = kinds[']'] = Kind::closing;
  kinds['"'] = Kind::quote;
  return kinds;
}();

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<size_t>(end - begin)};
}

}  // namespace

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

MemberCursor::MemberCursor(std::string_view object)
    : at_(object.data()),
      last_(object.data() + object.size() - 1),
      has_escapes_(object.find('\\') != std::string_view::npos) {}

bool MemberCursor::next() {
  if (at_ >= last_) return false;
  const char* const begin = at_ + 1;
  const char* p = skip_blanks(begin);
  if (p >= last_ || *p != '"') return false;
  const char* const key = p + 1;
  p = string_end(key);
  key_ = between(key, p);
  if (p == last_) return false;
  p = skip_blanks(p + 1);
  if (*p != ':') return false;
  const char* const value = skip_blanks(p + 1);
  p = value_end(value);
  value_ = between(value, p);
  at_ = skip_blanks(p);
  text_ = between(begin, at_);
  return *at_ == ',' || at_ == last_;
}

// Nothing goes beyond the closing bracket, which is no blank.
const char* MemberCursor::skip_blanks(const char* p) const {
  while (p < last_ && is_blank(*p)) ++p;
  return p;
}

// From inside a string to its closing quote, or to last_.
const char* MemberCursor::string_end(const char* p) const {
  const char* const begin = p;
  for (;; ++p) {
    p = static_cast<const char*>(std::memchr(p, '"', static_cast<size_t>(last_ - p)));
    if (p == nullptr) return last_;
    if (!has_escapes_) return p;
    const char* escapes = p;
    while (escapes != begin && escapes[-1] == '\\') --escapes;
    if ((p - escapes) % 2 == 0) return p;
  }
}

// From inside a container to behind its closing bracket, or to last_.
const char* MemberCursor::container_end(const char* p) const {
  size_t depth = 1;
  for (; p < last_; ++p) {
    switch (kKinds[static_cast<unsigned char>(*p)]) {
      case Kind::other:
        break;
      case Kind::opening:
        ++depth;
        break;
      case Kind::closing:
        if (--depth == 0) return p + 1;
        break;
      case Kind::quote:
        p = string_end(p + 1);
        break;
    }
  }
  return last_;
}

// From a value's first byte to behind its last.
const char* MemberCursor::value_end(const char* p) const {
  if (p >= last_) return last_;
  switch (kKinds[static_cast<unsigned char>(*p)]) {
    case Kind::opening:
      return container_end(p + 1);
    case Kind::quote:
      p = string_end(p + 1);
      return p == last_ ? p : p + 1;
    default:
      while (p < last_ && *p != ',' && *p != '}' && !is_blank(*p)) ++p;
      return p;
  }
}

void append_unescaped(std::string& out, std::string_view inside) {
  const size_t before = out.size();
  out.resize(before + inside.size());
  out.resize(before + decode_string(inside, out.data() + before));
}

}  // namespace runnel::json
