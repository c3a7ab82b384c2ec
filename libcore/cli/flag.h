// A flag is one object. The parser, -h, --help, and the manual's OPTIONS are all made from
// it, so none of them can disagree with another: a new flag is one add() and appears in all of them.
//
// The texts are plain English with little markup, which each form turns into its own:
//   `text`     literal text: a name, a value, a piece of program
//   --flag -f  a flag, recognised by its dash
//   FILE       the name of one of the flag's own values, recognised as such
// Paragraphs are separated by an empty line; other white space does not matter.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace runnel::cli {

// The heading under which --help and the manual show a flag, in this order.
enum class FlagGroup { records, time, program, output, bad_input, running, information };

// Common flags are the same in every program, and runnel(7) lists them.
enum class FlagScope { own, common };

enum class FlagShown {
  everywhere,
  manual,   // in --help and the manual, not on the one screen of -h
  nowhere,  // for scripts of this project
};

// Whether a run with another value means something else, so that it cannot go on from the state of one with
// this value (cli/meaning.h).
enum class FlagBears {
  by_scope,  // a program's own flag does, a common one does not
  meaning,
  nothing,  // it is about where things go, how much may be held, or what is said
};

using FlagSetter = std::function<Outcome(std::span<const std::string> values)>;

struct Flag {
  // Long, without dashes: `max-count`. May be empty where there is a letter.
  std::string name = {};
  char letter = 0;  // or 0
  // What its values are called: none for a switch, {"N"}, {"NAME", "VALUE"}.
  std::vector<std::string> values = {};
  // Of a flag with one value that may be left out: what is meant then. The value comes only after `=`, as in
  // --color=never, since the next word may be an operand.
  std::string bare = {};
  FlagGroup group = FlagGroup::records;
  FlagScope scope = FlagScope::own;
  FlagShown shown = FlagShown::everywhere;
  FlagBears bears = FlagBears::by_scope;
  // A line of -h: no capital, no full stop.
  std::string summary = {};
  // Whole sentences for --help and the manual.
  std::string details = {};
  // What holds without the flag, and why. Empty for switches, and where nothing holds.
  std::string default_text = {};

  // Called for each time the flag is given, in the order of the command line, with as many values as are
  // named above. So the last of several counts, where `set` assigns. The message of an Error says what is
  // wrong with the value; the flag's name is put before it.
  FlagSetter set = {};
  // If not empty, called beside it with the number of operands that stand before the flag: for one that says
  // what those behind it are.
  std::function<void(size_t operands_before)> set_place = {};
};

// As it is written in messages: `--max-count`, or `-h` where it has no long name.
inline std::string spelled(const Flag& flag) {
  return flag.name.empty() ? std::string{'-', flag.letter} : "--" + flag.name;
}

}  // namespace runnel::cli
