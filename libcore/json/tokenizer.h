// A value taken apart into its tokens: brackets, keys, scalars, each with the place of its text. For who
// looks at everything in a record, and not at a few fields (json/projector.h).
//
// The tokens come in portions, so that a line of any length needs no more memory than one; between two of
// them nothing is kept but how far it has come.
//
// The text needs kPadding bytes behind it. REQUIRES: it is valid JSON (json/validator.h). On other text the
// tokens make no sense, but none reaches beyond the next control character.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace runnel::json {

struct Token {
  enum class Kind : uint8_t {
    key,     // text: what stands between its quotes
    string,  // the same
    number,  // text: the number
    null,
    boolean_false,
    boolean_true,
    array_begin,
    object_begin,
    array_end,
    object_end,
  };

  const char* begin;
  uint32_t size;
  Kind kind;
  bool is_escaped;  // there is a backslash in the key or string

  std::string_view text() const { return {begin, size}; }
};

class Tokenizer {
 public:
  // The value that begins at the first byte that is no blank, from there on.
  explicit Tokenizer(const char* text) : place_{text, 0, false} {}

  // The next ones, in their order; none behind the value's last.
  std::span<const Token> next(std::span<Token> room);

  // How far it has come.
  struct Place {
    const char* at;
    size_t depth;  // how many brackets are open
    bool is_done;
  };

 private:
  Place place_;
};

}  // namespace runnel::json
