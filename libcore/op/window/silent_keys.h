// --fill: the keys that had records lately, so that their silence can be written.
#pragma once

#include <absl/functional/function_ref.h>

#include <cstdint>
#include <vector>

#include "op/window/group_table.h"
#include "op/window/results.h"

namespace runnel::op {

class SilentKeys {
 public:
  // `most`: for so many windows a silent key goes on; 0: none is remembered.
  SilentKeys(GroupSpace& space, uint64_t most) : space_(space), most_(most) {}
  ~SilentKeys();
  SilentKeys(const SilentKeys&) = delete;
  SilentKeys& operator=(const SilentKeys&) = delete;

  bool empty() const { return keys_.empty(); }

  // A window has closed, with these keys in it (null: none): writes those that are missing, in the order in
  // which they were first remembered, tells of each, and remembers those that are there.
  using Tell = absl::FunctionRef<void(KeyId written)>;
  void close(const GroupTable* present, ResultWriter& writer, Tell tell);

  void save(ByteWriter& out) const;
  void load(ByteReader& in);

 private:
  struct Remembered {
    KeyId key;
    uint64_t missed;
  };

  GroupSpace& space_;
  const uint64_t most_;
  std::vector<Remembered> keys_;
};

}  // namespace runnel::op
