#include "cli/meaning.h"

#include <vector>

namespace runnel::cli {

namespace {

bool bears_meaning(const Flag& flag) {
  if (flag.bears == FlagBears::by_scope) return flag.scope == FlagScope::own;
  return flag.bears == FlagBears::meaning;
}

void append(std::string& to, const std::vector<std::string>& values) {
  if (!to.empty()) to += ", ";
  if (values.empty()) to += "given";
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0) to += ' ';
    to += values[i];
  }
}

}  // namespace

state::Meaning meaning_of(const CommandLine& line,
                          const std::vector<std::pair<std::string, std::string>>& texts) {
  state::Meaning meaning;
  for (const auto& [name, text] : texts) meaning.add(name, text);
  std::vector<std::string> values(line.flags().size());
  for (const CommandLine::Given& given : line.given()) {
    // Of a flag that holds one value the last counts.
    const Flag& flag = line.flags()[given.flag];
    if (flag.values.size() == 1 && flag.scope == FlagScope::own) values[given.flag].clear();
    if (flag.values.empty()) values[given.flag].clear();
    append(values[given.flag], given.values);
  }
  for (size_t i = 0; i < values.size(); ++i) {
    const Flag& flag = line.flags()[i];
    if (!values[i].empty() && bears_meaning(flag)) meaning.add(spelled(flag), values[i]);
  }
  return meaning;
}

}  // namespace runnel::cli
