// The builtins that are more than functions of values: those whose arguments are programs, select(f), map(f),
// limit(n; f), and those that give many outputs. Most are defined in the language itself, by the text that
// stands here; the compiler puts it in the place of the call. A few are codes of their own (`kind`).
//
// A new builtin that can be said in the language is one entry.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace runnel::expr {

struct Form {
  enum class Kind : uint8_t {
    defined,  // by `definition`
    refused,  // in jq, but not here; `help` says what to do
    select,
    path,
    first,
    last,
    limit,
    skip,
    range,
    any,
    all,
    del,
    sub,
    gsub,
    builtins,
    halt,
    halt_error,
    debug,
    stderr_,
    input_filename,
    input_line_number,
  };
  std::string_view name;
  int arity;
  Kind kind;
  std::string_view definition;  // `def name(f): ...;`
  std::string_view synopsis;    // empty: a helper of others, which the manual does not show
  std::string_view help;
  std::string_view example;
  std::string_view input;
  std::string_view output;
};

std::span<const Form> forms();
const Form* find_form(std::string_view name, int arity);

}  // namespace runnel::expr
