#include "operands.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "cli/command_words.h"
#include "cli/compile.h"
#include "cli/text.h"
#include "info.h"
#include "op/window/program.h"

namespace runnel {

namespace {

using cli::Words;

bool is_window(const std::string& text) {
  return time::parse_window(text).ok();
}

Error wrong(std::string message) {
  return {ErrorKind::usage, std::move(message)};
}

// Looks at the operands of a command line that cannot be what was meant.
class Advice {
 public:
  Advice(const Words& operands, const WindowFlags& flags, const cli::CommonOptions& common,
         std::span<const std::string> arguments)
      : operands_(operands), flags_(flags), common_(common), arguments_(arguments) {}

  // The first operand is no WINDOW. `error` says why.
  Error no_window(const Error& error) const {
    if (flags_.time.time && is_window(*flags_.time.time)) return window_given_to_time();
    if (std::any_of(operands_.begin(), operands_.end(), is_window)) {
      return wrong("WINDOW comes first, then AGGREGATES; perhaps: " + put_right());
    }
    const std::string& first = operands_.front();
    const bool alone = operands_.size() == 1 || !are_aggregates(operands_[1]);
    const bool is_aggregates =
        !common_.from_file && alone && (are_aggregates(first) || first.find('(') != first.npos);
    if (is_aggregates) return wrong(fmt::format("WINDOW is missing; {}: {}", what_for(), put_right()));
    if (!cli::names_a_file(first)) return error;
    return wrong(fmt::format("WINDOW comes first, and {} is a file; {}: {}", first, what_for(), put_right()));
  }

  // Behind WINDOW there is nothing, or a file.
  std::optional<Error> no_aggregates() const {
    if (operands_.size() == 1) return wrong("AGGREGATES is missing; to count records: " + put_right());
    const std::string& second = operands_[1];
    if (!cli::names_a_file(second) || are_aggregates(second)) return std::nullopt;
    const bool comes_later = std::any_of(operands_.begin() + 2, operands_.end(),
                                         [&](const std::string& text) { return are_aggregates(text); });
    return wrong(fmt::format("AGGREGATES comes after WINDOW, and {} is a file; {}: {}", second,
                             comes_later ? "perhaps" : "to count its records", put_right()));
  }

  // The text of an object, or nothing at all.
  std::optional<Error> not_a_body() const {
    if (operands_[1].find_first_not_of(" \t\r\n") == std::string::npos) {
      return wrong("AGGREGATES is empty; how many records there are is count");
    }
    const auto inside = cli::inside_of_braces(operands_[1]);
    if (!inside || !are_aggregates(*inside)) return std::nullopt;
    Words wanted = operands_;
    wanted[1] = *inside;
    return cli::braces_error("AGGREGATES", command(wanted));
  }

  std::optional<Error> keys_in_braces() const {
    const auto inside = flags_.by ? cli::inside_of_braces(*flags_.by) : std::nullopt;
    if (!inside || !compiles("count", *inside)) return std::nullopt;
    return cli::braces_error("--by", "--by " + cli::shell_quoted(*inside));
  }

 private:
  const char* what_for() const { return flags_.time.time ? "for each minute" : "over all records"; }

  Error window_given_to_time() const {
    Words words(arguments_.begin(), arguments_.end());
    const auto place = std::find(words.begin(), words.end(), *flags_.time.time);
    if (place != words.end()) words.insert(place, ".ts");
    return wrong(fmt::format("-t takes an expression, such as .ts, and was given the WINDOW {}; perhaps: {}",
                             *flags_.time.time, cli::command("stream-window", words)));
  }

  bool are_aggregates(const std::string& text) const { return compiles(text, std::nullopt); }
  bool compiles(const std::string& aggregates, const std::optional<std::string>& by) const {
    const auto globals = cli::globals(common_, {});
    const auto compiled = op::WindowProgram::compile({aggregates, by, std::nullopt, std::nullopt},
                                                     globals ? *globals : expr::Globals{});
    return std::holds_alternative<op::WindowProgram>(compiled);
  }

  // The command with its operands in their order, and the missing ones filled in.
  std::string put_right() const {
    std::optional<std::string> window, aggregates;
    Words inputs;
    for (size_t i = 0; i < operands_.size(); ++i) {
      const std::string& text = operands_[i];
      if (!window && is_window(text)) {
        window = text;
      } else if (!aggregates && !common_.from_file && is_like_aggregates(i)) {
        aggregates = text;
      } else {
        inputs.push_back(text);
      }
    }
    Words wanted{window.value_or(flags_.time.time ? "1m" : "all")};
    if (!common_.from_file) wanted.push_back(aggregates.value_or("count"));
    wanted.insert(wanted.end(), inputs.begin(), inputs.end());
    return command(wanted);
  }

  bool is_like_aggregates(size_t operand) const {
    const std::string& text = operands_[operand];
    if (are_aggregates(text)) return true;
    return operand == 0 && !cli::names_a_file(text);  // with a mistake in it, which is said then
  }

  // The command line as it was, with these operands.
  std::string command(const Words& wanted) const {
    return cli::corrected_command("stream-window",
                                  {.arguments = arguments_, .operands = operands_, .wanted = wanted});
  }

  const Words& operands_;
  const WindowFlags& flags_;
  const cli::CommonOptions& common_;
  const std::span<const std::string> arguments_;
};

}  // namespace

Result<WindowOperands> read_operands(Words operands, const WindowFlags& flags,
                                     const cli::CommonOptions& common,
                                     std::span<const std::string> arguments) {
  const cli::ProgramInfo& info = window_info();
  if (operands.empty()) {
    return wrong(fmt::format("WINDOW is missing: {} [options] {}, for example: {}", info.name, info.operands,
                             info.examples.front().command));
  }
  const Advice advice(operands, flags, common, arguments);
  const auto window = time::parse_window(operands.front());
  if (!window) return advice.no_window(window.error());
  if (!common.from_file) {
    if (auto error = advice.no_aggregates()) return *std::move(error);
    if (auto error = advice.not_a_body()) return *std::move(error);
  }
  if (auto error = advice.keys_in_braces()) return *std::move(error);
  std::string window_text = std::move(operands.front());
  operands.erase(operands.begin());
  auto text = cli::program_text(info, common, std::move(operands), 1);
  if (!text) return text.error();
  return WindowOperands{*window, std::move(window_text), std::move(*text)};
}

}  // namespace runnel
