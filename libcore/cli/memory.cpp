#include "cli/memory.h"

#include <unistd.h>

#include <cstring>
#include <new>

#include "cli/exit_status.h"
#include "cli/terminal_area.h"

namespace runnel::cli {

namespace {

const char* name = "";

// Allocates nothing, and unwinds nothing that might.
[[noreturn]] void out_of_memory() {
  give_back_terminal();
  constexpr char kReason[] = ": out of memory (see --max-line and --threads)\n";
  [[maybe_unused]] ssize_t written = write(STDERR_FILENO, name, std::strlen(name));
  written = write(STDERR_FILENO, kReason, sizeof kReason - 1);
  _exit(static_cast<int>(ExitStatus::stream_failed));
}

}  // namespace

void end_when_out_of_memory(const char* program) {
  name = program;
  std::set_new_handler(out_of_memory);
}

}  // namespace runnel::cli
