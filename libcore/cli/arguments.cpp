#include "cli/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/spelling.h"
#include "cli/text.h"

namespace runnel::cli {
namespace {

constexpr char kDisguise = '\0';

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct LongFlag {
  std::string_view name, value;
  bool has_value;
};

// REQUIRES: argument starts with "--".
LongFlag split_long(std::string_view argument) {
  argument.remove_prefix(2);
  const size_t equals = argument.find('=');
  if (equals == std::string_view::npos) return {argument, {}, false};
  return {argument.substr(0, equals), argument.substr(equals + 1), true};
}

// The first letter of `-abc` that is no flag, or 0. What follows a flag that takes a value is its value.
size_t first_unknown_letter(std::string_view argument, const CommandLine& line) {
  for (size_t i = 1; i < argument.size(); ++i) {
    const Flag* flag = line.find(argument[i]);
    if (flag == nullptr) return i;
    if (!flag->values.empty()) return 0;
  }
  return 0;
}

// `-count`: a long flag with one dash. That it may also be letters, of which one takes the others for its
// value, nobody means.
bool lacks_a_dash(std::string_view argument, const CommandLine& line) {
  return argument.size() > 2 && argument[1] != '-' && line.find(argument.substr(1)) != nullptr;
}

// The flags that may be meant, as `--a or --b`: those that begin like a cut-off name, if they are few; else
// the nearest by spelling; else none.
std::string nearest_flags(std::string_view name, const CommandLine& line) {
  constexpr size_t kFew = 6;
  std::vector<std::string_view> names, extensions;
  for (const Flag& flag : line.flags()) {
    if (flag.shown == FlagShown::nowhere || flag.name.empty()) continue;
    names.push_back(flag.name);
    if (!name.empty() && flag.name.starts_with(name)) extensions.push_back(flag.name);
  }
  if (extensions.empty() || extensions.size() > kFew) {
    const std::string_view near = nearest_name(name, names);
    return near.empty() ? std::string() : fmt::format("--{}", near);
  }
  std::string meant;
  for (const std::string_view extension : extensions) {
    meant += fmt::format("{}--{}", meant.empty() ? "" : " or ", extension);
  }
  return meant;
}

std::string unknown_long(std::string_view argument, const CommandLine& line) {
  const LongFlag given = split_long(argument);
  if (const Flag* flag = line.find(given.name); flag != nullptr) {
    return fmt::format("--{} takes no value, but was given '{}'", flag->name, given.value);
  }
  const std::string near = nearest_flags(given.name, line);
  if (near.empty()) return fmt::format("unknown flag --{}", given.name);
  return fmt::format("unknown flag --{}; did you mean {}?", given.name, near);
}

std::string unknown_short(std::string_view argument, const CommandLine& line) {
  if (lacks_a_dash(argument, line)) {
    return fmt::format("unknown flag {0}; did you mean -{0}?", argument);
  }
  const size_t at = std::max<size_t>(1, first_unknown_letter(argument, line));
  if (at == 1 && !is_letter(argument[1])) {
    return fmt::format("unknown flag {}; what begins with a dash and is no flag comes after --: -- {}",
                       argument, shell_quoted(argument));
  }
  if (argument.size() == 2) return fmt::format("unknown flag {}", argument);
  std::string message = is_letter(argument[at])
                            ? fmt::format("unknown flag -{} in {}", argument[at], argument)
                            : fmt::format("unexpected '{}' in {}", argument[at], argument);
  const std::string_view name = argument.substr(1, argument.find('=') - 1);
  if (const std::string near = nearest_flags(name, line); !near.empty()) {
    message += fmt::format("; did you mean {}?", near);
  }
  return message;
}

}  // namespace

std::string disguise(std::string_view argument, const CommandLine& line) {
  std::string word(argument);
  if (argument.size() < 2 || argument[0] != '-' || argument == "--") return word;
  if (argument[1] != '-') {
    const bool is_known = first_unknown_letter(argument, line) == 0 && !lacks_a_dash(argument, line);
    return is_known ? word : kDisguise + word;
  }
  const LongFlag given = split_long(argument);
  const Flag* flag = line.find(given.name);
  if (flag == nullptr || (given.has_value && flag->values.empty())) return kDisguise + word;
  if (given.has_value && given.value.empty()) word += kDisguise;
  if (!given.has_value && !flag->bare.empty()) word += '=' + flag->bare;
  return word;
}

std::string undisguise(std::string argument) {
  std::erase(argument, kDisguise);
  return argument;
}

std::string unknown_flag(std::string_view argument, const CommandLine& line) {
  return argument[1] == '-' ? unknown_long(argument, line) : unknown_short(argument, line);
}

}  // namespace runnel::cli
