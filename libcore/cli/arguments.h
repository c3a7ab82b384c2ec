// What stands between the shell's words and CLI11: words that CLI11 would take for something else are
// disguised, and the disguise is taken off whatever comes back. An argument cannot hold a NUL, so a NUL is
// the disguise.
//
//   `--to=`       CLI11 would take the next word as the value: a NUL becomes the value, and is removed again
//   `--count=3`   a switch with a value; `-5`, `-.a`, `-vx`, `-v-m`: no flags of ours, but CLI11 would read
//   some of them
//                 as an operand, or as two flags: a NUL in front makes it keep them whole, for unknown_flag()
//                 to explain
//   `--color`     a flag whose value may be left out: it is put behind it, so that the next word is not taken
//
// A word that turns out to be the value of a flag gets its disguise off just the same, so nothing is lost.
#pragma once

#include <string>
#include <string_view>

#include "cli/command_line.h"

namespace runnel::cli {

std::string disguise(std::string_view argument, const CommandLine& line);
std::string undisguise(std::string argument);

// The message for a word before `--` that begins with a dash and is no flag: what is wrong, and the nearest
// right thing.
std::string unknown_flag(std::string_view argument, const CommandLine& line);

}  // namespace runnel::cli
