// The top-level members of an object as text, one after another; nothing is parsed or copied.
//
// The text needs no padding behind it. REQUIRES: valid JSON. On other text from a '{' to a '}' the walk ends
// early or gives odd members, and does no harm.
#pragma once

#include <string>
#include <string_view>

namespace runnel::json {

// The text of a value without the blanks around it.
std::string_view without_blanks(std::string_view text);

class MemberCursor {
 public:
  // `object` from its '{' to its '}', without blanks around it. It must live as long as this.
  explicit MemberCursor(std::string_view object);

  // Goes to the next member, at first to the first one. False behind the last one.
  bool next();

  // Of the current member; views of the object. What stands between the key's quotes:
  std::string_view key() const { return key_; }
  std::string_view value() const { return value_; }
  // All from the bracket or comma before it to the one behind it, blanks too.
  std::string_view text() const { return text_; }
  // Whether there is an escape in the key, so that it is not what it looks like.
  bool is_escaped() const { return has_escapes_ && key_.find('\\') != std::string_view::npos; }

 private:
  const char* string_end(const char* p) const;
  const char* container_end(const char* p) const;
  const char* value_end(const char* p) const;
  const char* skip_blanks(const char* p) const;

  const char* at_;          // the bracket or comma before the next member
  const char* const last_;  // the closing bracket
  const bool has_escapes_;  // a backslash is somewhere in the object
  std::string_view key_, value_, text_;
};

// The string that is written so between quotes.
void append_unescaped(std::string& out, std::string_view inside);

}  // namespace runnel::json
