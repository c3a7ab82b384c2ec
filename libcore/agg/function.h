// The aggregate functions by name: one table a family, one file a family. A new function is one entry in its
// family's table; the program's parser, --help, stream-window(1) and the tests take it from there.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "agg/aggregate.h"

namespace runnel::agg {

struct Function {
  std::string_view name;
  int arity;                  // of the call: 0 for `count`, 2 for quantile(E; q)
  std::string_view synopsis;  // `quantile(E; q)`
  std::string_view help;      // one sentence
  // A call over the records of `input`, executed by the tests: JSON, one record a line, whose `t` is the
  // event time in seconds from 0 on, in a window of one minute (`-t .t 1m`).
  std::string_view example;
  std::string_view input;
  std::string_view output;  // JSON

  // `constants`: the arguments behind the first. Null with a message where one of them is wrong: `q is a
  // number from 0 to 1, not 1.5`.
  std::unique_ptr<const Aggregate> (*make)(std::span<const json::Value> constants, std::string& message);
};

std::span<const Function> counting_functions();  // count count(P) rate rate(P) any every
std::span<const Function> summing_functions();   // sum avg var stddev
std::span<const Function> choosing_functions();  // min max first last collect
std::span<const Function> quantile_functions();  // median quantile p50 p90 p95 p99 p999 histogram
std::span<const Function> distinct_functions();  // distinct count_distinct top

// All families, in the manual's order.
std::span<const std::span<const Function>> function_families();
// Null where there is none.
const Function* find_function(std::string_view name, int arity);

}  // namespace runnel::agg
