// json::parse on any bytes. What it accepts must be read back, once written, as an equal value; and
// simdjson's DOM must agree on what is JSON, where it may speak: it refuses numbers beyond 64 bits or the
// largest double, depth beyond 1,023 and lone surrogates, all of which are legal.
#include <simdjson.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/arena.h"
#include "json/parse.h"
#include "json/writer.h"

namespace {

using namespace runnel;
using namespace runnel::json;

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "parse_fuzz: %s\n", what);
  std::abort();
}

// Is there anything legal in text that simdjson refuses? Errs on the side of yes.
bool beyond_simdjson(std::string_view text) {
  size_t brackets = 0;
  size_t digits = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    brackets += c == '[' || c == '{' ? 1 : 0;
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    const bool exponent = (c == 'e' || c == 'E') && i > 0 && text[i - 1] >= '0' && text[i - 1] <= '9';
    const bool surrogate = text.substr(i, 3) == "\\ud" || text.substr(i, 3) == "\\uD";
    if (digits > 18 || exponent || surrogate) return true;
  }
  return brackets > 1000;
}

bool simdjson_accepts(std::string_view text) {
  static simdjson::dom::parser parser;
  const simdjson::padded_string padded(text);
  return parser.parse(padded).error() == simdjson::SUCCESS;
}

std::string written(const Value& value) {
  std::string text;
  append_json(text, value);
  return text;
}

// The outermost value without the white space around it.
std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  return text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
}

void check_accepted(std::string_view text, const Value& value) {
  const std::string once = written(value);
  const auto again = parse(once);
  require(again.ok(), "what was written is not JSON");
  require(compare(value, *again) == 0, "what was written is another value");
  require(written(*again) == once, "what was written is written differently");

  Arena arena;
  const Value borrowed = borrow(trimmed(text), arena);
  require(compare(borrowed, value) == 0, "borrow() gives another value");
  require(compare(borrowed.own(), value) == 0, "own() gives another value");
  std::string decoded;
  append_decoded_json(decoded, borrowed);
  // Of a key that occurs twice it writes the first member alone.
  const auto from_decoded = parse(decoded);
  require(from_decoded.ok() && compare(*from_decoded, value) == 0,
          "append_decoded_json() writes another value");
  const auto compact = parse(written(borrowed));
  require(compact.ok() && compare(*compact, value) == 0, "a raw value is written as another");
}

void check_refused(std::string_view text) {
  // The forgiving readers must come to no harm.
  Arena arena;
  const Value value = borrow(text, arena);
  const Value owned = value.own();
  require(!owned.borrows(), "own() borrows");
  written(owned);
  compare(value, owned);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);  // ends where its memory ends
  const auto value = parse(text);
  if (value.ok()) {
    check_accepted(text, *value);
  } else {
    check_refused(text);
  }
  const bool other = simdjson_accepts(text);
  if (other) require(value.ok(), "simdjson accepts what we refuse");
  if (!other && value.ok()) require(beyond_simdjson(text), "simdjson refuses what we accept");
  abbreviated_json(value.ok() ? *value : Value::string(text));
  return 0;
}
