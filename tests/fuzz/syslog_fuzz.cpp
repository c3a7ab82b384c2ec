// A line of any bytes, read as a message of syslog. Every timestamp is one that can be read back.
#include "base/time_text.h"
#include "format/syslog_parser.h"
#include "record_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace runnel;
  using namespace runnel::format;
  static FakeClock clock;
  clock.now = 1'800'000'000'000'000'000;
  static const auto parser = make_syslog_parser(clock)();
  check_parser(*parser, data, size);

  const json::PaddedLine line({reinterpret_cast<const char*>(data), size});
  Fields fields;
  if (!parser->parse(line.text(), fields)) return 0;
  for (const Field& field : fields.list) {
    if (field.name == "timestamp") require(read_rfc3339(field.text).has_value());
  }
  return 0;
}
