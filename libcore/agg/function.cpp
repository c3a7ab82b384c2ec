#include "agg/function.h"

#include <array>

namespace runnel::agg {

std::span<const std::span<const Function>> function_families() {
  static const std::array kFamilies = {counting_functions(), summing_functions(), choosing_functions(),
                                       quantile_functions(), distinct_functions()};
  return kFamilies;
}

const Function* find_function(std::string_view name, int arity) {
  for (const std::span<const Function> family : function_families()) {
    for (const Function& function : family) {
      if (function.arity == arity && function.name == name) return &function;
    }
  }
  return nullptr;
}

}  // namespace runnel::agg
