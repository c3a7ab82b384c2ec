// The builtin functions: one table a family, one file a family (functions/*.cpp). A new function is one entry
// in its family's table; the binder, --help, stream-expr(7) and the tests take it from there.
//
// What a function computes, and its error messages, are jq 1.8's. Tables are constant data: nothing runs at
// the start of the program for them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "base/clock.h"
#include "json/value.h"

namespace runnel::expr {

// What evaluating an expression that gives at most one output comes to.
enum class Flow : uint8_t {
  value,  // one output
  empty,  // none
  error,  // an error: Context::error holds its value
  stop,   // none, and no more of the whole that it is a part of: a break. No function gives this
};

// State that a function makes once out of arguments that are constant, such as a compiled regular expression.
// Shared by all workers: const and free of locks after prepare().
struct Prepared {
  virtual ~Prepared() = default;
};

// What a function may use besides its arguments. One a worker.
struct Context {
  Arena& arena;            // for strings that are computed; emptied after each record
  json::Value error = {};  // set by whoever returns Flow::error: a string, or what error(value) was given
  const Clock* clock = &Clock::system();  // never null
  std::string scratch = {};               // for text that is being built: any function may overwrite it
  std::unique_ptr<Prepared> pattern =
      {};  // the last pattern that was no constant, compiled (functions/regexes.cpp)

  // The end of the string in the arena that was last made longer, and how far it may still grow in place.
  char* grown = nullptr;
  char* may_grow_to = nullptr;

  // Sets the error to a copy of the message, in the arena, and returns Flow::error.
  Flow fail(std::string_view message);
};

struct Arguments {
  std::span<const json::Value> values = {};  // by position
  const Prepared* prepared = nullptr;        // what `prepare` made, else null
};

struct Function {
  std::string_view name;
  int arity;
  std::string_view synopsis;  // `test(re; flags)`
  std::string_view help;      // one sentence
  std::string_view example;   // a program, executed by the tests with `input`
  std::string_view input;     // JSON
  std::string_view output;    // JSON, one value a line; empty for none; "error: message" for a failing one

  // Computes at most one output from the input and one value for each argument. The output may borrow from
  // what came in, from the arguments and from the arena. Must be thread-safe; may keep nothing but in the
  // context.
  Flow (*call)(Context& context, const json::Value& input, const Arguments& arguments, json::Value& output);

  // Optional. Called at bind time where the argument in position `constant_argument` and all after it are
  // constants: they are `constants`, which need not outlive the call. Null with a message: a bad constant (a
  // pattern that does not compile), which is an error of the program. Null without one: nothing to prepare,
  // `call` will see to it.
  std::unique_ptr<Prepared> (*prepare)(std::span<const json::Value> constants,
                                       std::string& message) = nullptr;
  int constant_argument = 0;

  // The same inputs give the same output, so that a call with constants may be computed at bind time. `now`
  // is not.
  bool pure = true;
  bool uses_input = true;  // false where the result depends on the arguments alone: `now`, pow(a; b)

  // Optional, in place of `call`: for a function that changes its input in place, where nobody else holds it.
  Flow (*consume)(Context& context, json::Value input, const Arguments& arguments,
                  json::Value& output) = nullptr;
};

// Each family's table, sorted as the manual shows them.
std::span<const Function> type_functions();    // type length not has tostring tonumber, values by type ...
std::span<const Function> string_functions();  // startswith ltrimstr ascii_downcase trim split join ...
std::span<const Function> search_functions();  // contains inside index rindex indices
std::span<const Function> number_functions();  // floor round abs infinite isnan ...
std::span<const Function> math_functions();    // sqrt pow log sin ... as in C
std::span<const Function> regex_functions();   // test split
std::span<const Function> time_functions();    // now fromdate todate gmtime strftime ...
std::span<const Function> collection_functions();  // keys to_entries add sort flatten ...
std::span<const Function> path_functions();        // getpath setpath delpaths

// What only builtins that are defined in the language call, under names that begin with `_`: sort_by(f) is
// _sort_by of an array of keys. They are found, but stand in no family, and so in no manual.
std::span<const Function> collection_helpers();  // _sort_by _group_by ...
std::span<const Function> regex_helpers();       // _matches _captures _scans

// All families, in the manual's order.
std::span<const std::span<const Function>> function_families();
// Null where there is none.
const Function* find_function(std::string_view name, int arity);

}  // namespace runnel::expr
