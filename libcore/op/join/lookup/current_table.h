// The table that a lookup join looks into now. Whoever has got one may keep it: another that is put in its
// place changes nothing for him. Thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include "op/join/lookup/table.h"

namespace runnel::op {

class CurrentTable {
 public:
  struct Version {
    std::shared_ptr<const Table> table;
    uint64_t number = 0;  // grows with each that is put; 0 is the first
  };

  explicit CurrentTable(std::shared_ptr<const Table> first) : version_{std::move(first), 0} {}

  Version get() const {
    const std::lock_guard lock(mutex_);
    return version_;
  }

  void put(std::shared_ptr<const Table> table) {
    // The old one, if nobody else has it, is destroyed without the lock.
    const std::lock_guard lock(mutex_);
    version_.table.swap(table);
    ++version_.number;
  }

 private:
  mutable std::mutex mutex_;
  Version version_;
};

}  // namespace runnel::op
