#include "operands.h"

#include <fmt/format.h>

#include <optional>
#include <variant>

#include "cli/command_words.h"
#include "cli/compile.h"
#include "cli/text.h"
#include "info.h"
#include "op/stats/program.h"

namespace runnel {

namespace {

using cli::Words;

// `./a`, `../a` and `.hidden.ndjson` name files, if nobody has made them yet.
bool looks_like_program(const std::string& text) {
  if (text.find('/') != std::string::npos || cli::names_a_file(text)) return false;
  return text.starts_with('.') || text.find_first_of(",|(){}[]\"=<> ") != std::string::npos;
}

// The BODY of --of that profiles what the text says; nothing where it is no program.
std::optional<std::string> body_of(const std::string& text, const cli::CommonOptions& common) {
  const auto globals = cli::globals(common, {});
  const auto compiles = [&](const std::string& body) {
    const auto compiled =
        op::StatsProgram::compile({.of = body, .by = {}, .time = {}}, globals ? *globals : expr::Globals{});
    return std::holds_alternative<op::StatsProgram>(compiled);
  };
  const std::string bare = cli::inside_of_braces(text).value_or(text);
  for (const std::string& body : {bare, fmt::format("value: ({})", text)}) {
    if (compiles(body)) return body;
  }
  return std::nullopt;
}

bool is_path(const std::string& text) {
  return text.starts_with('.') && text.find_first_of(",|(){}<>= ") == std::string::npos;
}

// `stream-stats .latency_ms access.ndjson`, as in other programs, whose first operand is no input.
std::optional<Error> program_given(const Words& inputs, const StatsFlags& flags,
                                   const cli::CommonOptions& common, std::span<const std::string> arguments) {
  if (inputs.empty() || !looks_like_program(inputs.front())) return std::nullopt;
  const std::string& text = inputs.front();
  const auto body = body_of(text, common);
  if (!body) return std::nullopt;
  const Words rest(inputs.begin() + 1, inputs.end());
  const auto command = [&](const Words& added) {
    return cli::corrected_command(
        stats_info().name, {.arguments = arguments, .operands = inputs, .wanted = rest, .added = added});
  };
  std::string message =
      fmt::format("all operands are inputs, and there is no file {}", cli::shell_quoted(text));
  if (flags.of) {
    message += fmt::format("; to profile that too: --of {}", cli::shell_quoted(*flags.of + ", " + *body));
  } else if (!flags.merge) {
    message += fmt::format("; to profile that alone: {}", command({"--of", *body}));
  }
  if (is_path(text) && !flags.of && !flags.partial) {
    message += fmt::format("; to see that field at length: {}", command({"--field", text}));
  }
  return Error{ErrorKind::usage, std::move(message)};
}

}  // namespace

Result<cli::Operands> read_operands(Words operands, const StatsFlags& flags, const cli::CommonOptions& common,
                                    std::span<const std::string> arguments) {
  auto split = cli::split_operands(common, std::move(operands));
  if (!split) return split.error();
  if (auto error = program_given(split->inputs, flags, common, arguments)) return *std::move(error);
  if (split->inputs.empty()) split->inputs = {"-"};
  return split;
}

}  // namespace runnel
