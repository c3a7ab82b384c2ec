// Strings: their parts, their case, their characters.
#include <cmath>
#include <vector>

#include "expr/function.h"
#include "expr/functions/arithmetic.h"
#include "expr/functions/compounds.h"
#include "expr/functions/formats.h"
#include "expr/functions/support.h"
#include "json/utf8.h"

namespace runnel::expr {

using json::Type;
using json::Value;

namespace {

constexpr std::string_view kStartNeedsStrings = "startswith() requires string inputs";
constexpr std::string_view kEndNeedsStrings = "endswith() requires string inputs";

bool both_strings(const Value& a, const Value& b) {
  return a.is_string() && b.is_string();
}

Flow call_startswith(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  const Value& prefix = arguments.values[0];
  if (!both_strings(input, prefix)) return context.fail(kStartNeedsStrings);
  return give(output, input.text().starts_with(prefix.text()));
}

Flow call_endswith(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  const Value& suffix = arguments.values[0];
  if (!both_strings(input, suffix)) return context.fail(kEndNeedsStrings);
  return give(output, input.text().ends_with(suffix.text()));
}

// Gives a part of the input; the input itself where nothing was taken off.
Flow give_part(Context& context, const Value& input, size_t from, size_t to, Value& output) {
  if (from == 0 && to == input.text().size()) return give(output, input);
  return give(output, Value::string(lasting_text(context, input).substr(from, to - from)));
}

Flow call_ltrimstr(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  const Value& prefix = arguments.values[0];
  if (!both_strings(input, prefix)) return context.fail(kStartNeedsStrings);
  const size_t from = input.text().starts_with(prefix.text()) ? prefix.text().size() : 0;
  return give_part(context, input, from, input.text().size(), output);
}

Flow call_rtrimstr(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  const Value& suffix = arguments.values[0];
  if (!both_strings(input, suffix)) return context.fail(kEndNeedsStrings);
  const size_t taken = input.text().ends_with(suffix.text()) ? suffix.text().size() : 0;
  return give_part(context, input, 0, input.text().size() - taken, output);
}

Flow call_trimstr(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  const Value& piece = arguments.values[0];
  if (!both_strings(input, piece)) return context.fail(kStartNeedsStrings);
  const std::string_view text = input.text();
  const size_t size = piece.text().size();
  const size_t from = text.starts_with(piece.text()) ? size : 0;
  const size_t to = text.substr(from).ends_with(piece.text()) ? text.size() - size : text.size();
  return give_part(context, input, from, to, output);
}

// The length of the white space (Unicode's White_Space) that begins at text[i]; 0 where none does.
size_t space_at(std::string_view text, size_t i) {
  const auto byte = [text](size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : static_cast<unsigned char>(0);
  };
  const unsigned first = byte(i);
  if (first == ' ' || (first >= '\t' && first <= '\r')) return 1;
  if (first == 0xC2) return byte(i + 1) == 0x85 || byte(i + 1) == 0xA0 ? 2 : 0;
  const unsigned second = byte(i + 1);
  const unsigned third = byte(i + 2);
  if (first == 0xE1) return second == 0x9A && third == 0x80 ? 3 : 0;  // U+1680
  if (first == 0xE3) return second == 0x80 && third == 0x80 ? 3 : 0;  // U+3000
  if (first != 0xE2) return 0;
  if (second == 0x81) return third == 0x9F ? 3 : 0;  // U+205F
  const bool in_row = (third >= 0x80 && third <= 0x8A) || third == 0xA8 || third == 0xA9 || third == 0xAF;
  return second == 0x80 && in_row ? 3 : 0;  // U+2000 to U+200A, U+2028, U+2029, U+202F
}

enum class Side : uint8_t { left, right, both };

template <Side side>
Flow call_trim(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!input.is_string()) return context.fail("trim input must be a string");
  const std::string_view text = input.text();
  size_t from = 0;
  size_t to = text.size();
  if (side != Side::right) {
    while (const size_t length = space_at(text, from)) from += length;
  }
  if (side != Side::left) {
    for (size_t length = 1; length <= 3 && length <= to - from; ++length) {
      if (space_at(text, to - length) != length) continue;
      to -= length;
      length = 0;
    }
  }
  return give_part(context, input, from, to, output);
}

// Changes the letters from `first` to `first` + 25 by flipping the bit that is their case.
template <char first>
Flow call_ascii_case(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!input.is_string()) return context.fail("explode input must be a string");
  const std::string_view text = input.text();
  char* memory = context.arena.alloc(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool letter = static_cast<unsigned char>(byte - first) < 26;
    memory[i] = static_cast<char>(letter ? byte ^ 0x20 : byte);
  }
  return give(output, Value::string({memory, text.size()}));
}

Flow call_utf8bytelength(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!input.is_string()) return fail_with(context, input, "only strings have UTF-8 byte length");
  return give(output, Value::integer(static_cast<int64_t>(input.text().size())));
}

Flow call_split(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  if (!both_strings(input, arguments.values[0]))
    return context.fail("split input and separator must be strings");
  return give(output, split_at(context, input, arguments.values[0].text()));
}

// As jq defines it: sums of strings, so that errors and odd separators come out the same.
Flow call_join(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  if (input.type() < Type::array) {
    return context.fail("Cannot iterate over " + described(input));
  }
  const Value held = parsed(input);
  const size_t count = input.is_array() ? held.items().size() : held.members().size();
  Value joined;
  for (size_t i = 0; i < count; ++i) {
    const Value& item = input.is_array() ? held.items()[i] : held.members()[i].second;
    const bool as_text = item.type() <= Type::number && !item.is_null();
    const Value text = item.is_null() ? Value::string({})
                       : as_text      ? Value::string(text_of(context, item))
                                      : item;
    Value sum = Value::string({});
    if (i > 0 && add(context, joined, arguments.values[0], sum) == Flow::error) return Flow::error;
    if (add(context, sum, text, joined) == Flow::error) return Flow::error;
  }
  return give(output, count > 0 ? joined : Value::string({}));
}

uint32_t code_point(const char* p, size_t length) {
  const auto byte = [p](size_t i) { return static_cast<unsigned char>(p[i]); };
  if (length == 1) return byte(0);
  uint32_t code = byte(0) & (0xFFu >> (length + 1));
  for (size_t i = 1; i < length; ++i) code = (code << 6) | (byte(i) & 0x3F);
  return code;
}

Flow call_explode(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!input.is_string()) return context.fail("explode input must be a string");
  std::vector<Value> codes;
  const char* const end = input.text().data() + input.text().size();
  for (const char* p = input.text().data(); p != end;) {
    const auto [length, valid] = json::utf8_sequence(p, end);
    codes.push_back(Value::integer(valid ? code_point(p, length) : json::kReplacement));
    p += length;
  }
  return give(output, Value::array(std::move(codes)));
}

// What is no character becomes U+FFFD.
uint32_t character_of(double number) {
  const double code = std::trunc(number);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  return code >= 0 && code <= 0x10FFFF && !surrogate ? static_cast<uint32_t>(code) : json::kReplacement;
}

Flow call_implode(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!input.is_array()) return context.fail("implode input must be an array");
  const Value codes = parsed(input);
  char* const memory = context.arena.alloc(4 * codes.items().size());
  char* end = memory;
  for (const Value& code : codes.items()) {
    if (!code.is_number())
      return fail_with(context, code, "can't be imploded, unicode codepoint needs to be numeric");
    end = json::utf8_put(end, character_of(code.number().as_double()));
  }
  return give(output, Value::string({memory, static_cast<size_t>(end - memory)}));
}

Flow call_ascii(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  return call_implode(context, Value::array({input}), arguments, output);
}

Flow call_format(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  const Value& name = arguments.values[0];
  if (!name.is_string()) return fail_with(context, name, "is not a valid format");
  return apply_format(context, name.text(), input, output);
}

constexpr Function kFunctions[] = {
    {"startswith", 1, "startswith(text)", "Whether the input begins with the text.", R"(startswith("/api/"))",
     R"("/api/v1")", "true", call_startswith},
    {"endswith", 1, "endswith(text)", "Whether the input ends with the text.", R"(endswith(".css"))",
     R"("/a.css")", "true", call_endswith},
    {"ltrimstr", 1, "ltrimstr(text)", "The input without the text at its start, if it begins with it.",
     R"(ltrimstr("www."))", R"("www.example.org")", R"("example.org")", call_ltrimstr},
    {"rtrimstr", 1, "rtrimstr(text)", "The input without the text at its end, if it ends with it.",
     R"(rtrimstr(".gz"))", R"("log.gz")", R"("log")", call_rtrimstr},
    {"trimstr", 1, "trimstr(text)", "The input without the text at its start and at its end.",
     R"(trimstr("/"))", R"("/a/b/")", R"("a/b")", call_trimstr},
    {"trim", 0, "trim", "The input without white space at both ends.", "trim", R"(" a b ")", R"("a b")",
     call_trim<Side::both>},
    {"ltrim", 0, "ltrim", "The input without white space at its start.", "ltrim", R"(" a ")", R"("a ")",
     call_trim<Side::left>},
    {"rtrim", 0, "rtrim", "The input without white space at its end.", "rtrim", R"(" a ")", R"(" a")",
     call_trim<Side::right>},
    {"ascii_downcase", 0, "ascii_downcase", "The input with the letters A to Z in lower case.",
     "ascii_downcase", R"("GET É")", R"("get É")", call_ascii_case<'A'>},
    {"ascii_upcase", 0, "ascii_upcase", "The input with the letters a to z in upper case.", "ascii_upcase",
     R"("get é")", R"("GET é")", call_ascii_case<'a'>},
    {"utf8bytelength", 0, "utf8bytelength", "The number of bytes of a string in UTF-8.", "utf8bytelength",
     R"("é")", "2", call_utf8bytelength},
    {"split", 1, "split(separator)",
     "The pieces between separators; the characters where the separator is empty.", R"(split(", "))",
     R"("a, b")", R"(["a","b"])", call_split},
    {"join", 1, "join(separator)",
     "The items as one string, with the separator between them; null is the empty string.", R"(join(","))",
     R"(["a",1,null])", R"("a,1,")", call_join},
    {"explode", 0, "explode", "The code points of a string.", "explode", R"("aé")", "[97,233]", call_explode},
    {"implode", 0, "implode", "The string of code points.", "implode", "[97,233]", R"("aé")", call_implode},
    {"ascii", 0, "ascii", "The character of a code point.", "ascii", "65", R"("A")", call_ascii},
    {"format", 1, "format(name)", "The input in the format of that name, as @name does.", R"(format("json"))",
     "[1]", R"("[1]")", call_format},
};

}  // namespace

std::span<const Function> string_functions() {
  return kFunctions;
}

}  // namespace runnel::expr
