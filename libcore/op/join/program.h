// What stream-join computes: the time and the key of each record, on either side, and what is written for a
// pair where a program says so (-s).
//
// Time and key of a side are one program over the record, read in one pass.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <variant>

#include "expr/globals.h"
#include "expr/program.h"
#include "expr/syntax/diagnostic.h"
#include "op/join/options.h"

namespace runnel::op {

// As the user has written it.
struct JoinTexts {
  std::array<std::optional<std::string>, 2> keys;   // BODY of --on, --left-on, --right-on; nothing: one key
  std::array<std::optional<std::string>, 2> times;  // EXPR; both or none, but for a lookup
  std::optional<std::string> select;                // EXPR over {"left":..., "right":...}
};

// Which of the texts is wrong, and how.
struct JoinFault {
  enum class Text : uint8_t { keys, time, select } text;
  size_t side;  // of keys and time
  expr::Diagnostic diagnostic;
};

class JoinProgram {
 public:
  struct Side {
    // Expression 0 is the time where has_time; behind it are the key's parts.
    expr::Program record;
    bool has_time;
    size_t parts;  // of the key
  };

  // REQUIRES: both sides have keys, or none has. Faults beside the language's: keys of different length, a
  // program that asks for a record's line number or says something (debug).
  static std::variant<JoinProgram, JoinFault> compile(const JoinTexts& texts, const expr::Globals& globals);

  const Side& side(size_t side) const { return *sides_[side]; }
  bool has_time() const { return sides_[kLeft]->has_time; }
  bool has_key() const { return sides_[kLeft]->parts > 0; }
  // Null where it was not given.
  const expr::Program* select() const { return select_.has_value() ? &*select_ : nullptr; }
  // Whether a definition calls itself, so that threads need a deep stack.
  bool recurses() const;

  // What --explain prints.
  std::string explain() const;

 private:
  JoinProgram() = default;

  std::array<std::optional<Side>, 2> sides_;
  std::optional<expr::Program> select_;
};

}  // namespace runnel::op
