#include "io/batch.h"

#include <algorithm>
#include <cstring>
#include <new>

namespace runnel::io {

void AlignedBuffer::reserve(size_t size, size_t used) {
  if (size <= capacity_) return;
  const size_t capacity = (size + kPage - 1) / kPage * kPage;
  auto* memory = static_cast<char*>(std::aligned_alloc(kPage, capacity));
  if (memory == nullptr) {  // as operator new
    if (const std::new_handler handler = std::get_new_handler()) handler();
    throw std::bad_alloc();
  }
  if (used > 0) std::memcpy(memory, memory_.get(), used);
  memory_.reset(memory);
  capacity_ = capacity;
}

}  // namespace runnel::io
