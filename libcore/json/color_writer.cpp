#include "json/color_writer.h"

#include <algorithm>

namespace runnel::json {
namespace {

constexpr std::string_view kReset = "\x1b[0m";
constexpr std::string_view kBlanks = " \t\r";

// The length of the string that the text begins with, quotes included.
size_t string_length(std::string_view text) {
  for (size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '"') return at + 1;
    if (text[at] == '\\') ++at;
  }
  return text.size();
}

// The length of the number or word that the text begins with, at least 1.
size_t scalar_length(std::string_view text) {
  return std::min(text.find_first_of(" \t\r[]{},:\"", 1), text.size());
}

// A string is a key if a colon follows it.
bool is_key(std::string_view behind_string) {
  const size_t next = behind_string.find_first_not_of(kBlanks);
  return next != std::string_view::npos && behind_string[next] == ':';
}

Colored kind_of_scalar(char first) {
  switch (first) {
    case 'n':
      return Colored::null;
    case 'f':
      return Colored::boolean_false;
    case 't':
      return Colored::boolean_true;
    default:
      return Colored::number;
  }
}

std::string sequence_of(std::string_view parameters) {
  return "\x1b[" + std::string(parameters) + 'm';
}

}  // namespace

Colors::Colors() {
  constexpr std::string_view kDefaults[kCount] = {"0;90", "0;39", "0;39", "0;39",
                                                  "0;32", "1;39", "1;39", "34;1"};
  std::transform(std::begin(kDefaults), std::end(kDefaults), sequences_.begin(), sequence_of);
}

std::optional<Colors> Colors::parse(std::string_view text) {
  Colors colors;
  for (size_t i = 0; i < kCount && !text.empty(); ++i) {
    const size_t end = std::min(text.find(':'), text.size());
    const std::string_view parameters = text.substr(0, end);
    if (parameters.find_first_not_of("0123456789;") != std::string_view::npos) return std::nullopt;
    colors.sequences_[i] = sequence_of(parameters);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return colors;
}

void ColorWriter::append(std::string& out, std::string_view line) {
  open_.clear();
  now_ = {};
  const auto bracket = [&] {
    return !open_.empty() && open_.back() == '[' ? Colored::array : Colored::object;
  };
  while (!line.empty()) {
    size_t length = 1;
    switch (line[0]) {
      case ' ':
      case '\t':
      case '\r':
        length = std::min(line.find_first_not_of(kBlanks), line.size());
        break;
      case '"':
        length = string_length(line);
        color(out, is_key(line.substr(length)) ? Colored::key : Colored::string);
        break;
      case '[':
      case '{':
        open_ += line[0];
        color(out, bracket());
        break;
      case ']':
      case '}':
        color(out, bracket());
        if (!open_.empty()) open_.pop_back();
        break;
      case ',':
      case ':':
        color(out, bracket());
        break;
      default:
        length = scalar_length(line);
        color(out, kind_of_scalar(line[0]));
    }
    out += line.substr(0, length);
    line.remove_prefix(length);
  }
  if (!now_.empty()) out += kReset;
}

// A colour need not say all that the one before it said, so that one is taken back first.
void ColorWriter::color(std::string& out, Colored what) {
  const std::string_view sequence = colors_.sequence(what);
  if (sequence == now_) return;
  if (!now_.empty()) out += kReset;
  out += sequence;
  now_ = sequence;
}

}  // namespace runnel::json
