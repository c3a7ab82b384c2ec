#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/text.h"

namespace runnel::cli {
namespace {

constexpr size_t kWidth = 79;  // a line of 80 makes some terminals wrap

// `-m, --max-count N`, `--color[=WHEN]`; a flag without a letter is set in, so that the long names stand in
// one column.
std::string spelling(const Flag& flag) {
  std::string text = flag.letter == 0 ? "    " : std::string{'-', flag.letter};
  if (!flag.name.empty()) text += (flag.letter == 0 ? "--" : ", --") + flag.name;
  if (!flag.bare.empty()) return text + "[=" + flag.values[0] + ']';
  for (const std::string& value : flag.values) text += ' ' + value;
  return text;
}

// Backquotes become plain quotes.
std::string plain(std::string text) {
  std::replace(text.begin(), text.end(), '`', '\'');
  return text;
}

std::string wrapped_paragraphs(std::string_view text, size_t indent) {
  std::string out;
  for (const std::string& paragraph : paragraphs(text)) {
    if (!out.empty()) out += '\n';
    out += wrapped(plain(paragraph), indent, kWidth);
  }
  return out;
}

std::string complete(const Flag& flag) {
  std::string out = "  " + spelling(flag) + '\n' + wrapped_paragraphs(flag.details, 10);
  if (!flag.default_text.empty()) out += wrapped(plain("Default: " + flag.default_text), 10, kWidth);
  return out + '\n';
}

constexpr FlagGroup kGroups[] = {FlagGroup::records,    FlagGroup::time,      FlagGroup::program,
                                 FlagGroup::output,     FlagGroup::bad_input, FlagGroup::running,
                                 FlagGroup::information};

// A program without the flag -e has no status 1, and only what has windows knows late records.
bool says_nothing_passed(const CommandLine& line) {
  return line.find("exit-status") != nullptr;
}
bool has_late_records(const CommandLine& line) {
  return line.find("late") != nullptr;
}

std::string exit_statuses(const CommandLine& line) {
  std::string out = "  0  done\n";
  if (says_nothing_passed(line)) out += "  1  with -e: no record passed\n";
  out +=
      "  2  wrong options or program; nothing was read\n"
      "  3  an input or an output failed; the other inputs were still read\n";
  return out + (has_late_records(line)
                    ? "  4  done, but some records were bad, late or beyond --max-memory, and not kept\n"
                    : "  4  done, but some records could not be processed and were not kept\n");
}

std::string exit_line(const CommandLine& line) {
  return fmt::format("exit: 0 done,{} 2 usage, 3 input or output, 4 {} records\n",
                     says_nothing_passed(line) ? " 1 with -e: none passed," : "",
                     has_late_records(line) ? "bad or late" : "bad");
}

std::string examples_of_screen(const ProgramInfo& info) {
  const size_t count = std::min(info.screen_examples, info.examples.size());
  if (count == 0) return {};
  if (count == 1) return "example: " + info.examples[0].command + '\n';
  std::string out = "examples:\n";
  for (size_t i = 0; i < count; ++i) out += "  " + info.examples[i].command + '\n';
  return out;
}

std::string sections(const ProgramInfo& info) {
  std::string out;
  for (const ProgramInfo::Section& section : info.sections) {
    out += fmt::format("\n{}:\n", section.title);
    for (const auto& [what, about] : section.entries) {
      out += "  " + what + '\n' + wrapped_paragraphs(about, 10);
    }
  }
  return out;
}

}  // namespace

const char* group_title(FlagGroup group) {
  switch (group) {
    case FlagGroup::records:
      return "Records";
    case FlagGroup::time:
      return "Time";
    case FlagGroup::program:
      return "The program";
    case FlagGroup::output:
      return "Output";
    case FlagGroup::bad_input:
      return "Bad input";
    case FlagGroup::running:
      return "The run";
    case FlagGroup::information:
      return "Information";
  }
  return "";
}

std::string screen_help(const ProgramInfo& info, const CommandLine& line) {
  std::string out = fmt::format("usage: {} [options] {}\n{}\n", info.name, info.operands, info.summary);
  for (const std::string& text : info.screen) out += text + '\n';
  const auto is_shown = [&](const Flag& flag) {
    return flag.shown == FlagShown::everywhere &&
           std::find(info.off_screen.begin(), info.off_screen.end(), flag.name) == info.off_screen.end();
  };
  size_t width = 0;
  for (const Flag& flag : line.flags()) {
    if (is_shown(flag)) width = std::max(width, spelling(flag).size());
  }
  for (const FlagGroup group : kGroups) {
    for (const Flag& flag : line.flags()) {
      if (!is_shown(flag) || flag.group != group) continue;
      out += fmt::format("  {:{}}  {}\n", spelling(flag), width, flag.summary);
    }
  }
  return out + exit_line(line) + examples_of_screen(info);
}

std::string complete_help(const ProgramInfo& info, const CommandLine& line) {
  std::string out = fmt::format("usage: {} [options] {}\n\n", info.name, info.operands);
  out += wrapped(info.summary, 0, kWidth) + '\n' + wrapped_paragraphs(info.description, 0);
  for (const FlagGroup group : kGroups) {
    std::string flags;
    for (const Flag& flag : line.flags()) {
      if (flag.group == group && flag.shown != FlagShown::nowhere) flags += complete(flag);
    }
    if (!flags.empty())
      out += fmt::format("\n{}:\n{}", group_title(group), flags.substr(0, flags.size() - 1));
  }
  out += sections(info);
  out += fmt::format("\nExit status, the first that applies of 2, 3, 4,{} 0:\n",
                     says_nothing_passed(line) ? " 1," : "");
  out += exit_statuses(line);
  if (!info.examples.empty()) out += "\nExamples:\n";
  for (const ProgramInfo::Example& example : info.examples) {
    out += fmt::format("  # {}\n  {}\n", example.what, example.command);
  }
  return out + "\nSee also: " + info.see_also + '\n';
}

std::string release() {
  return RUNNEL_VERSION;
}

std::string version_text(const ProgramInfo& info) {
  return fmt::format("{} (runnel) {}\n", info.name, release());
}

std::string flag_table(const CommandLine& line) {
  std::string out;
  for (const Flag& flag : line.flags()) {
    if (flag.shown == FlagShown::nowhere) continue;
    out += fmt::format("{}\t{}\t{}\t{}\t{}\n", flag.name.empty() ? "-" : flag.name,
                       flag.letter == 0 ? '-' : flag.letter,
                       flag.values.empty() ? "-" : fmt::format("{}", fmt::join(flag.values, " ")),
                       flag.scope == FlagScope::own ? "own" : "common", flag.summary);
  }
  return out;
}

}  // namespace runnel::cli
