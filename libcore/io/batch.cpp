#include "io/batch.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace runnel::io {

void AlignedBuffer::reserve(size_t size, size_t used) {
  if (size <= capacity_) return;
  const size_t capacity = (size + kPage - 1) / kPage * kPage;
  auto* memory = static_cast<char*>(std::aligned_alloc(kPage, capacity));
  if (memory == nullptr) throw std::bad_alloc();  // as operator new: the process has no memory left to say more
  if (used > 0) std::memcpy(memory, memory_.get(), used);
  memory_.reset(memory);
  capacity_ = capacity;
}

}  // namespace runnel::io
