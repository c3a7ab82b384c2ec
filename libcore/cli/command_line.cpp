#include "cli/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cassert>
#include <optional>

#include "cli/arguments.h"

namespace runnel::cli {
namespace {

std::string value_names(const Flag& flag) {
  std::string names;
  for (const std::string& value : flag.values) names += ' ' + value;
  return names;
}

// CLI11 says which flag lacks a value only in its text: `--max-count: 1 required N missing`.
std::string missing_value(const CLI::ParseError& error, const CommandLine& line) {
  std::string_view text = error.what();
  text = text.substr(0, text.find(':'));
  if (text.starts_with("--")) {
    if (const Flag* flag = line.find(text.substr(2)); flag != nullptr) {
      return fmt::format("--{0} needs {1}: --{0}{2}", flag->name,
                         flag->values.size() == 1 ? "a value" : fmt::format("{} values", flag->values.size()),
                         value_names(*flag));
    }
  }
  return error.what();
}

// One run of the parser: CLI11 calls take() as it meets a flag.
class Run {
 public:
  explicit Run(const CommandLine& line) : line_(line) {
    app_.set_help_flag();
    app_.allow_extras();
    for (const Flag& flag : line.flags()) declare(flag);
  }

  // Of the run that has been.
  std::vector<CommandLine::Given> take_given() { return std::move(given_); }

  Result<std::vector<std::string>> operator()(std::span<const std::string> arguments) {
    std::vector<std::string> words;  // CLI11 takes them from the back
    for (const std::string& argument : arguments) words.push_back(disguise(argument, line_));
    std::reverse(words.begin(), words.end());
    try {
      app_.parse(std::move(words));
    } catch (const CLI::ParseError& error) {
      fail(missing_value(error, line_));
    }
    std::vector<std::string> operands = take_operands();
    if (error_) return Error{ErrorKind::usage, *error_};
    return operands;
  }

 private:
  void declare(const Flag& flag) {
    std::string names = spelled(flag);
    if (flag.letter != 0 && !flag.name.empty()) names += std::string(",-") + flag.letter;
    CLI::Option* option = app_.add_option(names, [this, &flag](const std::vector<std::string>& values) {
      take(flag, values);
      return true;
    });
    const int count = static_cast<int>(flag.values.size());
    option->type_size(count)->expected(count == 0 ? 0 : 1);
    option->allow_extra_args(false);  // else a value in brackets is split at its commas
    option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    option->trigger_on_parse();
  }

  void take(const Flag& flag, const std::vector<std::string>& values) {
    std::vector<std::string> plain;
    if (!flag.values.empty()) {  // CLI11 gives a switch the value "true"
      for (const std::string& value : values) plain.push_back(undisguise(value));
    }
    // What CLI11 has left over so far are operands, or words that will be refused.
    if (flag.set_place) flag.set_place(app_.remaining().size());
    given_.push_back({static_cast<size_t>(&flag - line_.flags().data()), plain});
    if (Outcome outcome = flag.set(plain); !outcome) {
      fail(fmt::format("{}: {}", spelled(flag), outcome.error().message));
    }
  }

  // What CLI11 left over: operands, and what it took for flags that it does not know.
  std::vector<std::string> take_operands() {
    std::vector<std::string> operands;
    bool flags_may_come = true;
    for (std::string& word : app_.remaining()) {
      std::string operand = undisguise(std::move(word));
      if (flags_may_come && operand == "--") {
        flags_may_come = false;
      } else if (flags_may_come && operand.size() > 1 && operand[0] == '-') {
        fail(unknown_flag(operand, line_));
      } else {
        operands.push_back(std::move(operand));
      }
    }
    return operands;
  }

  void fail(std::string message) {
    if (!error_) error_ = std::move(message);
  }

  const CommandLine& line_;
  CLI::App app_;
  std::vector<CommandLine::Given> given_;
  std::optional<std::string> error_;
};

}  // namespace

void CommandLine::add(Flag flag) {
  assert(!flag.name.empty() || flag.letter != 0);
  assert(find(flag.name) == nullptr && (flag.letter == 0 || find(flag.letter) == nullptr));
  flags_.push_back(std::move(flag));
}

const Flag* CommandLine::find(std::string_view name) const {
  if (name.empty()) return nullptr;
  const auto it =
      std::find_if(flags_.begin(), flags_.end(), [&](const Flag& flag) { return flag.name == name; });
  return it == flags_.end() ? nullptr : &*it;
}

const Flag* CommandLine::find(char letter) const {
  if (letter == 0) return nullptr;
  const auto it =
      std::find_if(flags_.begin(), flags_.end(), [&](const Flag& flag) { return flag.letter == letter; });
  return it == flags_.end() ? nullptr : &*it;
}

Result<std::vector<std::string>> CommandLine::parse(std::span<const std::string> arguments) const {
  Run run(*this);
  auto operands = run(arguments);
  given_ = run.take_given();
  return operands;
}

}  // namespace runnel::cli
