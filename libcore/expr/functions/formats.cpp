#include "expr/functions/formats.h"

#include <array>
#include <cmath>
#include <string>

#include "base/base64.h"
#include "expr/functions/encodings.h"
#include "expr/functions/support.h"
#include "json/writer.h"

namespace runnel::expr {

using json::Type;
using json::Value;

namespace {

Flow format_text(Context& context, const Value& input, Value& output) {
  if (input.is_string()) return give(output, input);
  return give(output, Value::string(text_of(context, input)));
}

Flow format_json(Context& context, const Value& input, Value& output) {
  context.scratch.clear();
  json::append_decoded_json(context.scratch, input);
  return give_copy(context, output, context.scratch);
}

struct Escape {
  char character;
  std::string_view text;
};

void append_escaped(std::string& out, std::string_view text, std::span<const Escape> escapes) {
  for (char c : text) {
    const Escape* escape = nullptr;
    for (const Escape& candidate : escapes) {
      if (candidate.character == c) escape = &candidate;
    }
    escape != nullptr ? out += escape->text : out += c;
  }
}

constexpr Escape kHtml[] = {{'&', "&amp;"},   {'<', "&lt;"},   {'>', "&gt;"},
                            {'\'', "&apos;"}, {'"', "&quot;"}, {'\0', "\\0"}};
constexpr Escape kShell[] = {{'\'', R"('\'')"}, {'\0', "\\0"}};
constexpr Escape kCsv[] = {{'"', R"("")"}, {'\0', "\\0"}};
constexpr Escape kTsv[] = {{'\t', "\\t"}, {'\r', "\\r"}, {'\n', "\\n"}, {'\\', R"(\\)"}, {'\0', "\\0"}};

Flow format_html(Context& context, const Value& input, Value& output) {
  const std::string_view text = text_of(context, input);
  context.scratch.clear();
  append_escaped(context.scratch, text, kHtml);
  return give_copy(context, output, context.scratch);
}

Flow format_shell(Context& context, const Value& input, Value& output) {
  const Value list = input.is_array() ? parsed(input) : Value::array({input});
  context.scratch.clear();
  for (const Value& item : list.items()) {
    if (item.type() >= Type::array) return fail_with(context, item, "can not be escaped for shell");
    if (&item != &list.items().front()) context.scratch += ' ';
    if (item.is_string()) {
      context.scratch += '\'';
      append_escaped(context.scratch, item.text(), kShell);
      context.scratch += '\'';
    } else {
      json::append_decoded_json(context.scratch, item);
    }
  }
  return give_copy(context, output, context.scratch);
}

void append_csv_string(std::string& out, std::string_view text) {
  out += '"';
  append_escaped(out, text, kCsv);
  out += '"';
}

void append_tsv_string(std::string& out, std::string_view text) {
  append_escaped(out, text, kTsv);
}

bool is_nan(const Value& value) {
  return std::isnan(value.number().as_double());
}

Flow format_row(Context& context, const Value& input, Value& output, std::string_view name, char separator,
                void (*append_string)(std::string&, std::string_view)) {
  if (!input.is_array()) {
    return fail_with(context, input, "cannot be " + std::string(name) + "-formatted, only array");
  }
  const Value row = parsed(input);
  context.scratch.clear();
  for (const Value& cell : row.items()) {
    if (&cell != &row.items().front()) context.scratch += separator;
    if (cell.type() >= Type::array) return fail_with(context, cell, "is not valid in a csv row");
    if (cell.is_string()) {
      append_string(context.scratch, cell.text());
    } else if (!cell.is_null() && !(cell.is_number() && is_nan(cell))) {
      json::append_decoded_json(context.scratch, cell);
    }
  }
  return give_copy(context, output, context.scratch);
}

Flow format_csv(Context& context, const Value& input, Value& output) {
  return format_row(context, input, output, "csv", ',', append_csv_string);
}

Flow format_tsv(Context& context, const Value& input, Value& output) {
  return format_row(context, input, output, "tsv", '\t', append_tsv_string);
}

// The formats that encode text, whatever it says.
template <void (*append)(std::string&, std::string_view)>
Flow encode(Context& context, const Value& input, Value& output) {
  const std::string_view text = text_of(context, input);
  context.scratch.clear();
  append(context.scratch, text);
  return give_copy(context, output, context.scratch);
}

// The formats that decode text: what cannot be decoded is an error that shows it.
template <const char* (*append)(std::string&, std::string_view)>
Flow decode(Context& context, const Value& input, Value& output) {
  const std::string_view text = text_of(context, input);
  std::string bytes;
  if (const char* problem = append(bytes, text)) return fail_with(context, Value::string(text), problem);
  context.scratch.clear();
  append_as_utf8(context.scratch, bytes);
  return give_copy(context, output, context.scratch);
}

Flow format_uri_decoded(Context& context, const Value& input, Value& output) {
  const std::string_view text = text_of(context, input);
  context.scratch.clear();
  if (!append_uri_decoded(context.scratch, text)) {
    return fail_with(context, Value::string(text), "is not a valid uri encoding");
  }
  return give_copy(context, output, context.scratch);
}

struct Format {
  std::string_view name;
  Flow (*apply)(Context& context, const Value& input, Value& output);
};

constexpr std::array kFormats{
    Format{"text", format_text},
    Format{"json", format_json},
    Format{"csv", format_csv},
    Format{"tsv", format_tsv},
    Format{"html", format_html},
    Format{"uri", encode<append_uri>},
    Format{"urid", format_uri_decoded},
    Format{"sh", format_shell},
    Format{"base64", encode<append_base64>},
    Format{"base64d", decode<append_base64_decoded>},
    Format{"base32", encode<append_base32>},
    Format{"base32d", decode<append_base32_decoded>},
};

const Format* find_format(std::string_view name) {
  for (const Format& format : kFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

}  // namespace

bool known_format(std::string_view name) {
  return find_format(name) != nullptr;
}

Flow apply_format(Context& context, std::string_view name, const Value& input, Value& output) {
  if (const Format* format = find_format(name)) return format->apply(context, input, output);
  return context.fail(std::string(name) + " is not a valid format");
}

}  // namespace runnel::expr
