// A small program's flags, which keep what they were given, for the tests of cli/.
#pragma once

#include <string>
#include <vector>

#include "cli/command_line.h"

namespace runnel::cli {

// Everything that was set, in order: `max-count 5`, `arg NAME VALUE`, `count`. Values are in angle brackets,
// so that blanks and empty ones show: `max-count <5>`.
struct Given {
  std::vector<std::string> flags;
  CommandLine line;

  Given() {
    declare("invert-match", 'v', {});
    declare("exit-status", 'e', {});
    declare("count", 0, {});
    declare("max-count", 'm', {"N"});
    declare("to", 0, {"PATH"});
    declare("from-file", 'f', {"FILE"});
    declare("arg", 0, {"NAME", "VALUE"});
    declare("", 'h', {});
  }

  void declare(const std::string& name, char letter, std::vector<std::string> values) {
    line.add({.name = name,
              .letter = letter,
              .values = std::move(values),
              .summary = "s",
              .details = "D.",
              .set = [this, name, letter](std::span<const std::string> v) -> Outcome {
                std::string text = name.empty() ? std::string(1, letter) : name;
                for (const std::string& value : v) text += " <" + value + ">";
                flags.push_back(text);
                if (name == "max-count" && v[0] == "x")
                  return Error{ErrorKind::usage, "'x' is not a whole number"};
                return Done{};
              }});
  }
};

}  // namespace runnel::cli
