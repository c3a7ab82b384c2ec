// A log of Zeek, cut into reads. Headers are of any bytes, too.
#include "format/zeek_framing.h"
#include "record_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace runnel::format;
  check_framing([](auto...) { return make_zeek_framing(); }, data, size);
  return 0;
}
