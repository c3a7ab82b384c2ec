#include "op/window/windows.h"

namespace runnel::op {

Folder::Folder(const WindowProgram& program, GroupSpace& space) : space_(space) {
  size_t offset = 0;
  for (const WindowCall& call : program.calls()) {
    Step step{call.aggregate.get(), offset, Step::Source::none, 0};
    if (call.column.has_value()) {
      const WindowColumn& column = program.columns()[*call.column];
      const bool each = column.many && column.takes != agg::Takes::truth;
      step.source = each ? Step::Source::cells : Step::Source::cell;
      step.column = static_cast<uint32_t>(*call.column);
    }
    steps_.push_back(step);
    offset += call.aggregate->state_size();
  }
}

void Folder::fold(std::byte* states, const WindowRow& row) const {
  for (const Step& step : steps_) {
    std::byte* const state = states + step.offset;
    switch (step.source) {
      case Step::Source::none:
        step.aggregate->add(space_.context, state, {}, row.time);
        break;
      case Step::Source::cell:
        if (row.cells[step.column].is_null()) break;
        step.aggregate->add(space_.context, state, row.cells[step.column], row.time);
        break;
      case Step::Source::cells:
        for (const json::Value& value : row.cells[step.column].items()) {
          step.aggregate->add(space_.context, state, value, row.time);
        }
        break;
    }
  }
}

}  // namespace runnel::op
