#include "cli/command_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "cli/text.h"

namespace runnel::cli {

namespace {

// Takes the operands out of the words, and says where the first of them stood. Nothing where another word,
// such as the value of a flag, is the same.
std::optional<size_t> take_out(Words& words, std::span<const std::string> operands) {
  const Words all = words;
  // Behind these a word is no operand, or no flag.
  const auto is_mark = [](const std::string& word) {
    return word == "--args" || word == "--jsonargs" || word == "--";
  };
  auto first = static_cast<size_t>(std::find_if(words.begin(), words.end(), is_mark) - words.begin());
  for (auto operand = operands.rbegin(); operand != operands.rend(); ++operand) {
    const auto among = [&](const auto& some) { return std::count(some.begin(), some.end(), *operand); };
    if (among(all) != among(operands)) return std::nullopt;
    const auto place = std::find(words.rbegin(), words.rend(), *operand);
    first = static_cast<size_t>(words.rend() - place) - 1;
    words.erase(words.begin() + static_cast<ptrdiff_t>(first));
  }
  return first;
}

}  // namespace

std::string command(std::string_view name, std::span<const std::string> words) {
  std::string out(name);
  for (const std::string& word : words) out += ' ' + shell_quoted(word);
  return out;
}

std::string corrected_command(std::string_view name, const Correction& correction) {
  const auto& [arguments, operands, wanted, added] = correction;
  Words words(arguments.begin(), arguments.end());
  const auto place = take_out(words, operands);
  if (!place) {
    words.assign(added.begin(), added.end());
    words.insert(words.end(), wanted.begin(), wanted.end());
    return command(fmt::format("{} [options]", name), words);
  }
  words.insert(words.begin() + static_cast<ptrdiff_t>(*place), wanted.begin(), wanted.end());
  words.insert(words.begin(), added.begin(), added.end());
  return command(name, words);
}

}  // namespace runnel::cli
