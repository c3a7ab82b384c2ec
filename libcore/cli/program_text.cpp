#include "cli/program_text.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "cli/text.h"
#include "cli/value_files.h"
#include "json/parse.h"

namespace runnel::cli {
namespace {

// Of the operand at that place: what --args or --jsonargs before it makes of it. Nothing: it is an input.
std::optional<ProgramArgument::Kind> kind_of_operand(const CommonOptions& options, size_t place) {
  std::optional<ProgramArgument::Kind> kind;
  for (const PositionalMark& mark : options.positional_marks) {
    if (mark.operands_before <= place) kind = mark.kind;
  }
  return kind;
}

Outcome check_positional(ProgramArgument::Kind kind, const std::string& text) {
  if (kind != ProgramArgument::Kind::json) return Done{};
  const auto value = json::parse(text);
  if (value) return Done{};
  return Error{ErrorKind::usage,
               fmt::format("--jsonargs: '{}' is not JSON: {}", text, value.error().message)};
}

std::string joined(std::span<const std::string> words) {
  std::string out;
  for (const std::string& word : words) out += ' ' + shell_quoted(word);
  return out;
}

}  // namespace

bool names_a_file(const std::string& text) {
  struct stat status {};
  return !text.empty() && stat(text.c_str(), &status) == 0 && !S_ISDIR(status.st_mode);
}

Result<ProgramText> program_text(const ProgramInfo& info, const CommonOptions& options,
                                 std::vector<std::string> operands, size_t before) {
  ProgramText program;
  size_t first = 0;
  if (options.from_file) {
    Result<std::string> text = read_file(*options.from_file);
    if (!text) return Error{ErrorKind::usage, "--from-file: " + text.error().message};
    program.text = std::move(*text);
    program.file = *options.from_file;
  } else {
    if (operands.empty()) {
      return Error{ErrorKind::usage,
                   fmt::format("{0} is missing: {1} [options] {2}", info.program, info.name, info.operands)};
    }
    program.text = std::move(operands.front());
    first = 1;
  }
  for (size_t i = first; i < operands.size(); ++i) {
    const auto kind = kind_of_operand(options, before + i);
    if (!kind) {
      program.inputs.push_back(std::move(operands[i]));
      continue;
    }
    if (const Outcome right = check_positional(*kind, operands[i]); !right) return right.error();
    program.positional.push_back({*kind, {}, std::move(operands[i])});
  }
  if (program.inputs.empty()) program.inputs = {"-"};
  return program;
}

std::optional<std::string> suggest_missing_program(const ProgramInfo& info, const ProgramText& program,
                                                   std::span<const std::string> arguments) {
  if (!program.file.empty() || !names_a_file(program.text)) return std::nullopt;
  // The command line as it was, if it is clear which of its words was taken for the program.
  std::vector<std::string> words(arguments.begin(), arguments.end());
  if (std::count(words.begin(), words.end(), program.text) != 1) words = {program.text};
  const auto place = std::find(words.begin(), words.end(), program.text);

  const auto is_next = [&](const std::string& word) { return word == program.inputs.front(); };
  const auto next = std::find_if(place, words.end(), is_next);
  if (next != words.end() && next != place && *next != "-" && !names_a_file(*next)) {
    std::iter_swap(place, next);  // file and program in the wrong order
    return fmt::format("the first argument is the program, and {} is a file; perhaps: {}{}", program.text,
                       info.name, joined(words));
  }
  words.insert(place, "true");
  return fmt::format("the first argument is the program, and {} is a file; to pass all records: {}{}",
                     program.text, info.name, joined(words));
}

}  // namespace runnel::cli
