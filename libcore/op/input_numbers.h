// The numbers of the inputs that a reader has now.
#pragma once

#include <cstdint>
#include <vector>

#include "io/reader.h"

namespace runnel::op {

inline std::vector<uint32_t> numbers_of(const std::vector<io::Reader::Input>& inputs) {
  std::vector<uint32_t> numbers;
  for (const io::Reader::Input& input : inputs) numbers.push_back(input.number);
  return numbers;
}

}  // namespace runnel::op
