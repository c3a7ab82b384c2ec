// The flags of a program, and the parser over them. The only code that sees CLI11 is command_line.cpp.
//
// What is accepted: `--name VALUE`, `--name=VALUE`, `-n VALUE`, `-nVALUE`, switches together (`-ve`), flags
// after operands, `--` before operands that begin with a dash. A value may begin with a dash, and is never
// split. `-` is an operand. Arguments need not be UTF-8.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/flag.h"

namespace runnel::cli {

class CommandLine {
 public:
  // REQUIRES: no flag has that name or letter yet.
  void add(Flag flag);

  const std::vector<Flag>& flags() const { return flags_; }
  // Null where there is none.
  const Flag* find(std::string_view name) const;
  const Flag* find(char letter) const;

  // Calls set() of each flag that is given and returns the operands. An Error is of kind usage, and the first
  // that was met; what stands after it is still parsed, so that a --help anywhere on the line is seen.
  Result<std::vector<std::string>> parse(std::span<const std::string> arguments) const;

  // What parse() found: a flag, by its place in flags(), and its values; in the order of the command line.
  struct Given {
    size_t flag;
    std::vector<std::string> values;
  };
  const std::vector<Given>& given() const { return given_; }

 private:
  std::vector<Flag> flags_;
  mutable std::vector<Given> given_;  // of the last parse(), which is no change to the flags
};

}  // namespace runnel::cli
