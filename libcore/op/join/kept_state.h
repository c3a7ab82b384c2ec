// Saving and loading the records that an engine holds.
#pragma once

#include <absl/functional/function_ref.h>

#include <vector>

#include "base/bytes.h"
#include "op/join/space.h"

namespace runnel::op {

// In the order in which they came, whatever the order they are given in.
void save_records(ByteWriter& out, std::vector<const Kept*> records);

// Makes each record anew and hands it to `take`, which lists and queues it, in the order in which they came;
// false where such a record cannot be, which is damage. What is damaged fails the reader.
void load_records(ByteReader& in, JoinSpace& space, absl::FunctionRef<bool(Kept*)> take);

}  // namespace runnel::op
