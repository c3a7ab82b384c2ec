#include "cli/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace runnel::cli {
namespace {

constexpr std::string_view kBlanks = " \n\t";

// Takes the next word off the front; empty at the end.
std::string_view take_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
  const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
  text.remove_prefix(word.size());
  return word;
}

size_t columns(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

std::vector<std::string> paragraphs(std::string_view text) {
  std::vector<std::string> result;
  while (!text.empty()) {
    const size_t end = std::min(text.find("\n\n"), text.size());
    std::string_view rest = text.substr(0, end);
    std::string paragraph;
    for (std::string_view word = take_word(rest); !word.empty(); word = take_word(rest)) {
      if (!paragraph.empty()) paragraph += ' ';
      paragraph += word;
    }
    if (!paragraph.empty()) result.push_back(std::move(paragraph));
    text.remove_prefix(std::min(end + 2, text.size()));
  }
  return result;
}

std::string wrapped(std::string_view paragraph, size_t indent, size_t width) {
  std::string out;
  size_t column = 0;  // 0: nothing is on the line yet
  for (std::string_view word = take_word(paragraph); !word.empty(); word = take_word(paragraph)) {
    const size_t size = columns(word);
    if (column != 0 && column + 1 + size > width) {
      out += '\n';
      column = 0;
    }
    if (column == 0) {
      out.append(indent, ' ');
      column = indent;
    } else {
      out += ' ';
      ++column;
    }
    out += word;
    column += size;
  }
  if (!out.empty()) out += '\n';
  return out;
}

std::string shell_quoted(std::string_view text) {
  const auto safe = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-./:=,+@%").find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), safe)) return std::string(text);
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace runnel::cli
