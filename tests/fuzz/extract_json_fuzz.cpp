// A line of any bytes with JSON in it: the object that is found is the one that trying every place and every
// length finds.
#include <optional>

#include "format/extract_json.h"
#include "format/line_framing.h"
#include "record_checks.h"

namespace {

using namespace runnel;
using namespace runnel::format;

bool is_object(std::string_view text) {
  static json::Validator validator;
  const json::PaddedLine line(text);
  return !validator.check_grammar(line.text());
}

std::optional<std::string> slow_object(std::string_view line) {
  for (size_t begin = line.find('{'); begin != line.npos; begin = line.find('{', begin + 1)) {
    for (size_t end = line.find('}', begin); end != line.npos; end = line.find('}', end + 1)) {
      const std::string_view text = line.substr(begin, end + 1 - begin);
      if (is_object(text)) return std::string(text);
    }
  }
  return std::nullopt;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto dropping = make_extract_json_form("");
  static const auto keeping = make_extract_json_form("text");
  check_framing([](auto...) { return make_line_framing(keeping); }, data, size);

  std::string line(reinterpret_cast<const char*>(data), std::min<std::size_t>(size, 300));
  std::replace(line.begin(), line.end(), '\n', ' ');
  const std::string record = "x" + line;  // neither blank nor a byte order mark
  const auto found = framed([](auto...) { return make_line_framing(dropping); }, record);
  require(found.size() == 1);
  const auto wanted = slow_object(record);
  if (!wanted) {
    require(found[0].starts_with("bad "));
  } else if (json::utf8_valid(*wanted)) {
    require(found[0] == *wanted);
  } else {
    require(found[0] == "bad 0: the text is not UTF-8");
  }
  return 0;
}
