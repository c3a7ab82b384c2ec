// Definitions that call themselves, as blocks of code that are called with a frame of their own. All other
// calls are compiled in place.
//
// A frame lives on the stack of the call. Programs that are given for parameters (closures) hold the frame
// that they were written in, and are themselves called with a frame of their own inside it, since they may
// run again while they run. A call in tail position is made by whoever runs the body, in place of it, so that
// a program may call itself without end and the stack does not grow (steps are counted).
#pragma once

#include <string>
#include <vector>

#include "expr/code/code.h"
#include "expr/code/control.h"
#include "expr/code/machine.h"

namespace runnel::expr {

// Register 0 of a block is its input, and place 0 where that lies.
struct Block {
  std::string name;  // of the definition; empty for what is given for a parameter
  CodePtr body;      // null while it is being compiled
  uint32_t registers = 1;
  uint32_t places = 0;
};

enum class Position : bool { inner, tail };

// What a piece of program is run for: what it gives, or also where that lies.
enum class Wanted : bool { values, places };

// A call of a block that stands `hops` frames further out.
class CallBlock final : public Generator {
 public:
  struct Argument {  // for a parameter $x: goes to a register of the callee
    CodePtr value;
    uint32_t reg;
  };
  struct Program {                  // for a parameter f
    const Block* values = nullptr;  // a block of its own; else it is passed on:
    const Block* places = nullptr;
    uint32_t hops = 0;   // the frame whose parameter it is
    uint32_t index = 0;  // and which one
  };
  CallBlock(const Block& block, uint32_t hops, CodePtr input, std::vector<Argument> arguments,
            std::vector<Program> programs, Position position)
      : block_(block),
        hops_(hops),
        input_(std::move(input)),
        arguments_(std::move(arguments)),
        programs_(std::move(programs)),
        position_(position) {}
  Step each(Frame& frame, Emit emit) const override;
  Explanation explain() const override;

 private:
  Flow prepare(Frame& frame, TailCall& call) const;

  const Block& block_;
  const uint32_t hops_;
  const CodePtr input_;
  const std::vector<Argument> arguments_;
  const std::vector<Program> programs_;
  const Position position_;
};

// A call of a parameter that is a program.
class CallClosure final : public Generator {
 public:
  CallClosure(std::string name, uint32_t hops, uint32_t index, CodePtr input, Wanted wanted)
      : name_(std::move(name)), hops_(hops), index_(index), input_(std::move(input)), wanted_(wanted) {}
  Step each(Frame& frame, Emit emit) const override;
  Explanation explain() const override;

 private:
  const std::string name_;
  const uint32_t hops_;
  const uint32_t index_;
  const CodePtr input_;
  const Wanted wanted_;
};

}  // namespace runnel::expr
