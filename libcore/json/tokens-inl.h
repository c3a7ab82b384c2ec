// Strings, numbers and literals by RFC 8259's grammar: what validates, where json/scan-inl.h only finds ends.
// Read that header first; the rules for pointers and for including are the same.

#ifndef RUNNEL_JSON_FAULT
#define RUNNEL_JSON_FAULT
namespace runnel::json {
// What is wrong, and where.
struct Fault {
  const char* at;
  const char* reason;  // static text; null: nothing is
};
}  // namespace runnel::json
#endif

#if defined(RUNNEL_JSON_TOKENS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef RUNNEL_JSON_TOKENS_INL_H
#undef RUNNEL_JSON_TOKENS_INL_H
#else
#define RUNNEL_JSON_TOKENS_INL_H
#endif

#include "hwy/highway.h"
//
#include "json/scan-inl.h"

HWY_BEFORE_NAMESPACE();
namespace runnel::json {
namespace HWY_NAMESPACE {

HWY_INLINE bool is_digit(char c) {
  return static_cast<unsigned char>(c - '0') < 10;
}

HWY_INLINE const char* digits_end(const char* p) {
  while (is_digit(*p)) ++p;
  return p;
}

// From a number's first byte to behind its last.
HWY_INLINE const char* number_checked(const char* p, Fault& fault) {
  if (*p == '-') ++p;
  if (*p == '0') {
    ++p;
    if (HWY_UNLIKELY(is_digit(*p))) return fault = {p, "a number must not start with 0"}, nullptr;
  } else if (is_digit(*p)) {
    p = digits_end(p + 1);
  } else {
    return fault = {p, "expected a digit"}, nullptr;
  }
  if (*p == '.') {
    ++p;
    if (HWY_UNLIKELY(!is_digit(*p))) return fault = {p, "expected a digit after the decimal point"}, nullptr;
    p = digits_end(p + 1);
  }
  if ((*p | 0x20) == 'e') {
    ++p;
    if (*p == '+' || *p == '-') ++p;
    if (HWY_UNLIKELY(!is_digit(*p))) return fault = {p, "expected a digit in the exponent"}, nullptr;
    p = digits_end(p + 1);
  }
  return p;
}

HWY_INLINE const char* literal_checked(const char* p, Fault& fault) {
  const char* const word = *p == 't' ? "true" : *p == 'f' ? "false" : "null";
  for (const char* w = word; *w != '\0'; ++w, ++p) {
    if (*p != *w) {
      fault = {p, *word == 't' ? "expected true" : *word == 'f' ? "expected false" : "expected null"};
      return nullptr;
    }
  }
  return p;
}

HWY_INLINE bool is_hex(char c) {
  return is_digit(c) || static_cast<unsigned char>((c | 0x20) - 'a') < 6;
}

// From behind a backslash to behind the escape; null where it is none.
HWY_INLINE const char* escape_end(const char* p) {
  switch (*p) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
      return p + 1;
    case 'u':
      return is_hex(p[1]) && is_hex(p[2]) && is_hex(p[3]) && is_hex(p[4]) ? p + 5 : nullptr;
    default:
      return nullptr;
  }
}

// From behind the opening quote to behind the closing one; null, and why, where the string is broken.
HWY_INLINE const char* string_checked(const char* p, Fault& fault) {
  for (;;) {
    p = string_stop(p);
    if (HWY_LIKELY(*p == '"')) return p + 1;
    if (*p != '\\') {
      const bool at_end = *p == '\n' || (*p == '\r' && p[1] == '\n');
      fault = {p, at_end ? "unterminated string" : "control character in a string: it must be escaped"};
      return nullptr;
    }
    const char* const end = escape_end(p + 1);
    if (end == nullptr) {
      fault = {p, "invalid escape in a string"};
      return nullptr;
    }
    p = end;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace runnel::json
HWY_AFTER_NAMESPACE();

#endif
