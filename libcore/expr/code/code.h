// Compiled programs: a tree of small objects, each of which computes values from a record.
//
// There are two ways to run code, and each kind of code has at least one of them. eval() gives at most one
// output: one walk down the tree, with values on the stack and strings in the worker's arena. each() hands
// any number of outputs, one by one, to whoever wants them, which goes on from there before the next one is
// made: nothing is collected that the program does not collect, and who has enough stops the rest. many()
// says which of the two to use; code that computes with several operands needs eval() only, since the
// compiler keeps the outputs of an operand that gives many in a register around it (Keep in code/control.h).
//
// Code is immutable and shared by all workers.
#pragma once

#include <absl/functional/function_ref.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "expr/function.h"
#include "json/projector.h"
#include "json/value.h"

namespace runnel::expr {

class Code;
struct Machine;
struct PathLink;
struct Closure;

// What code works on: one for each call that is running, and one for the program itself.
struct Frame {
  const json::Slot* slots;  // what the program's paths led to, by the numbers that the compiler gave out
  const json::Value*
      constants;  // the worker's own copies of constant arrays and objects: reference counts are not shared
  Context& context;
  Machine& machine;
  json::Value* registers;  // variables and the inputs of pipes, by the numbers that the compiler gave out
  const PathLink** places = nullptr;  // where the inputs of path expressions lie, likewise
  const Closure* closures = nullptr;  // what was given for the parameters that are programs
  Frame* outer = nullptr;             // of the definition around this one

  // The frame so many definitions further out.
  Frame& further_out(uint32_t hops) {
    Frame* at = this;
    for (; hops > 0; --hops) at = at->outer;
    return *at;
  }
};

// What comes after an output, or after all of them.
enum class Step : uint8_t {
  more,   // go on
  stop,   // no more: unwinds to the code that wanted so (first, limit, label), without a trace for others
  error,  // Context::error holds it
  again,  // a call in tail position, which whoever runs the body makes (code/calls.h); seen by nobody else
};

// Takes an output, which it may move from.
using Emit = absl::FunctionRef<Step(json::Value& output)>;

// How --explain shows code: a line, and what is below it.
struct Explanation {
  std::string line;
  std::vector<Explanation> below;
};

class Code {
 public:
  virtual ~Code() = default;

  // On Flow::value, `out` is the output. It may borrow from the record, the frame, the code, and the arena.
  // REQUIRES: !many().
  virtual Flow eval(Frame& frame, json::Value& out) const = 0;

  // All outputs in order, as long as `emit` answers with Step::more. Gives back what emit did, where that was
  // something else.
  virtual Step each(Frame& frame, Emit emit) const;

  // Whether there may be more than one output.
  virtual bool many() const { return false; }

  // The same as eval() where only the output's truth is asked for: code that need not build a value to know
  // it says so here. REQUIRES: !many().
  virtual Flow test(Frame& frame, bool& truth) const {
    json::Value out;
    const Flow flow = eval(frame, out);
    truth = out.truthy();
    return flow;
  }

  // The value, if it is the same for all records.
  virtual const json::Value* constant() const { return nullptr; }

  // True if evaluating it for a path's input surely looks at that input before anything else can come of it:
  // then an error on the way to the input needs no look of its own.
  virtual bool reads_path_first() const { return false; }

  // For an input that is an object: a JSON string in its quotes that the input's text must hold, if without
  // escapes, for an output to be true; without it the code gives no error either. Empty where there is none.
  virtual std::string literal() const { return {}; }
  // For an input that is an object: whether it gives an output and never an error.
  virtual bool is_safe() const { return false; }

  virtual Explanation explain() const = 0;
};

using CodePtr = std::unique_ptr<const Code>;

// Code that may give many outputs: each() is what it has.
class Generator : public Code {
 public:
  bool many() const override { return true; }
  Flow eval(Frame& frame, json::Value& out) const final;  // the first output
};

// The first output, whether there may be more or not.
Flow first_output(const Code& code, Frame& frame, json::Value& out);

// What is left to do after code that gave no output.
inline Step step_after(Flow flow) {
  switch (flow) {
    case Flow::error:
      return Step::error;
    case Flow::stop:
      return Step::stop;
    default:
      return Step::more;
  }
}

// How code that consumes all outputs of other code ends, when that ended with this step.
inline Flow flow_after(Step step) {
  return step == Step::error ? Flow::error : step == Step::stop ? Flow::stop : Flow::value;
}

}  // namespace runnel::expr
