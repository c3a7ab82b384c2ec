// Saving and loading what a join has counted, but for the sizes of what it held.
#pragma once

#include "base/bytes.h"
#include "op/join/counts.h"

namespace runnel::op {

void save_counts(ByteWriter& out, const JoinCounts& counts);
void load_counts(ByteReader& in, JoinCounts& counts);

}  // namespace runnel::op
