#include "state/input_position.h"

namespace runnel::state {

void InputPosition::save(ByteWriter& out) const {
  out.text(path);
  out.u32(input);
  out.u32(source);
  mark.save(out);
  out.u64(at.offset);
  out.u64(at.lines);
  out.text(at.framing);
  out.u64(at.skip);
  out.u8(ended ? 1 : 0);
}

InputPosition InputPosition::load(ByteReader& in) {
  InputPosition position;
  position.path = in.text();
  position.input = in.u32();
  position.source = in.u32();
  position.mark = io::FileMark::load(in);
  position.at.offset = in.u64();
  position.at.lines = in.u64();
  position.at.framing = in.text();
  position.at.skip = in.u64();
  position.ended = in.u8() != 0;
  return position;
}

}  // namespace runnel::state
