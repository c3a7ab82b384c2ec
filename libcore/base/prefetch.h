// Asks for memory before it is needed.
#pragma once

namespace runnel {

// The empty statement keeps GCC 12 from taking a function that does nothing else for one without effects, and
// dropping its calls.
inline void prefetch(const void* memory) {
  __builtin_prefetch(memory);
  asm volatile("");
}

}  // namespace runnel
