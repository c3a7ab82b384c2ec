#include "cli/help.h"

#include <algorithm>
#include <sstream>

#include "catch.h"
#include "cli/common_options.h"
#include "cli/manual.h"
#include "cli/start.h"

using namespace runnel;
using namespace runnel::cli;

namespace {

struct Program {
  CommandLine line;
  CommonOptions options;
  ProgramInfo info{.name = "stream-test",
                   .operands = "PREDICATE [INPUT ...]",
                   .program = "PREDICATE",
                   .summary = "Tests.",
                   .description = "First.\n\nSecond with a `literal`.",
                   .examples = {{"one", "stream-test '.a'"}, {"two", "stream-test '.b'"}},
                   .see_also = "stream-test(1)"};

  Program() {
    line.add({.name = "max-count",
              .letter = 'm',
              .values = {"N"},
              .summary = "stop after N records",
              .details = "Stops at N, see --to (or `a b`).\n\nMore.",
              .default_text = "no bound.",
              .set = [](std::span<const std::string>) { return Done{}; }});
    add_common_options(line, options);
  }
};

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) result.push_back(line);
  return result;
}

}  // namespace

TEST_CASE("-h is one screen") {
  const Program program;
  const auto text = lines(screen_help(program.info, program.line));
  CHECK(text.size() <= 23);  // the prompt is the 24th line
  for (const std::string& line : text) CHECK(line.size() < 80);
  CHECK(text.front() == "usage: stream-test [options] PREDICATE [INPUT ...]");
  CHECK(text[2] == "  -m, --max-count N        stop after N records");
  CHECK(std::count(text.begin(), text.end(), "example: stream-test '.a'") == 1);
}

TEST_CASE("-h and --help show each flag once, and hide what is hidden") {
  const Program program;
  const std::string screen = screen_help(program.info, program.line);
  const std::string complete = complete_help(program.info, program.line);
  for (const Flag& flag : program.line.flags()) {
    INFO(spelled(flag));
    const auto shown = [&](const std::string& text) {
      const auto all = lines(text);
      return std::count_if(all.begin(), all.end(), [&](const std::string& line) {
        const std::string head = line.substr(0, line.find("  ", line.find('-')));
        return line.starts_with("  ") && line.find('-') <= 6 &&
               (head + ' ').find(spelled(flag) + (flag.bare.empty() ? " " : "[=")) != std::string::npos &&
               !line.starts_with("          ");
      });
    };
    CHECK(shown(screen) == (flag.shown == FlagShown::everywhere ? 1 : 0));
    CHECK(shown(complete) == (flag.shown == FlagShown::nowhere ? 0 : 1));
  }
}

TEST_CASE("--help is wrapped, in groups, with defaults") {
  const Program program;
  const std::string text = complete_help(program.info, program.line);
  for (const std::string& line : lines(text)) CHECK(line.size() < 80);
  CHECK(text.find("\nRecords:\n  -m, --max-count N\n          Stops at N, see --to (or 'a b').\n\n"
                  "          More.\n          Default: no bound.\n") != std::string::npos);
  CHECK(text.find("Second with a 'literal'.") != std::string::npos);
  CHECK(text.find('`') == std::string::npos);
  CHECK(text.find("\n\n\n") == std::string::npos);
}

TEST_CASE("the manual's options are mdoc") {
  const Program program;
  const std::string text = manual_options(program.line, ManualPart::all_flags);
  CHECK(text.starts_with(
      ".Ss Records\n.Bl -tag -width Ds\n.It Fl m , Fl \\-max\\-count Ar N\nStops at\n.Ar N ,\nsee\n"
      ".Fl \\-to\n(or\n.Ql \"a b\" ) .\n.Pp\nMore.\n.Pp\nDefault: no bound.\n.El\n"));
  CHECK(text.find("\n.It Fl \\-arg Ar NAME Ar VALUE\n") != std::string::npos);
  CHECK(text.find("\n.It Fl h\n") != std::string::npos);
  CHECK(text.find("generate") == std::string::npos);
  const std::string common = manual_options(program.line, ManualPart::common_flags);
  CHECK(common.find("max\\-count") == std::string::npos);
  CHECK(common.find("max\\-line") != std::string::npos);
}

TEST_CASE("a paragraph as mdoc") {
  const struct {
    const char *text, *mdoc;
  } cases[] = {
      {"Plain words. Next sentence (here). More", "Plain words.\nNext sentence (here).\nMore\n"},
      {"A `lit.eral`, and (`b`).", "A\n.Ql \"lit.eral\" ,\nand\n.Ql ( \"b\" ) .\n"},
      {"`{\"a\": \"x\\n\"}` is 'x'", ".Ql \"{\\(dqa\\(dq: \\(dqx\\en\\(dq}\"\nis 'x'\n"},
      {"see -m and --max-line, FILE.", "see\n.Fl m\nand\n.Fl \\-max\\-line ,\n.Ar FILE .\n"},
      {".dot first and a - alone", "\\&.dot first and a - alone\n"},
      {"back\\slash", "back\\eslash\n"},
  };
  for (const auto& c : cases) CHECK(mdoc(c.text, {"FILE"}) == c.mdoc);
  for (const std::string& line : lines(mdoc(std::string(300, 'x') + std::string(300, ' ') + "y", {}))) {
    CHECK((line.size() < 80 || line.find(' ') == std::string::npos));
  }
}

TEST_CASE("flag_table is one flag a line") {
  const Program program;
  const auto table = lines(flag_table(program.line));
  CHECK(table.front() == "max-count\tm\tN\town\tstop after N records");
  CHECK(std::count(table.begin(), table.end(),
                   "-\th\t-\tcommon\tthis screen; --help has everything about each option") == 1);
  CHECK(table.size() == program.line.flags().size() - 1);  // without --generate
}

TEST_CASE("information is answered as it was asked") {
  const Program program;
  const auto answer = [&](Information::Kind kind, const char* what) {
    return information_text({kind, what}, program.info, program.line);
  };
  CHECK(answer(Information::Kind::screen, "").value() == screen_help(program.info, program.line));
  CHECK(answer(Information::Kind::help, "").value() == complete_help(program.info, program.line));
  CHECK(answer(Information::Kind::version, "").value().starts_with("stream-test (runnel) "));
  CHECK(answer(Information::Kind::generate, "flags").value() == flag_table(program.line));
  const auto wrong = answer(Information::Kind::generate, "flag");
  REQUIRE(!wrong.ok());
  CHECK(wrong.error().kind == ErrorKind::usage);
}
