// The builtins whose arguments are programs, not values: select(f), map(f), limit(n; f). Each is part of an
// evaluator, so that this table only says which there are, and which of them this version can run.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace runnel::expr {

struct Form {
  enum class Kind : uint8_t {
    select,
    later,  // in jq, not here yet: refused by the binder with a message that says so
  };
  std::string_view name;
  int arity;
  Kind kind;
  std::string_view synopsis;
  std::string_view help;
  std::string_view example;
  std::string_view input;
  std::string_view output;
};

std::span<const Form> forms();
const Form* find_form(std::string_view name, int arity);

}  // namespace runnel::expr
