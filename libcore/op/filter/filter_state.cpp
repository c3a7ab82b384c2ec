// What a filter holds between two records: saved, loaded, and told to those who watch.
#include "op/filter/filter.h"

namespace runnel::op {

Totals Filter::totals() const {
  Totals totals{.records_in = counts_.records, .records_out = counts_.passed};
  if (refused_ != nullptr) totals.records_out += counts_.refused;
  return totals;
}

void Filter::save(ByteWriter& out) const {
  out.u64(passed_before_ + counts_.passed);
  if (watermarks_) watermarks_->save(out);
  if (context_) context_->save(out);
  if (gates_) gates_->save(out);
}

void Filter::load(ByteReader& in) {
  passed_before_ = in.u64();
  if (watermarks_) watermarks_->load(in);
  if (context_) context_->load(in);
  if (gates_) gates_->load(in);
}

void Filter::resumed() {
  if (watermarks_) watermarks_->resumed();
  if (gates_) gates_->time().resumed();
}

}  // namespace runnel::op
