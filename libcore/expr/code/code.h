// Compiled programs: a tree of small objects, each of which computes one value from a record.
//
// This is the fast path, for programs that give at most one output: no generators, so that evaluating is one
// walk down the tree, with values on the stack and strings in the worker's arena. Code is immutable and
// shared by all workers.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "expr/function.h"
#include "json/projector.h"
#include "json/value.h"

namespace runnel::expr {

// What code works on. One a worker; filled anew for each record.
struct Frame {
  const json::Slot* slots;  // what the program's paths led to, by the numbers that the compiler gave out
  json::Value* registers;   // variables and the inputs of pipes, likewise
  const json::Value*
      constants;  // the worker's own copies of constant arrays and objects: reference counts are not shared
  Context& context;
};

// How --explain shows code: a line, and what is below it.
struct Explanation {
  std::string line;
  std::vector<Explanation> below;
};

class Code {
 public:
  virtual ~Code() = default;

  // On Flow::value, `out` is the output. It may borrow from the record, the frame, the code, and the arena.
  virtual Flow eval(Frame& frame, json::Value& out) const = 0;

  // The same where only the output's truth is asked for: code that need not build a value to know it says so
  // here.
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

  virtual Explanation explain() const = 0;
};

using CodePtr = std::unique_ptr<const Code>;

}  // namespace runnel::expr
