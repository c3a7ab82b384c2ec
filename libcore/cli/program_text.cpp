#include "cli/program_text.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "cli/command_words.h"
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

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t begin = text.find_first_not_of(kBlanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

Outcome check_positional(ProgramArgument::Kind kind, const std::string& text) {
  if (kind != ProgramArgument::Kind::json) return Done{};
  const auto value = json::parse(text);
  if (value) return Done{};
  return Error{ErrorKind::usage,
               fmt::format("--jsonargs: '{}' is not JSON: {}", text, value.error().message)};
}

}  // namespace

std::optional<std::string> inside_of_braces(std::string_view text) {
  text = trimmed(text);
  if (!text.starts_with('{') || !text.ends_with('}')) return std::nullopt;
  return std::string(trimmed(text.substr(1, text.size() - 2)));
}

Error braces_error(std::string_view what, std::string_view right) {
  return {ErrorKind::usage,
          fmt::format("{} is what stands inside of an object, without its braces: {}", what, right)};
}

bool names_a_file(const std::string& text) {
  struct stat status {};
  return !text.empty() && stat(text.c_str(), &status) == 0 && !S_ISDIR(status.st_mode);
}

Result<Operands> split_operands(const CommonOptions& options, std::vector<std::string> words, size_t before) {
  Operands operands;
  for (size_t i = 0; i < words.size(); ++i) {
    const auto kind = kind_of_operand(options, before + i);
    if (!kind) {
      operands.inputs.push_back(std::move(words[i]));
      continue;
    }
    if (const Outcome right = check_positional(*kind, words[i]); !right) return right.error();
    operands.positional.push_back({*kind, {}, std::move(words[i])});
  }
  return operands;
}

Result<std::string> text_from_file(const CommonOptions& options) {
  Result<std::string> text = read_file(*options.from_file);
  if (!text) return Error{ErrorKind::usage, "--from-file: " + text.error().message};
  return text;
}

Outcome take_text_from_file(const CommonOptions& options, std::optional<std::string>& text,
                            std::string_view flag) {
  if (!options.from_file) return Done{};
  if (text) {
    return Error{ErrorKind::usage, fmt::format("--from-file holds {}, and both are given", flag)};
  }
  Result<std::string> content = text_from_file(options);
  if (!content) return content.error();
  text = std::move(*content);
  return Done{};
}

Result<ProgramText> program_text(const ProgramInfo& info, const CommonOptions& options,
                                 std::vector<std::string> operands, size_t before) {
  ProgramText program;
  if (options.from_file) {
    Result<std::string> text = text_from_file(options);
    if (!text) return text.error();
    program.text = std::move(*text);
    program.file = *options.from_file;
  } else {
    if (operands.empty()) {
      return Error{ErrorKind::usage,
                   fmt::format("{0} is missing: {1} [options] {2}", info.program, info.name, info.operands)};
    }
    program.text = std::move(operands.front());
    operands.erase(operands.begin());
    ++before;
  }
  Result<Operands> split = split_operands(options, std::move(operands), before);
  if (!split) return split.error();
  program.inputs = std::move(split->inputs);
  program.positional = std::move(split->positional);
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
    return fmt::format("the first argument is the program, and {} is a file; perhaps: {}", program.text,
                       command(info.name, words));
  }
  words.insert(place, "true");
  return fmt::format("the first argument is the program, and {} is a file; to pass all records: {}",
                     program.text, command(info.name, words));
}

}  // namespace runnel::cli
