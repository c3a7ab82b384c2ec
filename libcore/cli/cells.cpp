#include "cli/cells.h"

#include <fmt/format.h>

#include <algorithm>

#include "json/validator.h"

namespace runnel::cli {

namespace {

Error wrong(std::string message) {
  return {ErrorKind::usage, std::move(message)};
}

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

// The name in quotes that the text begins with is taken from it.
Result<std::string> quoted_name(std::string_view& text) {
  std::string name;
  for (text.remove_prefix(1);; text.remove_prefix(1)) {
    const size_t quote = text.find('"');
    if (quote == text.npos) return wrong("a name in double quotes has no end");
    name += text.substr(0, quote);
    text.remove_prefix(quote + 1);
    if (!text.starts_with('"')) break;
    name += '"';
  }
  skip_blanks(text);
  if (!text.empty() && text[0] != ',') return wrong("expected a comma behind a name in double quotes");
  return name;
}

Result<std::string> bare_name(std::string_view& text) {
  std::string_view name = text.substr(0, text.find(','));
  text.remove_prefix(name.size());
  name = name.substr(0, name.find_last_not_of(" \t") + 1);
  if (name.empty()) return wrong("a name is empty; names are separated by commas, as in host,path");
  if (name[0] == '.') {
    return wrong(fmt::format("'{}' begins with a dot; a name is that of a member, such as {}", name,
                             name.size() > 1 ? name.substr(1) : "host"));
  }
  return std::string(name);
}

}  // namespace

Result<char> delimiter_value(std::string_view text) {
  if (text == "\\t" || text == "tab") return '\t';
  if (text.size() != 1) return wrong(fmt::format("'{}' is not one character, such as ; or \\t", text));
  const char c = text[0];
  const bool is_of_words = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  const bool is_shown = (c >= ' ' && c <= '~') || c == '\t';
  if (is_of_words || !is_shown || std::string_view("\"+-.").find(c) != std::string_view::npos) {
    return wrong(fmt::format("'{}' cannot stand between cells, since it may be a part of one", text));
  }
  return c;
}

Result<std::vector<std::string>> names_value(std::string_view text) {
  if (!json::utf8_valid(text)) return wrong("the value is not UTF-8, as names in JSON must be");
  std::vector<std::string> names;
  for (;;) {
    skip_blanks(text);
    const auto name = text.starts_with('"') ? quoted_name(text) : bare_name(text);
    if (!name) return name.error();
    if (std::find(names.begin(), names.end(), *name) != names.end()) {
      return wrong(fmt::format("'{}' is there twice", *name));
    }
    names.push_back(*name);
    if (text.empty()) return names;
    text.remove_prefix(1);
  }
}

}  // namespace runnel::cli
