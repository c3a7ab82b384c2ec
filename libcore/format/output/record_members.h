// A record taken apart into its members, for forms that write one after another: no tree is built, and
// nothing is copied.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "json/members.h"
#include "json/tokenizer.h"

namespace runnel::format {

// The one member of a record that is no object.
constexpr std::string_view kValueName = "value";

// What is meant by the text between the quotes of a name or string: in `room`, where it has escapes.
inline std::string_view meant_by(std::string_view text, bool is_escaped, std::string& room) {
  if (!is_escaped) return text;
  room.clear();
  json::append_unescaped(room, text);
  return room;
}

// The value of a member. Borrows from the record.
struct Cell {
  enum class Kind : uint8_t {
    missing,
    null,
    word,    // true or false
    number,  // its text, as it was read
    string,  // what stands between its quotes
    json,    // the whole text of an array or object
  };
  const char* begin = nullptr;
  uint32_t size = 0;
  Kind kind = Kind::missing;
  bool is_escaped = false;  // string: there is a backslash in it

  std::string_view text() const { return {begin, size}; }
  // Of a string.
  std::string_view meant(std::string& room) const { return meant_by(text(), is_escaped, room); }
  bool is_there() const { return kind != Kind::missing && kind != Kind::null; }
};

// The name of a member: what stands between its quotes.
struct Name {
  std::string_view text;
  bool is_escaped;

  // As it is meant: in `room`, where it has escapes.
  std::string_view meant(std::string& room) const { return meant_by(text, is_escaped, room); }
};

inline Cell::Kind cell_kind(json::Token::Kind kind) {
  switch (kind) {
    case json::Token::Kind::key:
    case json::Token::Kind::string:
      return Cell::Kind::string;
    case json::Token::Kind::number:
      return Cell::Kind::number;
    case json::Token::Kind::null:
      return Cell::Kind::null;
    case json::Token::Kind::boolean_false:
    case json::Token::Kind::boolean_true:
      return Cell::Kind::word;
    default:
      return Cell::Kind::json;
  }
}

inline bool opens(json::Token::Kind kind) {
  return kind == json::Token::Kind::array_begin || kind == json::Token::Kind::object_begin;
}
inline bool closes(json::Token::Kind kind) {
  return kind == json::Token::Kind::array_end || kind == json::Token::Kind::object_end;
}

// Calls take(Name, Cell) for each member of the record, in their order; also for those whose name came
// before. REQUIRES: as OutputForm::append.
template <class Take>
void each_member(std::string_view record, Take take) {
  json::Tokenizer tokenizer(record.data());
  std::array<json::Token, 128> room;
  Name name{kValueName, false};
  const char* container = nullptr;  // where the value began that is being walked through
  size_t members_at = 0;            // so deep are the members: 1, but 0 for a record that is no object
  size_t depth = 0;
  bool is_first = true;
  for (auto tokens = tokenizer.next(room); !tokens.empty(); tokens = tokenizer.next(room)) {
    for (const json::Token& token : tokens) {
      if (is_first) {
        is_first = false;
        members_at = token.kind == json::Token::Kind::object_begin ? 1 : 0;
        if (members_at == 1) {
          depth = 1;
          continue;
        }
      }
      if (opens(token.kind)) {
        if (depth++ == members_at) container = token.begin;
      } else if (closes(token.kind)) {
        if (--depth != members_at || container == nullptr) continue;
        const char* const end = token.begin + token.size;
        take(name, Cell{container, static_cast<uint32_t>(end - container), Cell::Kind::json, false});
        container = nullptr;
      } else if (depth != members_at) {
        continue;
      } else if (token.kind == json::Token::Kind::key) {
        name = {token.text(), token.is_escaped};
      } else {
        take(name, Cell{token.begin, token.size, cell_kind(token.kind), token.is_escaped});
      }
    }
  }
}

}  // namespace runnel::format
