// JSON values one after another, or what only begins like it, cut into reads.
#include "format/json_framing.h"
#include "record_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace runnel::format;
  check_framing([](auto...) { return make_json_framing(); }, data, size);
  return 0;
}
