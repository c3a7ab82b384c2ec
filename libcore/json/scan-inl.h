// The steps that every walk over JSON text is made of, compiled once for each instruction set (Google
// Highway's foreach_target): the ends of strings, scalars and containers, and white space.
//
// Each takes a pointer into a line and returns one further on. None is told where the line ends: all of them
// stop at a control character other than blanks, and the reader has put a '\n' behind every line. kPadding
// bytes behind that may be read. None validates; they are safe on any bytes.
//
// Include only from a file that is compiled through hwy/foreach_target.h.
#if defined(RUNNEL_JSON_SCAN_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef RUNNEL_JSON_SCAN_INL_H
#undef RUNNEL_JSON_SCAN_INL_H
#else
#define RUNNEL_JSON_SCAN_INL_H
#endif

#include <cstddef>
#include <cstdint>

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace runnel::json {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// 32 bytes at most: keys and values are short, and a wider load would only reach into the next member.
using Bytes = hn::CappedTag<uint8_t, 32>;

HWY_INLINE auto load(Bytes d, const char* p) {
  return hn::LoadU(d, reinterpret_cast<const uint8_t*>(p));
}

// Bytes below 0x20, by the unsigned minimum that even SSE2 has.
template <class V>
HWY_INLINE auto is_control(Bytes d, V v) {
  return hn::Eq(hn::Min(v, hn::Set(d, 0x1f)), v);
}

// From inside a string to its closing quote, the next backslash, or a control character, whichever comes
// first.
HWY_INLINE const char* string_stop(const char* p) {
  const Bytes d;
  for (;;) {
    const auto v = load(d, p);
    const auto stop =
        hn::Or(hn::Or(hn::Eq(v, hn::Set(d, '"')), hn::Eq(v, hn::Set(d, '\\'))), is_control(d, v));
    const intptr_t i = hn::FindFirstTrue(d, stop);
    if (HWY_LIKELY(i >= 0)) return p + i;
    p += hn::Lanes(d);
  }
}

// From inside a string to its closing quote, or to a control character where it has none.
HWY_INLINE const char* string_end(const char* p, bool& escaped) {
  p = string_stop(p);
  while (HWY_UNLIKELY(*p == '\\')) {
    escaped = true;
    ++p;
    if (static_cast<unsigned char>(*p) < 0x20) return p;
    p = string_stop(p + 1);
  }
  return p;
}

HWY_INLINE bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

HWY_INLINE const char* skip_blanks(const char* p) {
  while (HWY_UNLIKELY(is_blank(*p))) ++p;
  return p;
}

// From a number or literal to what ends it: a comma, a closing bracket, a blank or a control character.
HWY_INLINE const char* scalar_end(const char* p) {
  const Bytes d;
  for (;;) {
    const auto v = load(d, p);
    const auto closing = hn::Eq(hn::Or(v, hn::Set(d, 0x20)), hn::Set(d, '}'));  // ] and }
    const auto blank = hn::Eq(hn::Min(v, hn::Set(d, 0x20)), v);
    const intptr_t i = hn::FindFirstTrue(d, hn::Or(hn::Or(closing, blank), hn::Eq(v, hn::Set(d, ','))));
    if (HWY_LIKELY(i >= 0)) return p + i;
    p += hn::Lanes(d);
  }
}

// From inside a container to behind its closing bracket; null where the line ends first. Brackets are only
// counted.
HWY_INLINE const char* container_end(const char* p) {
  const Bytes d;
  size_t depth = 1;
  for (;;) {
    const auto v = load(d, p);
    const auto folded = hn::Or(v, hn::Set(d, 0x20));  // [ like {, ] like }
    const auto bracket = hn::Or(hn::Eq(folded, hn::Set(d, '{')), hn::Eq(folded, hn::Set(d, '}')));
    const auto stop = hn::Or(hn::Or(bracket, hn::Eq(v, hn::Set(d, '"'))), hn::Eq(v, hn::Set(d, '\n')));
    const intptr_t i = hn::FindFirstTrue(d, stop);
    if (i < 0) {
      p += hn::Lanes(d);
      continue;
    }
    p += i;
    switch (*p) {
      case '{':
      case '[':
        ++depth;
        ++p;
        break;
      case '}':
      case ']':
        ++p;
        if (--depth == 0) return p;
        break;
      case '"': {
        bool escaped = false;
        p = string_end(p + 1, escaped);
        if (*p != '"') return nullptr;
        ++p;
        break;
      }
      default:  // '\n'; folding makes no other byte a bracket but 0x5b, 0x5d, 0x7b, 0x7d
        return nullptr;
    }
  }
}

// From a value's first byte to behind its last; null where the line ends within it.
HWY_INLINE const char* value_end(const char* p) {
  if (*p == '"') {
    bool escaped = false;
    p = string_end(p + 1, escaped);
    return *p == '"' ? p + 1 : nullptr;
  }
  if (*p == '{' || *p == '[') return container_end(p + 1);
  return scalar_end(p);
}

}  // namespace HWY_NAMESPACE
}  // namespace runnel::json
HWY_AFTER_NAMESPACE();

#endif
