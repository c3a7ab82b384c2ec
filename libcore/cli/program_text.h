// The program text, the inputs and the positional values, out of operands and -f; and what is said when an
// input was given in the program's place.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/common_options.h"
#include "cli/program_info.h"

namespace runnel::cli {

struct ProgramText {
  std::string text;
  std::string file;                         // of -f, for messages; else empty
  std::vector<std::string> inputs;          // as given; `-` alone where none is
  std::vector<ProgramArgument> positional;  // what stands behind --args and --jsonargs; without names
};

// Behind --args and --jsonargs operands are values, the others are inputs. Kind usage where a value is not
// JSON. `before`: how many operands stood in front of these on the command line.
struct Operands {
  std::vector<std::string> inputs;
  std::vector<ProgramArgument> positional;
};
Result<Operands> split_operands(const CommonOptions& options, std::vector<std::string> words,
                                size_t before = 0);

// What is in the file of -f. Kind usage where it cannot be read. REQUIRES: it is given.
Result<std::string> text_from_file(const CommonOptions& options);

// For a program all of whose operands are inputs: with -f the text of one of its flags is in that file.
// `flag` is what it is the text of: `the EXPR of --select`. Kind usage where it cannot be read, or both are
// given.
Outcome take_text_from_file(const CommonOptions& options, std::optional<std::string>& text,
                            std::string_view flag);

// The program is the first operand, or what is in the file of -f; the other operands are as above. Kind
// usage also where there is no program, or the file cannot be read.
Result<ProgramText> program_text(const ProgramInfo& info, const CommonOptions& options,
                                 std::vector<std::string> operands, size_t before = 0);

// What stands between the braces of a text that has them around it, without blanks at its ends.
std::optional<std::string> inside_of_braces(std::string_view text);

// For a BODY that was given with its braces. Kind usage. `right`: what to write.
Error braces_error(std::string_view what, std::string_view right);

// Whether it is the name of something that can be read, rather than of a folder; `.` and `..` are programs.
bool names_a_file(const std::string& text);

// For a program text that is wrong: if it is the name of an existing file, the command that was probably
// meant:
//   the first argument is the program, and access.ndjson is a file; to pass all records: stream-filter true
//   access.ndjson
// `arguments` is the whole command line after the program's name. Nothing where the text names no file.
std::optional<std::string> suggest_missing_program(const ProgramInfo& info, const ProgramText& program,
                                                   std::span<const std::string> arguments);

}  // namespace runnel::cli
