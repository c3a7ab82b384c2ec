#include "expr/function.h"

#include <array>

namespace runnel::expr {

Flow Context::fail(std::string_view message) {
  error = json::Value::string(arena.copy(message));
  return Flow::error;
}

std::span<const std::span<const Function>> function_families() {
  static const std::array families{type_functions(),   collection_functions(), path_functions(),
                                   string_functions(), search_functions(),     regex_functions(),
                                   number_functions(), math_functions(),       time_functions()};
  return families;
}

namespace {

const Function* find_in(std::span<const Function> functions, std::string_view name, int arity) {
  for (const Function& function : functions) {
    if (function.arity == arity && function.name == name) return &function;
  }
  return nullptr;
}

}  // namespace

// A program names a few functions, once: going through the tables costs less than building an index at every
// start.
const Function* find_function(std::string_view name, int arity) {
  if (name.starts_with('_')) {
    const Function* found = find_in(collection_helpers(), name, arity);
    return found != nullptr ? found : find_in(regex_helpers(), name, arity);
  }
  for (std::span<const Function> family : function_families()) {
    if (const Function* found = find_in(family, name, arity)) return found;
  }
  return nullptr;
}

}  // namespace runnel::expr
