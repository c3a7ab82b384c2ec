// A state file, and the body of one, which no checksum guards here. What is read can be written and read
// again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "state/show_state.h"
#include "state/state_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace runnel::state;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  [[maybe_unused]] const auto file = parse_state(bytes, "S");
  [[maybe_unused]] const auto writer = writer_of(bytes);
  const auto state = parse_body(bytes);
  if (!state) return 0;
  const auto again = parse_state(format_state(*state), "S");
  if (!again.ok() || *again != *state || show_state(*state).empty()) std::abort();
  return 0;
}
