#include "cli/value_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include "json/parse.h"

namespace runnel::cli {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
// A value's text is held with a length of 32 bits.
constexpr size_t kLargest = 0xFFFF'FFFF;

size_t string_end(std::string_view text, size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '"') return at + 1;
    if (text[at] == '\\') ++at;
  }
  return text.size();
}

size_t container_end(std::string_view text, size_t at) {
  size_t open = 0;
  while (at < text.size()) {
    const char c = text[at];
    at = c == '"' ? string_end(text, at) : at + 1;
    if (c == '[' || c == '{') ++open;
    if ((c == ']' || c == '}') && --open == 0) return at;
  }
  return text.size();
}

// Where the value ends that begins at `at`, if it is one: what is no value is delimited somehow, for the
// parser to refuse.
size_t value_end(std::string_view text, size_t at) {
  switch (text[at]) {
    case '"':
      return string_end(text, at);
    case '[':
    case '{':
      return container_end(text, at);
    default:
      return std::min(text.find_first_of(" \t\r\n[]{},:\"", at + 1), text.size());
  }
}

struct Place {
  size_t line;    // from 1
  size_t column;  // from 1, in bytes
};

Place place_of(std::string_view text, size_t at) {
  const std::string_view before = text.substr(0, at);
  const size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
  return {1 + static_cast<size_t>(std::count(before.begin(), before.end(), '\n')), 1 + at - line_begin};
}

// The parser counts from the start of its value: `line 2, column 5: expected ...`.
Error placed(const Error& error, const std::string& path, Place start) {
  size_t line = 0, column = 0;
  int reason = 0;
  if (std::sscanf(error.message.c_str(), "line %zu, column %zu: %n", &line, &column, &reason) != 2) {
    return {ErrorKind::usage, fmt::format("{}:{}:{}: {}", path, start.line, start.column, error.message)};
  }
  column = line == 1 ? start.column + column - 1 : column;
  return {ErrorKind::usage, fmt::format("{}:{}:{}: {}", path, start.line + line - 1, column,
                                        std::string_view(error.message).substr(static_cast<size_t>(reason)))};
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  const auto failed = [&](int number) {
    return Error{ErrorKind::usage, fmt::format("{}: {}", path, std::strerror(number))};
  };
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "re"));
  if (!file) return failed(errno);
  std::string text;
  char block[16 * 1024];
  while (const size_t size = std::fread(block, 1, sizeof block, file.get())) {
    text.append(block, size);
    if (text.size() > kLargest) return failed(EFBIG);
  }
  if (std::ferror(file.get()) != 0) return failed(errno);
  return text;
}

Result<json::Value> read_json_file(const std::string& path) {
  const Result<std::string> content = read_file(path);
  if (!content) return content.error();
  std::string_view text = *content;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<json::Value> values;
  size_t end = 0;
  for (size_t at = text.find_first_not_of(kBlanks); at != std::string_view::npos;
       at = text.find_first_not_of(kBlanks, end)) {
    end = value_end(text, at);
    auto value = json::parse(text.substr(at, end - at));
    if (!value) return placed(value.error(), path, place_of(text, at));
    values.push_back(std::move(*value));
  }
  return json::Value::array(std::move(values));
}

Result<json::Value> read_text_file(const std::string& path) {
  const Result<std::string> content = read_file(path);
  if (!content) return content.error();
  return json::Value::owned_string(*content);
}

}  // namespace runnel::cli
