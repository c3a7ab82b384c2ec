#include "cli/program_options.h"

#include <algorithm>

#include "cli/values.h"
#include "json/parse.h"

namespace runnel::cli {
namespace {

using Values = std::span<const std::string>;

bool is_variable_name(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !name.empty() && letter(name[0]) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

Outcome add_argument(CommonOptions& options, ProgramArgument::Kind kind, Values values) {
  const std::string& name = values[0];
  if (!is_variable_name(name)) {
    return Error{ErrorKind::usage,
                 "'" + name + "' is not a name; a name is letters, digits and _, without the $"};
  }
  if (kind == ProgramArgument::Kind::json) {
    if (const auto value = json::parse(values[1]); !value) {
      return Error{ErrorKind::usage, "the value of " + name + " is not JSON: " + value.error().message};
    }
  }
  const bool known = std::any_of(options.arguments.begin(), options.arguments.end(),
                                 [&](const ProgramArgument& argument) { return argument.name == name; });
  if (!known) options.arguments.push_back({kind, name, values[1]});
  return Done{};
}

// --args and --jsonargs.
void add_positional_flag(CommandLine& line, CommonOptions& options, ProgramArgument::Kind kind, Flag flag) {
  flag.group = FlagGroup::program;
  flag.scope = FlagScope::common;
  flag.shown = FlagShown::manual;
  flag.set = [](Values) { return Done{}; };
  flag.set_place = [&options, kind](size_t before) { options.positional_marks.push_back({before, kind}); };
  line.add(std::move(flag));
}

// What a program is given beside the records.
void add_value_flags(CommandLine& line, CommonOptions& options) {
  line.add(
      {.name = "arg",
       .values = {"NAME", "VALUE"},
       .group = FlagGroup::program,
       .scope = FlagScope::common,
       .bears = FlagBears::meaning,
       .summary = "$NAME in the program is the string VALUE",
       .details =
           "Makes `$NAME` in the program the string VALUE, whatever characters it holds, so that a script "
           "need not paste a value into program text. May be given many times; of equal names the first "
           "counts, as in jq.",
       .set = [&options](Values v) { return add_argument(options, ProgramArgument::Kind::string, v); }});
  line.add(
      {.name = "argjson",
       .values = {"NAME", "JSON"},
       .group = FlagGroup::program,
       .scope = FlagScope::common,
       .bears = FlagBears::meaning,
       .summary = "$NAME in the program is the JSON value",
       .details =
           "As --arg, but `$NAME` is the value that the text JSON stands for: a number, `true`, an array.",
       .set = [&options](Values v) { return add_argument(options, ProgramArgument::Kind::json, v); }});
  line.add(
      {.name = "slurpfile",
       .values = {"NAME", "FILE"},
       .group = FlagGroup::program,
       .scope = FlagScope::common,
       .shown = FlagShown::manual,
       .bears = FlagBears::meaning,
       .summary = "$NAME in the program is the array of FILE's values",
       .details =
           "Makes `$NAME` in the program an array of all JSON values in FILE, such as a list of what is "
           "allowed: `.user | IN($allowed[])`. They may be one a line, or have any other white space "
           "between them. The file is read once, before the input.",
       .set = [&options](Values v) { return add_argument(options, ProgramArgument::Kind::json_file, v); }});
  line.add(
      {.name = "rawfile",
       .values = {"NAME", "FILE"},
       .group = FlagGroup::program,
       .scope = FlagScope::common,
       .shown = FlagShown::manual,
       .bears = FlagBears::meaning,
       .summary = "$NAME in the program is FILE's content as a string",
       .details = "Makes `$NAME` in the program a string with the content of FILE, line breaks included.",
       .set = [&options](Values v) { return add_argument(options, ProgramArgument::Kind::text_file, v); }});
  add_positional_flag(
      line, options, ProgramArgument::Kind::string,
      {.name = "args",
       .summary = "operands behind it are strings, in $ARGS.positional",
       .details =
           "Makes the operands behind it strings, which the program finds in the array `$ARGS.positional`, "
           "instead of inputs. A program that has not been given yet is still the first operand. Options "
           "behind it are still options, up to `--`. What --arg and its like have named is in "
           "`$ARGS.named`."});
  add_positional_flag(line, options, ProgramArgument::Kind::json,
                      {.name = "jsonargs",
                       .summary = "operands behind it are JSON, in $ARGS.positional",
                       .details = "As --args, but each operand is the value that its JSON text stands for."});
}

}  // namespace

void add_program_flags(CommandLine& line, CommonOptions& options) {
  add_value_flags(line, options);
  line.add({.name = "from-file",
            .letter = 'f',
            .values = {"FILE"},
            .group = FlagGroup::program,
            .scope = FlagScope::common,
            .summary = "read the program from FILE",
            .details =
                "Reads the program text from FILE. It is then no operand; the others stay as they are. In "
                "stream-join and stream-stats, all of whose operands are inputs, it is the EXPR of --select, "
                "and the BODY of --of.",
            .set = keep_text(options.from_file)});
}

}  // namespace runnel::cli
