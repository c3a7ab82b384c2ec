// A line of any bytes: the validator's verdict and place, on every instruction set, against the slow twin's.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "../unit/json/line_fixture.h"
#include "../unit/json/slow_json.h"
#include "json/validator.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace runnel::json;
  std::string text(reinterpret_cast<const char*>(data), size);
  std::replace(text.begin(), text.end(), '\n', ' ');
  // The twin recurses over the depth.
  if (std::count_if(text.begin(), text.end(), [](char c) { return c == '[' || c == '{'; }) > 2000) return 0;

  const auto slow = slow_fault(text);
  const bool utf8 = !slow_utf8_fault(text).has_value();
  if (utf8_valid(text) != utf8) std::abort();
  static Validator validator;
  const PaddedLine line(text, kFillers[size % std::size(kFillers)]);
  on_every_target([&](const char*) {
    const auto fast = validator.check(line.text());
    if (fast.has_value() != slow.has_value()) std::abort();
    if (fast.has_value() && fast->offset != *slow) std::abort();
    if (utf8 && validator.check_grammar(line.text()).has_value() != fast.has_value()) std::abort();
  });
  return 0;
}
