#include "programs.h"

#include "cli/compile.h"
#include "cli/run.h"

namespace runnel {

using cli::ExitStatus;

namespace {

using Text = op::WindowFault::Text;

constexpr int64_t kWatchEvery = 1'000'000'000;

const char* flag_of(Text text) {
  switch (text) {
    case Text::by:
      return "--by: ";
    case Text::time:
      return "--time: ";
    case Text::rank:
      return "--rank: ";
    case Text::aggregates:
      break;
  }
  return "";
}

const std::string& text_of(const op::WindowTexts& texts, Text text) {
  switch (text) {
    case Text::by:
      return *texts.by;
    case Text::time:
      return *texts.time;
    case Text::rank:
      return *texts.rank;
    case Text::aggregates:
      break;
  }
  return texts.aggregates;
}

}  // namespace

std::variant<op::WindowProgram, ExitStatus> compile_window(const cli::ProgramText& text,
                                                           const WindowFlags& flags,
                                                           const cli::CommonOptions& common,
                                                           cli::Messages& messages) {
  const auto globals = cli::globals(common, text.positional);
  if (!globals) {
    messages.error(globals.error());
    return cli::exit_status(globals.error().kind);
  }
  const op::WindowTexts texts{text.text, flags.by, flags.time.time, flags.rank};
  auto compiled = op::WindowProgram::compile(texts, *globals);
  auto* fault = std::get_if<op::WindowFault>(&compiled);
  if (fault == nullptr) return std::get<op::WindowProgram>(std::move(compiled));
  fault->diagnostic.message = flag_of(fault->text) + fault->diagnostic.message;
  const bool in_file = fault->text == Text::aggregates;
  messages.program_error(fault->diagnostic, text_of(texts, fault->text), in_file ? text.file : std::string());
  return ExitStatus::usage;
}

Result<op::WindowOptions> window_options(const time::WindowSpec& window, const WindowFlags& flags,
                                         const cli::CommonOptions& common) {
  op::WindowOptions options;
  if (flags.time.tz) {
    auto zone = find_zone(*flags.time.tz);
    if (!zone) return Error{ErrorKind::usage, "--tz: " + zone.error().message};
    options.zone = *zone;
  }
  auto reader = cli::event_time_reader(flags.time);
  if (!reader) return reader.error();
  options.time_reader = std::move(*reader);
  options.window = window;
  options.offset = flags.offset;
  // No zone is a fraction of a second away from UTC, so that such windows are the same in all.
  constexpr int64_t kSecond = 1'000'000'000;
  const bool whole_seconds =
      window.size % kSecond == 0 && window.step % kSecond == 0 && flags.offset % kSecond == 0;
  if (!whole_seconds) options.zone.reset();
  options.longest_session = flags.max_session;
  options.watermark_delay = flags.time.watermark_delay;
  options.allowed_lateness = flags.allowed_lateness;
  options.max_ahead = flags.time.max_ahead;
  options.idle_timeout = flags.time.idle_timeout;
  options.emit_watermarks = flags.time.emit_watermarks;
  options.emit = flags.emit;
  options.every = flags.every;
  if (flags.watch && !flags.emit_given) {
    options.emit = op::WindowOptions::Emit::every;
    options.every = kWatchEvery;
  }
  options.fill = flags.fill;
  options.top = flags.top;
  options.limit_keys = flags.limit_keys;
  options.max_memory = flags.max_memory;
  options.walk = cli::walk_options(common, flags.time);
  options.walk.trust = flags.trust && !common.strict;
  return options;
}

}  // namespace runnel
