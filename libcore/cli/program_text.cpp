#include "cli/program_text.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "cli/text.h"

namespace runnel::cli {
namespace {

Result<std::string> read_file(const std::string& path) {
  const auto failed = [&] {
    return Error{ErrorKind::usage, fmt::format("--from-file: {}: {}", path, std::strerror(errno))};
  };
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "re"));
  if (!file) return failed();
  std::string text;
  char block[16 * 1024];
  while (const size_t size = std::fread(block, 1, sizeof block, file.get())) text.append(block, size);
  if (std::ferror(file.get()) != 0) return failed();
  return text;
}

bool names_a_file(const std::string& text) {
  struct stat status {};
  // `.` and `..` are programs, whatever else they name.
  return !text.empty() && stat(text.c_str(), &status) == 0 && !S_ISDIR(status.st_mode);
}

std::string joined(std::span<const std::string> words) {
  std::string out;
  for (const std::string& word : words) out += ' ' + shell_quoted(word);
  return out;
}

}  // namespace

Result<ProgramText> program_text(const ProgramInfo& info, const CommonOptions& options,
                                 std::vector<std::string> operands) {
  ProgramText program;
  if (options.from_file) {
    Result<std::string> text = read_file(*options.from_file);
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
  }
  program.inputs = std::move(operands);
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
