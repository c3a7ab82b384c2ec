#include "op/stats/extract.h"

namespace runnel::op {

void StatsExtract::clear() {
  // Room that one large record has needed is given back.
  constexpr size_t kMostKept = 64 * 1024;
  KeyedExtract::clear();
  if (scalars > kMostScalars) {
    for (size_t i = 0; i < column_count; ++i) {
      if (columns[i].scalars.capacity() > kMostKept) std::vector<agg::Scalar>().swap(columns[i].scalars);
    }
  }
  column_count = 0;
  scalars = 0;
  left_out = 0;
}

}  // namespace runnel::op
