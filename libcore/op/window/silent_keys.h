// --fill: the keys that had records lately, so that their silence can be written.
#pragma once

#include <absl/container/flat_hash_map.h>

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
  // which they were first remembered, and remembers those that are there. Gives back those that were written;
  // valid until the next call.
  const std::vector<KeyId>& close(const GroupTable* present, ResultWriter& writer);

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
  std::vector<KeyId> written_;
};

}  // namespace runnel::op
