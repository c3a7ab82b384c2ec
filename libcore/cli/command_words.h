// A command line as a person may have meant it, for messages that say what to type.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace runnel::cli {

using Words = std::vector<std::string>;

// A command as typed into a shell: `name`, then the words, quoted where they need it.
std::string command(std::string_view name, std::span<const std::string> words);

// The command whose words after its name were `arguments`, of which `operands` were taken for operands: with
// `wanted` in their place, and in front of it all `added`. Where it is not clear which of the words were
// operands, `name [options]` and what is wanted.
struct Correction {
  std::span<const std::string> arguments;
  std::span<const std::string> operands;
  std::span<const std::string> wanted;
  std::span<const std::string> added = {};
};
std::string corrected_command(std::string_view name, const Correction& correction);

}  // namespace runnel::cli
