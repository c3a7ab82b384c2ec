#include "expr/code/code.h"

namespace runnel::expr {

Step Code::each(Frame& frame, Emit emit) const {
  json::Value out;
  const Flow flow = eval(frame, out);
  return flow == Flow::value ? emit(out) : step_after(flow);
}

Flow Generator::eval(Frame& frame, json::Value& out) const {
  return first_output(*this, frame, out);
}

Flow first_output(const Code& code, Frame& frame, json::Value& out) {
  if (!code.many()) return code.eval(frame, out);
  bool found = false;
  const Step step = code.each(frame, [&](json::Value& output) {
    out = std::move(output);
    found = true;
    return Step::stop;
  });
  return found ? Flow::value : step == Step::more ? Flow::empty : flow_after(step);
}

}  // namespace runnel::expr
