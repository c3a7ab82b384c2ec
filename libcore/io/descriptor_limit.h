// How many files a process may have open at a time: for those who keep many open for long.
#pragma once

#include <cstddef>

namespace runnel::io {

// The soft limit on open files is raised to the hard one. How many may be open then.
size_t raise_descriptor_limit();

}  // namespace runnel::io
