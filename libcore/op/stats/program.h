// What stream-stats computes of each record before it is profiled: its time, its key, and what is profiled in
// place of the record (--of). One program, read in one pass.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "expr/globals.h"
#include "expr/program.h"
#include "expr/syntax/diagnostic.h"

namespace runnel::op {

// As the user has written it.
struct StatsTexts {
  std::optional<std::string> of;    // BODY
  std::optional<std::string> by;    // BODY
  std::optional<std::string> time;  // EXPR
};

// Which of the texts is wrong, and how.
struct StatsFault {
  enum class Text : uint8_t { of, by, time } text;
  expr::Diagnostic diagnostic;
};

class StatsProgram {
 public:
  // Faults beside the language's: a time or key that may give more than one value, a name that is there
  // twice, a program that asks for a record's line number or says something (debug).
  static std::variant<StatsProgram, StatsFault> compile(const StatsTexts& texts,
                                                        const expr::Globals& globals);

  // Over a record. Expression 0 is the time where has_time(), behind it are the keys, and then --of's.
  const expr::Program& record() const { return *record_; }
  bool has_time() const { return has_time_; }
  const std::vector<std::string>& keys() const { return keys_; }
  // The names of the members of --of; empty where whole records are profiled.
  const std::vector<std::string>& of() const { return of_; }
  size_t first_key() const { return has_time_ ? 1 : 0; }
  size_t first_of() const { return first_key() + keys_.size(); }

  // What was asked for, as text that does not depend on blanks: partial profiles of different meaning are
  // not merged.
  const std::string& meaning() const { return meaning_; }

  // What --explain prints.
  std::string explain() const;

 private:
  StatsProgram() = default;

  bool has_time_ = false;
  std::vector<std::string> keys_;
  std::vector<std::string> of_;
  std::optional<expr::Program> record_;
  std::string meaning_;
};

}  // namespace runnel::op
