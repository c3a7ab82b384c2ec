// Lines that are joined to records, cut into reads.
#include "format/multiline_framing.h"
#include "format/text_parser.h"
#include "record_checks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace runnel;
  using namespace runnel::format;
  static const auto start = std::make_shared<const Regex>(std::move(*Regex::compile("^[0-9a-e{]", {})));
  static const auto form = make_fields_form(make_text_parser());
  check_framing([](auto...) { return make_multiline_framing(form, start); }, data, size);
  return 0;
}
