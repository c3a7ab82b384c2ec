#include "expr/function.h"

#include <array>

namespace runnel::expr {

Flow Context::fail(std::string_view message) {
  error = json::Value::string(arena.copy(message));
  return Flow::error;
}

std::span<const std::span<const Function>> function_families() {
  static const std::array families{type_functions(),   string_functions(), search_functions(),
                                   number_functions(), math_functions(),   regex_functions(),
                                   time_functions()};
  return families;
}

// A program names a few functions, once: going through the tables costs less than building an index at every
// start.
const Function* find_function(std::string_view name, int arity) {
  for (std::span<const Function> family : function_families()) {
    for (const Function& function : family) {
      if (function.arity == arity && function.name == name) return &function;
    }
  }
  return nullptr;
}

}  // namespace runnel::expr
