// A line of any bytes, read as an entry of a web server's log.
#include "format/access_log_parser.h"
#include "record_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace runnel::format;
  static const auto common = make_common_parser()();
  static const auto combined = make_combined_parser()();
  check_parser(*common, data, size);
  check_parser(*combined, data, size);
  return 0;
}
