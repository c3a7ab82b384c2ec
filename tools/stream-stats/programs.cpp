#include "programs.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "cli/compile.h"
#include "cli/program_text.h"
#include "cli/run.h"
#include "cli/text.h"
#include "io/source.h"

namespace runnel {

using cli::ExitStatus;

namespace {

using Text = op::StatsFault::Text;

// The flag that the text was given to, and the text.
struct Given {
  const char* flag;
  const std::string& text;
};

Given given(Text text, const op::StatsTexts& texts) {
  switch (text) {
    case Text::by:
      return {"--by", *texts.by};
    case Text::time:
      return {"--time", *texts.time};
    case Text::of:
      break;
  }
  return {"--of", *texts.of};
}

// `{host}` is the body of no object.
std::optional<Error> body_in_braces(const char* flag, const std::optional<std::string>& body,
                                    const expr::Globals& globals) {
  const auto inside = body ? cli::inside_of_braces(*body) : std::nullopt;
  if (!inside) return std::nullopt;
  const auto compiled = op::StatsProgram::compile({.of = inside, .by = {}, .time = {}}, globals);
  if (!std::holds_alternative<op::StatsProgram>(compiled)) return std::nullopt;
  return cli::braces_error(flag, fmt::format("{} {}", flag, cli::shell_quoted(*inside)));
}

bool is_plain_file(const std::string& input) {
  return io::plain_file_size(input).has_value();
}

// How times are read, where it is not as usual.
std::string time_form(const cli::TimeOptions& time) {
  std::string form;
  if (!time.time_format.empty()) form = "--time-format " + cli::shell_quoted(time.time_format);
  if (time.tz) form += (form.empty() ? "--tz " : " --tz ") + cli::shell_quoted(*time.tz);
  return form;
}

}  // namespace

std::variant<op::StatsProgram, ExitStatus> compile_stats(const StatsFlags& flags,
                                                         const cli::CommonOptions& common,
                                                         std::span<const cli::ProgramArgument> positional,
                                                         cli::Messages& messages) {
  const auto fail = [&](const Error& error) {
    messages.error(error);
    return cli::exit_status(error.kind);
  };
  const auto globals = cli::globals(common, positional);
  if (!globals) return fail(globals.error());
  if (const auto error = body_in_braces("--of", flags.of, *globals)) return fail(*error);
  if (const auto error = body_in_braces("--by", flags.by, *globals)) return fail(*error);

  const op::StatsTexts texts{.of = flags.of, .by = flags.by, .time = flags.time.time};
  auto compiled = op::StatsProgram::compile(texts, *globals);
  auto* fault = std::get_if<op::StatsFault>(&compiled);
  if (fault == nullptr) return std::get<op::StatsProgram>(std::move(compiled));
  const Given wrong = given(fault->text, texts);
  const bool in_file = fault->text == Text::of && common.from_file.has_value();
  if (!in_file) fault->diagnostic.message = fmt::format("{}: {}", wrong.flag, fault->diagnostic.message);
  messages.program_error(fault->diagnostic, wrong.text, in_file ? *common.from_file : std::string());
  return ExitStatus::usage;
}

Result<op::StatsOptions> stats_options(const StatsFlags& flags, const cli::CommonOptions& common,
                                       std::span<const std::string> inputs) {
  op::StatsOptions options;
  auto reader = cli::event_time_reader(flags.time);
  if (!reader) return reader.error();
  options.time_reader = std::move(*reader);
  options.time_form = time_form(flags.time);
  options.max_ahead = flags.time.max_ahead;
  // When a file was read says nothing about its records.
  options.by_clock = !flags.time.time && std::none_of(inputs.begin(), inputs.end(), is_plain_file);
  options.every = flags.every;
  options.since_last = flags.since_last;
  options.limits.fields = flags.max_fields;
  if (flags.limit_keys) options.limits.keys = *flags.limit_keys;
  if (flags.max_memory) options.limits.memory = *flags.max_memory;
  options.top = flags.top.value_or(kDefaultTop);
  options.walk = cli::walk_options(common, flags.time);
  options.walk.trust = flags.trust && !common.strict;
  return options;
}

}  // namespace runnel
