#include "format/output/csv_text.h"

#include "format/scalar_text.h"

namespace runnel::format {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// Of text that is not empty, whatever it holds in its middle.
bool ends_need_quotes(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  return is_blank(text.front()) || is_blank(text.back()) || text.starts_with(kByteOrderMark);
}

bool is_scalar(std::string_view text) {
  return kind_of(text, Infer::scalars) == Field::Kind::json;
}

bool breaks_cells(std::string_view text, char delimiter) {
  const char breaking[] = {delimiter, '"', '\n', '\r'};
  return text.find_first_of(std::string_view(breaking, sizeof breaking)) != text.npos;
}

}  // namespace

void append_csv_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (;;) {
    const size_t quote = text.find('"');
    if (quote == text.npos) break;
    out.append(text.substr(0, quote + 1)) += '"';
    text.remove_prefix(quote + 1);
  }
  out.append(text) += '"';
}

void append_csv_string(std::string& out, std::string_view text, char delimiter) {
  if (text.empty() || ends_need_quotes(text) || breaks_cells(text, delimiter) || is_scalar(text)) {
    append_csv_quoted(out, text);
  } else {
    out += text;
  }
}

void append_csv_plain_string(std::string& out, std::string_view text, char delimiter) {
  const bool needs_quotes =
      text.empty() || ends_need_quotes(text) || text.find(delimiter) != text.npos || is_scalar(text);
  if (needs_quotes) out += '"';
  out += text;
  if (needs_quotes) out += '"';
}

void append_csv_name(std::string& out, std::string_view text, char delimiter) {
  if (text.empty() || ends_need_quotes(text) || breaks_cells(text, delimiter)) {
    append_csv_quoted(out, text);
  } else {
    out += text;
  }
}

}  // namespace runnel::format
