#include "operands.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/quantity.h"
#include "cli/command_words.h"
#include "cli/text.h"
#include "cli/time_hint.h"
#include "info.h"

namespace runnel {

namespace {

using cli::Words;

Error wrong(std::string message) {
  return {ErrorKind::usage, std::move(message)};
}

// Makes the command that was probably meant.
class Advice {
 public:
  Advice(const Words& inputs, const JoinFlags& flags, std::span<const std::string> arguments)
      : inputs_(inputs), flags_(flags), arguments_(arguments) {}

  Error no_kind() const {
    if (auto error = flag_as_operand()) return *std::move(error);
    const bool has_key = flags_.has_key();
    Words added;
    if (inputs_.size() > 2) {
      added = {"--interleave"};
      if (!flags_.has_any_time()) added.insert(added.end(), {"-t", ".ts"});
    } else if (flags_.has_any_time()) {
      added = has_key ? Words{"--within", "5s"} : Words{"--asof"};
    } else {
      added = {"--lookup"};
      if (!has_key) added.insert(added.end(), {"--on", "id"});
    }
    return wrong(fmt::format(
        "which join? --within D: records of a key whose times are close; --lookup: RIGHT is a table; --asof: "
        "the right record at the time of the left one; --interleave: one stream in order of time; for "
        "example: {}",
        command(inputs_.empty() ? Words{"LEFT", "RIGHT"} : inputs_, added)));
  }

  // `stream-join id a b`, `stream-join 5s a b`: as in other programs, whose first operand is no input.
  std::optional<Error> flag_as_operand() const {
    if (inputs_.empty() || inputs_.front() == "-" || cli::names_a_file(inputs_.front())) return std::nullopt;
    const bool others_are_files =
        inputs_.size() > 1 && std::all_of(inputs_.begin() + 1, inputs_.end(), [](const std::string& input) {
          return input == "-" || cli::names_a_file(input);
        });
    if (!others_are_files) return std::nullopt;
    const Words rest(inputs_.begin() + 1, inputs_.end());
    const std::string& first = inputs_.front();
    if (parse_duration(first).has_value() && !flags_.within) {
      return wrong(fmt::format("all operands are inputs, and {} is a duration; perhaps: {}", first,
                               command(rest, {"--within", first})));
    }
    if (flags_.has_key() || first.find('/') != std::string::npos) return std::nullopt;
    Words added{"--on", first};
    if (kinds_given(flags_).empty()) added.insert(added.begin(), "--lookup");
    return wrong(fmt::format("all operands are inputs, and there is no file {}; the key is --on: {}",
                             cli::shell_quoted(first), command(rest, added)));
  }

  Error no_input() const {
    const cli::ProgramInfo& info = join_info();
    if (flags_.interleave) {
      return wrong(
          fmt::format("INPUT is missing: two or more are made one, and where one is named stdin is "
                      "the other; for example: {}",
                      command({"INPUT", "INPUT"}, {})));
    }
    return wrong(fmt::format("{} is missing: {} [options] {}; where LEFT is left out it is stdin, as in {}",
                             flags_.lookup ? "RIGHT, the table," : "RIGHT", info.name, info.operands,
                             command({other_input()}, {})));
  }

  Error stdin_alone() const {
    return wrong(fmt::format("- is stdin, and so is the input that is left out; name both: {}",
                             command({"-", other_input()}, {})));
  }

  Error too_many() const {
    if (auto error = flag_as_operand()) return *std::move(error);
    Words left(inputs_.begin(), inputs_.end() - 1);
    std::string files;
    for (const std::string& file : left) files += ' ' + cli::shell_quoted(file);
    return wrong(
        fmt::format("a join has two inputs, LEFT and RIGHT, and {} are given; if all but the last are "
                    "LEFT: cat{} | {}",
                    inputs_.size(), files, command({inputs_.back()}, {})));
  }

 private:
  const char* other_input() const { return flags_.lookup ? "TABLE" : flags_.interleave ? "INPUT" : "RIGHT"; }

  std::string command(const Words& wanted, const Words& added) const {
    return cli::corrected_command(
        "stream-join", {.arguments = arguments_, .operands = inputs_, .wanted = wanted, .added = added});
  }

  const Words& inputs_;
  const JoinFlags& flags_;
  const std::span<const std::string> arguments_;
};

}  // namespace

Result<JoinOperands> read_operands(Words operands, const JoinFlags& flags, const cli::CommonOptions& common,
                                   std::span<const std::string> arguments) {
  auto split = cli::split_operands(common, std::move(operands));
  if (!split) return split.error();
  Words inputs = std::move(split->inputs);
  const Advice advice(inputs, flags, arguments);
  const auto kinds = kinds_given(flags);
  if (kinds.empty()) return advice.no_kind();
  if (kinds.size() > 1) {
    return wrong(fmt::format("{} and {} are two kinds of join, and one is wanted", kinds[0], kinds[1]));
  }
  if (inputs.empty()) return advice.no_input();
  if (inputs.size() > 2 && !flags.interleave) return advice.too_many();
  if (inputs.size() == 1) {
    if (inputs.front() == "-") return advice.stdin_alone();
    inputs.insert(inputs.begin(), "-");
  }
  return JoinOperands{std::move(inputs), std::move(split->positional)};
}

Outcome check_time_of_files(const JoinFlags& flags, const cli::InputFormats& formats) {
  if (flags.lookup || flags.has_any_time()) return Done{};
  const auto file = cli::time_of_files(formats);
  if (!file) return Done{};
  return wrong(fmt::format(
      "{} is a plain file, and {} goes by time: without -t that would be the time at which it is read; {}",
      file->name, kinds_given(flags).front(),
      file->field ? fmt::format("{} looks like the records' own", cli::flags_of(*file->field))
                  : "-t EXPR says what the records' own time is, as in -t .ts"));
}

void set_time_of_formats(JoinFlags& flags, cli::FormatTimes& times, size_t inputs) {
  if (flags.lookup) return;  // nothing waits for time there
  if (flags.interleave) return times.set(flags.time);
  for (size_t side = 0; side < flags.sides.size() && side < inputs; ++side) {
    times.set(flags.time, flags.sides[side], side);
  }
}

}  // namespace runnel
