// What a program says when the system gives it no more memory.
#pragma once

namespace runnel::cli {

// From now on a failed allocation, on whichever thread, ends the process with `stream-filter: out of memory`
// and the exit status of a failed stream. `program` must live until then. Called first in main().
void end_when_out_of_memory(const char* program);

}  // namespace runnel::cli
