// CSV of any bytes, cut into reads.
#include "format/csv_framing.h"
#include "record_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace runnel::format;
  check_framing([](auto...) { return make_csv_framing(CsvFormat{}); }, data, size);
  return 0;
}
