// Entries of the journal's export format, or JSON, cut into reads.
#include "format/journal_framing.h"
#include "format/journal_parser.h"
#include "record_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace runnel::format;
  static const auto parser = make_journal_parser()();
  check_parser(*parser, data, size);
  check_framing([](auto...) { return make_journal_framing(); }, data, size);
  return 0;
}
