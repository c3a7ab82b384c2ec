// Errors as values: inside libcore nothing throws and nothing prints. A function that can fail returns
// Result<T>; only cli/ turns an Error into a message and an exit status.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace runnel {

// What failed. cli/exit_status.h maps each kind to the exit status of runnel(7).
enum class ErrorKind {
  usage,    // a wrong flag or argument
  program,  // an error in program text
  source,   // an input could not be opened or read
  sink,     // an output could not be opened or written
  state,    // a state file could not be read, written or used
  record,   // one record could not be processed
};

struct Error {
  ErrorKind kind;
  std::string message;  // one sentence without program name, prefix or newline
};

// Either a T or the Error that stands in its place.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return held_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // REQUIRES: ok().
  T& value() { return *std::get_if<0>(&held_); }
  const T& value() const { return *std::get_if<0>(&held_); }
  T& operator*() { return value(); }
  const T& operator*() const { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // REQUIRES: !ok().
  Error& error() { return *std::get_if<1>(&held_); }
  const Error& error() const { return *std::get_if<1>(&held_); }

 private:
  std::variant<T, Error> held_;
};

struct Done {};  // the value of a Result that has none
using Outcome = Result<Done>;

}  // namespace runnel
