// Is a line one JSON value? The one place that decides: RFC 8259's grammar in UTF-8, depth up to kMaxDepth,
// numbers of any size, escaped lone surrogates allowed.
//
// Our own walk, since the library's DOM refuses legal numbers and depth, and its On-Demand accepts what it
// does not look at. UTF-8 is checked for the whole text at once, by simdjson's kernel for the machine at hand
// (Keiser and Lemire, "Validating UTF-8 in less than one instruction per byte", 2021).
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "json/key_log.h"

namespace runnel::json {

constexpr size_t kMaxDepth = 10'000;
constexpr size_t kPadding = 64;  // bytes that may be read beyond any line that is given to json/

struct SyntaxError {
  size_t offset;       // of the first byte that is wrong, from the start of the text
  const char* reason;  // what was found or expected: static text
};

// RFC 8259 leaves it open whether a key may occur twice in an object.
enum class Keys : bool { may_repeat, are_unique };

class Validator {
 public:
  explicit Validator(Keys keys = Keys::may_repeat);

  // REQUIRES: text holds no '\n', text[text.size()] is '\n' (the line's own newline, or the one that the
  // reader puts behind the last line), and kPadding bytes behind that may be read: a '\n' is legal in no
  // token, so that no loop needs to look for the end. Blanks around the value are allowed, and so is a '\r'
  // at the end. Not thread-safe; one a worker. Allocates nothing once it is warm.
  std::optional<SyntaxError> check(std::string_view text);

  // As check(), for text that is known to be UTF-8 (part of a batch that passed utf8_valid as a whole).
  std::optional<SyntaxError> check_grammar(std::string_view text);

 private:
  const Keys keys_;
  KeyLog key_log_;
  std::unique_ptr<char[]> open_;  // room for the brackets that are open
};

bool utf8_valid(std::string_view text);

}  // namespace runnel::json
