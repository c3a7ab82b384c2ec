#include "state/output_position.h"

namespace runnel::state {

void OutputPosition::save(ByteWriter& out) const {
  out.text(path);
  mark.save(out);
  out.u64(length);
  out.text(form);
}

OutputPosition OutputPosition::load(ByteReader& in) {
  OutputPosition position;
  position.path = in.text();
  position.mark = io::FileMark::load(in);
  position.length = in.u64();
  position.form = in.text();
  return position;
}

}  // namespace runnel::state
