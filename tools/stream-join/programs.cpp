#include "programs.h"

#include <fmt/format.h>

#include "cli/compile.h"
#include "cli/program_text.h"
#include "cli/run.h"
#include "cli/text.h"
#include "time/frontier.h"

namespace runnel {

using cli::ExitStatus;

namespace {

using Form = op::JoinTextOptions::Form;
using Text = op::JoinFault::Text;

std::string key_flag(const JoinFlags& flags, size_t side) {
  return flags.on ? "--on" : fmt::format("--{}-on", cli::kSideNames[side]);
}

// The flag that the text was given to, and the text.
struct Given {
  std::string flag;
  const std::string& text;
};

Given given(const op::JoinFault& fault, const op::JoinTexts& texts, const JoinFlags& flags) {
  const char* side = cli::kSideNames[fault.side];
  switch (fault.text) {
    case Text::keys:
      return {key_flag(flags, fault.side), *texts.keys[fault.side]};
    case Text::time:
      return {flags.sides[fault.side].time ? fmt::format("--{}-time", side) : "--time",
              *texts.times[fault.side]};
    case Text::select:
      break;
  }
  return {"--select", *texts.select};
}

// `{id}` is a key too, the object; nobody means it, and a null in it would no longer be a part that is null.
std::optional<Error> key_in_braces(const op::JoinTexts& texts, const JoinFlags& flags,
                                   const expr::Globals& globals) {
  for (size_t side = 0; side < texts.keys.size(); ++side) {
    const auto inside = texts.keys[side] ? cli::inside_of_braces(*texts.keys[side]) : std::nullopt;
    if (!inside) continue;
    const auto compiled =
        op::JoinProgram::compile({.keys = {inside, inside}, .times = {}, .select = {}}, globals);
    if (!std::holds_alternative<op::JoinProgram>(compiled)) continue;
    const std::string flag = key_flag(flags, side);
    return cli::braces_error(flag, fmt::format("{} {}", flag, cli::shell_quoted(*inside)));
  }
  return std::nullopt;
}

op::JoinKind kind_of(const JoinFlags& flags) {
  if (flags.lookup) return op::JoinKind::lookup;
  if (flags.interleave) return op::JoinKind::interleave;
  return flags.within && !flags.first ? op::JoinKind::pairs : op::JoinKind::pick;
}

Bounds bounds_of(const JoinFlags& flags) {
  if (flags.within) return *flags.within;
  using Direction = JoinFlags::Direction;
  const Direction direction = flags.direction.value_or(Direction::backward);
  const int64_t tolerance = flags.tolerance.value_or(cli::kEndless);
  const bool is_endless = tolerance == cli::kEndless;
  return {.low = direction == Direction::forward ? 0
                 : is_endless                    ? time::kBeginningOfTime
                                                 : -tolerance,
          .high = direction == Direction::backward ? 0
                  : is_endless                     ? time::kEndOfTime
                                                   : tolerance};
}

op::JoinTextOptions text_of(const JoinFlags& flags) {
  op::JoinTextOptions text;
  if (flags.as) text.name = *flags.as;
  if (flags.prefix) text.prefix = *flags.prefix;
  text.raw_strings = flags.writes_raw_strings();
  if (flags.select) {
    text.form = Form::select;
  } else if (flags.interleave || !op::writes_pairs(flags.type_or_inner())) {
    text.form = Form::left;
  } else if (flags.flat) {
    text.form = Form::flat;
  }
  return text;
}

}  // namespace

std::variant<op::JoinProgram, ExitStatus> compile_join(const JoinFlags& flags,
                                                       const cli::CommonOptions& common,
                                                       std::span<const cli::ProgramArgument> positional,
                                                       cli::Messages& messages) {
  const auto globals = cli::globals(common, positional);
  if (!globals) {
    messages.error(globals.error());
    return cli::exit_status(globals.error().kind);
  }
  op::JoinTexts texts;
  for (size_t side = 0; side < texts.keys.size(); ++side) {
    texts.keys[side] = flags.on ? flags.on : flags.side_on[side];
    texts.times[side] = cli::on_side(flags.time, flags.sides[side]).time;
  }
  if (flags.lookup) texts.times[op::kRight].reset();
  texts.select = flags.select;
  if (const auto error = key_in_braces(texts, flags, *globals)) {
    messages.error(*error);
    return cli::exit_status(error->kind);
  }
  auto compiled = op::JoinProgram::compile(texts, *globals);
  auto* fault = std::get_if<op::JoinFault>(&compiled);
  if (fault == nullptr) return std::get<op::JoinProgram>(std::move(compiled));
  const Given wrong = given(*fault, texts, flags);
  const bool in_file = fault->text == Text::select && common.from_file.has_value();
  if (!in_file) fault->diagnostic.message = fmt::format("{}: {}", wrong.flag, fault->diagnostic.message);
  messages.program_error(fault->diagnostic, wrong.text, in_file ? *common.from_file : std::string());
  return ExitStatus::usage;
}

Result<op::JoinOptions> join_options(const JoinFlags& flags, const cli::CommonOptions& common) {
  op::JoinOptions options;
  options.kind = kind_of(flags);
  options.type = flags.type_or_inner();
  if (options.kind == op::JoinKind::pairs || options.kind == op::JoinKind::pick) {
    const Bounds bounds = bounds_of(flags);
    options.low = bounds.low;
    options.high = bounds.high;
  }
  options.every_row = flags.multi;
  options.text = text_of(flags);
  options.trace = flags.trace;
  for (size_t side = 0; side < options.sides.size(); ++side) {
    cli::TimeOptions time = cli::on_side(flags.time, flags.sides[side]);
    if (!time.time) time.time_format.clear();  // of the table, which has none
    auto reader = cli::event_time_reader(time);
    if (!reader) return reader.error();
    options.sides[side].time_reader = std::move(*reader);
    options.sides[side].watermark_delay = time.watermark_delay;
  }
  options.max_ahead = flags.time.max_ahead;
  options.idle_timeout = flags.time.idle_timeout;
  options.emit_watermarks = flags.time.emit_watermarks;
  if (flags.max_memory) options.max_memory = *flags.max_memory;
  options.walk = cli::walk_options(common, flags.time);
  options.walk.trust = flags.trust && !common.strict;
  return options;
}

}  // namespace runnel
