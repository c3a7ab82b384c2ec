// A line of any bytes, read as logfmt.
#include "format/logfmt_parser.h"
#include "record_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace runnel::format;
  static const auto parser = make_logfmt_parser(Infer::scalars)();
  check_parser(*parser, data, size);
  return 0;
}
