// What is wrong with a record of a form.
#pragma once

#include <cstddef>
#include <string>

namespace runnel::format {

struct Fault {
  size_t offset = 0;   // of the first byte that is wrong, from the record's start
  std::string reason;  // what was found, and what was expected
};

}  // namespace runnel::format
