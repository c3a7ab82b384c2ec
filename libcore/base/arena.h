// An arena hands out memory that is given back all at once. A worker has one: what is computed for a record
// lives in it until the next record, and once it has grown to what a record needs the steady state allocates
// nothing.
//
// Not thread-safe. What alloc() returns is valid until reset() or the arena's end.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace runnel {

class Arena {
 public:
  // `size` bytes, aligned for any scalar. Never null.
  char* alloc(size_t size) {
    size = (size + 15) & ~size_t{15};
    if (size > left_) grow(size);
    char* memory = next_;
    next_ += size;
    left_ -= size;
    return memory;
  }

  std::string_view copy(std::string_view text) {
    char* memory = alloc(text.size());
    if (!text.empty()) std::memcpy(memory, text.data(), text.size());
    return {memory, text.size()};
  }

  // How many bytes it holds, handed out or not.
  size_t used() const { return used_; }

  // Takes everything back. Keeps the largest block, so that a stream of like records settles on one.
  void reset() {
    if (blocks_.size() > 1) {
      blocks_.front() = std::move(blocks_.back());
      blocks_.resize(1);
      used_ = blocks_.front().size;
    }
    if (!blocks_.empty()) {
      next_ = blocks_.front().memory.get();
      left_ = blocks_.front().size;
    }
  }

 private:
  struct Block {
    std::unique_ptr<char[]> memory;
    size_t size;
  };

  void grow(size_t size) {
    size_t block = blocks_.empty() ? size_t{4096} : blocks_.back().size * 2;
    while (block < size) block *= 2;
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(block), block});
    next_ = blocks_.back().memory.get();
    left_ = block;
    used_ += block;
  }

  std::vector<Block> blocks_;  // each larger than the one before it
  char* next_ = nullptr;
  size_t left_ = 0;
  size_t used_ = 0;
};

}  // namespace runnel
