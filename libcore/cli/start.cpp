#include "cli/start.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "cli/help.h"
#include "cli/manual.h"
#include "cli/memory.h"
#include "cli/signals.h"
#include "cli/values.h"
#include "io/descriptors.h"

namespace runnel::cli {
namespace {

Result<std::string> generated(const std::string& what, const CommandLine& line) {
  if (what == "flags") return flag_table(line);
  if (what == "man-options") return manual_options(line, ManualPart::all_flags);
  if (what == "man-common-options") return manual_options(line, ManualPart::common_flags);
  if (what == "man-functions") return manual_functions();
  if (what == "man-aggregates") return manual_aggregates();
  Error error = word_error(what, "flags, man-options, man-common-options, man-functions, man-aggregates");
  error.message = "--generate: " + error.message;
  return error;
}

}  // namespace

int run_main(const char* name, int argc, char** argv,
             ExitStatus (*program)(int argc, char** argv, io::StopRequest& stop, Messages& messages)) {
  end_when_out_of_memory(name);
  if (!io::reserve_standard_descriptors()) return static_cast<int>(ExitStatus::stream_failed);
  // It opens a descriptor, so the standard ones must be taken. Signal handlers reach it until the process
  // ends.
  static io::StopRequest stop;
  ignore_write_signals();
  Messages messages(name);
  const ExitStatus status = program(argc, argv, stop, messages);
  if (stop.requested()) die_by_signal(stop.signal());
  return static_cast<int>(status);
}

Result<std::string> information_text(const Information& information, const ProgramInfo& info,
                                     const CommandLine& line) {
  switch (information.kind) {
    case Information::Kind::screen:
      return screen_help(info, line);
    case Information::Kind::help:
      return complete_help(info, line);
    case Information::Kind::version:
      return version_text(info);
    case Information::Kind::generate:
      break;
  }
  return generated(information.what, line);
}

ExitStatus print(std::string_view text, Messages& messages) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EPIPE) return ExitStatus::done;
    if (written < 0) {
      messages.say(fmt::format("stdout: {}", std::strerror(errno)));
      return ExitStatus::stream_failed;
    }
    text.remove_prefix(static_cast<size_t>(written));
  }
  return ExitStatus::done;
}

std::variant<std::vector<std::string>, ExitStatus> start(int argc, char** argv, const ProgramInfo& info,
                                                         const CommandLine& line,
                                                         const CommonOptions& options, Messages& messages) {
  // A process may be started without any argument, not even its name.
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  Result<std::vector<std::string>> operands = line.parse(arguments);
  const auto refuse = [&messages](const Error& error) {
    messages.error(error);
    return exit_status(error.kind);
  };
  if (options.information) {
    const Result<std::string> text = information_text(*options.information, info, line);
    if (text) return print(*text, messages);
    return refuse(text.error());
  }
  messages.set_format(options.log_format);
  if (!operands) return refuse(operands.error());
  if (const auto checked = check_state_options(line, options.state); !checked) return refuse(checked.error());
  return std::move(*operands);
}

}  // namespace runnel::cli
