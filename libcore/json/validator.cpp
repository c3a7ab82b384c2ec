#include "json/validator.h"

#include "json/isa.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "json/validator.cpp"
#include "hwy/foreach_target.h"
//
#include "json/scan-inl.h"
#include "json/tokens-inl.h"

HWY_BEFORE_NAMESPACE();
namespace runnel::json {
namespace HWY_NAMESPACE {

// Where something else than the awaited byte stands.
Fault unexpected(const char* p, const char* awaited, const char* at_end) {
  return {p, *p == '\n' ? at_end : awaited};
}

constexpr const char* kTwice = "the key occurs twice in its object";

// One value and the blanks around it, up to the '\n' at `end`. The open brackets are a stack of bytes, so
// that depth costs memory that is there already, and no recursion.
template <Keys kKeys>
HWY_INLINE Fault check_value(const char* p, const char* end, char* const stack,
                             [[maybe_unused]] KeyLog& keys) {
  char* top = stack;  // behind the innermost open bracket
  const char* key;
  const char* stop;
  Fault fault{nullptr, nullptr};
  p = skip_blanks(p);

value:
  switch (*p) {
    case '"':
      p = string_checked(p + 1, fault);
      if (HWY_UNLIKELY(p == nullptr)) return fault;
      break;
    case '{':
      if (top == stack + kMaxDepth) return {p, "nested deeper than 10000"};
      *top++ = '{';
      p = skip_blanks(p + 1);
      if (*p != '}') {
        if constexpr (kKeys == Keys::are_unique) keys.open_object();
        goto key;
      }
      ++p;
      --top;
      break;
    case '[':
      if (top == stack + kMaxDepth) return {p, "nested deeper than 10000"};
      *top++ = '[';
      p = skip_blanks(p + 1);
      if (*p != ']') goto value;
      ++p;
      --top;
      break;
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      p = number_checked(p, fault);
      if (HWY_UNLIKELY(p == nullptr)) return fault;
      break;
    case 't':
    case 'f':
    case 'n':
      p = literal_checked(p, fault);
      if (HWY_UNLIKELY(p == nullptr)) return fault;
      break;
    default:
      return unexpected(p, "expected a value", "expected a value, found the end of the line");
  }

after_value:
  p = skip_blanks(p);
  if (top == stack) {
    if (p == end) return fault;
    return {p, "expected the end of the line: a record is one JSON value"};
  }
  if (*p == ',') {
    p = skip_blanks(p + 1);
    if (top[-1] == '[') goto value;
    goto key;
  }
  if (*p == '}' && top[-1] == '{') {
    if constexpr (kKeys == Keys::are_unique) {
      if (const char* const twice = keys.close_object()) return {twice - 1, kTwice};
    }
    goto close;
  }
  if (*p == ']' && top[-1] == '[') goto close;
  if (top[-1] == '{') return unexpected(p, "expected , or }", "unterminated object");
  return unexpected(p, "expected , or ]", "unterminated array");

close:
  ++p;
  --top;
  goto after_value;

key:
  if (HWY_UNLIKELY(*p != '"')) return unexpected(p, "expected a key in quotes", "unterminated object");
  key = p + 1;
  stop = string_stop(key);
  p = *stop == '"' ? stop + 1 : string_checked(stop, fault);
  if (HWY_UNLIKELY(p == nullptr)) return fault;
  if constexpr (kKeys == Keys::are_unique) {
    if (!keys.add(key, static_cast<size_t>(p - 1 - key), *stop != '"')) return {key - 1, kTwice};
  }
  if (HWY_UNLIKELY(*p != ':')) {
    p = skip_blanks(p);
    if (*p != ':') return unexpected(p, "expected : after a key", "unterminated object");
  }
  p = skip_blanks(p + 1);
  goto value;
}

Fault check_line(const char* p, const char* end, char* const stack, KeyLog& keys) {
  return check_value<Keys::may_repeat>(p, end, stack, keys);
}

Fault check_line_with_keys(const char* p, const char* end, char* const stack, KeyLog& keys) {
  return check_value<Keys::are_unique>(p, end, stack, keys);
}

}  // namespace HWY_NAMESPACE
}  // namespace runnel::json
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <simdjson.h>

#include "json/utf8.h"

namespace runnel::json {

namespace {

// The first byte of the first sequence that is not UTF-8. REQUIRES: there is one. Slow: only for the message.
size_t utf8_fault(std::string_view text) {
  size_t low = 0;             // text[0, low) is valid
  size_t high = text.size();  // text[0, high) is not
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    // A cut within a sequence says nothing of the text: go back to the sequence's start.
    while (middle > low && (static_cast<unsigned char>(text[middle]) & 0xc0) == 0x80) --middle;
    if (middle == low) break;
    (utf8_valid(text.substr(low, middle - low)) ? low : high) = middle;
  }
  for (;;) {  // at most one character, or bytes that continue none, lie before it
    const Utf8Sequence sequence = utf8_sequence(text.data() + low, text.data() + text.size());
    if (!sequence.valid) return low;
    low += sequence.length;
  }
}

}  // namespace

bool utf8_valid(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

Validator::Validator(Keys keys) : keys_(keys), open_(std::make_unique_for_overwrite<char[]>(kMaxDepth)) {}

std::optional<SyntaxError> Validator::check_grammar(std::string_view text) {
  const char* const end = text.data() + text.size();
  if (keys_ == Keys::are_unique) key_log_.start();
  const Fault fault = keys_ == Keys::are_unique
                          ? RUNNEL_KERNEL(check_line_with_keys)(text.data(), end, open_.get(), key_log_)
                          : RUNNEL_KERNEL(check_line)(text.data(), end, open_.get(), key_log_);
  if (fault.reason == nullptr) return std::nullopt;
  return SyntaxError{static_cast<size_t>(fault.at - text.data()), fault.reason};
}

std::optional<SyntaxError> Validator::check(std::string_view text) {
  if (auto error = check_grammar(text)) return error;
  if (utf8_valid(text)) return std::nullopt;
  return SyntaxError{utf8_fault(text), "invalid UTF-8"};
}

}  // namespace runnel::json
#endif  // HWY_ONCE
