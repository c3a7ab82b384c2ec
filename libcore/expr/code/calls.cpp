#include "expr/code/calls.h"

#include <absl/container/inlined_vector.h>
#include <fmt/format.h>

namespace runnel::expr {

using json::Value;

namespace {

// Runs a call, and all that it ends with.
Step run(Frame& caller, TailCall& call, Emit emit) {
  Machine& machine = caller.machine;
  absl::InlinedVector<Value, 6> registers;
  absl::InlinedVector<const PathLink*, 4> places;
  absl::InlinedVector<Closure, 2> closures;
  if (!machine.budget.deeper(caller.context)) return Step::error;
  for (;;) {
    if (!machine.budget.step(caller.context)) return Step::error;
    const Block& block = *call.block;
    registers.clear();
    registers.resize(block.registers);
    for (size_t i = 0; i < call.values.size(); ++i) registers[i] = std::move(call.values[i]);
    places.assign(block.places, nullptr);
    if (block.places > 0) places[0] = call.place;
    closures.assign(call.closures.begin(), call.closures.end());
    Frame frame{caller.slots,     caller.constants, caller.context,  machine,
                registers.data(), places.data(),    closures.data(), call.outer};
    const Step step = block.body->each(frame, emit);
    if (step != Step::again) return step;
    std::swap(call, machine.tail);
  }
}

}  // namespace

// What the callee begins with.
Flow CallBlock::prepare(Frame& frame, TailCall& call) const {
  call.block = &block_;
  call.outer = &frame.further_out(hops_);
  call.values.clear();
  call.values.resize(1);
  if (const Flow flow = input_->eval(frame, call.values[0]); flow != Flow::value) return flow;
  call.place = frame.machine.place;
  for (const Argument& argument : arguments_) {
    if (call.values.size() <= argument.reg) call.values.resize(argument.reg + 1);
    if (const Flow flow = argument.value->eval(frame, call.values[argument.reg]); flow != Flow::value)
      return flow;
  }
  call.closures.clear();
  for (const Program& program : programs_) {
    call.closures.push_back(program.values != nullptr
                                ? Closure{program.values, program.places, &frame}
                                : frame.further_out(program.hops).closures[program.index]);
  }
  return Flow::value;
}

Step CallBlock::each(Frame& frame, Emit emit) const {
  TailCall call;
  if (const Flow flow = prepare(frame, call); flow != Flow::value) return step_after(flow);
  if (position_ == Position::inner) return run(frame, call, emit);
  std::swap(call, frame.machine.tail);
  return Step::again;
}

Explanation CallBlock::explain() const {
  return {fmt::format("call {}", block_.name), {input_->explain()}};
}

Step CallClosure::each(Frame& frame, Emit emit) const {
  const Closure& closure = frame.further_out(hops_).closures[index_];
  TailCall call;
  call.block = wanted_ == Wanted::values ? closure.values : closure.places;
  call.outer = closure.frame;
  call.values.resize(1);
  if (const Flow flow = input_->eval(frame, call.values[0]); flow != Flow::value) return step_after(flow);
  call.place = frame.machine.place;
  return run(frame, call, emit);
}

Explanation CallClosure::explain() const {
  return {name_, {input_->explain()}};
}

}  // namespace runnel::expr
