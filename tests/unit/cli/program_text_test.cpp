#include "cli/program_text.h"

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "catch.h"
#include "cli/places.h"

using namespace runnel;
using namespace runnel::cli;

namespace {

using Words = std::vector<std::string>;

// A directory of its own, in which the test then works.
class Directory {
 public:
  Directory() : before_(std::filesystem::current_path()) {
    std::string name = (std::filesystem::temp_directory_path() / "runnel-cli-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
    std::filesystem::current_path(path_);
  }
  ~Directory() {
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(path_);
  }
  void file(const std::string& name, const std::string& text = "") { std::ofstream(name) << text; }

 private:
  std::filesystem::path before_, path_;
};

ProgramInfo info() {
  return {.name = "prog", .operands = "PREDICATE [INPUT ...]", .program = "PREDICATE"};
}

std::string suggestion(const Words& arguments) {
  const auto program = program_text(info(), {}, arguments);
  REQUIRE(program.ok());
  return suggest_missing_program(info(), *program, arguments).value_or("");
}

using Outputs = std::vector<std::pair<std::string, std::string>>;

std::string checked(const Words& inputs, const Outputs& outputs) {
  const Outcome outcome = check_places(inputs, outputs);
  if (outcome) return "";
  CHECK(outcome.error().kind == ErrorKind::usage);
  return outcome.error().message;
}

}  // namespace

TEST_CASE("the first operand is the program, and stdin is read where no input is named") {
  const auto one = program_text(info(), {}, {".a"});
  REQUIRE(one.ok());
  CHECK(one->text == ".a");
  CHECK(one->inputs == Words{"-"});
  const auto three = program_text(info(), {}, {".a", "x", "-"});
  REQUIRE(three.ok());
  CHECK(three->inputs == Words{"x", "-"});
  CHECK(three->file.empty());
  const auto none = program_text(info(), {}, {});
  REQUIRE(!none.ok());
  CHECK(none.error().kind == ErrorKind::usage);
  CHECK(none.error().message == "PREDICATE is missing: prog [options] PREDICATE [INPUT ...]");
}

TEST_CASE("with -f the program is the file's text and every operand is an input") {
  Directory directory;
  std::string text(100'000, ' ');
  text += ".a\n";
  directory.file("p.jq", text);
  CommonOptions options;
  options.from_file = "p.jq";
  const auto program = program_text(info(), options, {"x"});
  REQUIRE(program.ok());
  CHECK(program->text == text);
  CHECK(program->file == "p.jq");
  CHECK(program->inputs == Words{"x"});
  for (const char* wrong : {"none.jq", "."}) {
    options.from_file = wrong;
    const auto failed = program_text(info(), options, {});
    REQUIRE(!failed.ok());
    CHECK(failed.error().kind == ErrorKind::usage);
    CHECK(failed.error().message.starts_with("--from-file: " + std::string(wrong) + ": "));
  }
}

TEST_CASE("with -f the text of a flag is the file's, and only one of the two is given") {
  const Directory directory;
  std::ofstream("body") << "ms, ip";
  CommonOptions options;
  std::optional<std::string> text;
  REQUIRE(take_text_from_file(options, text, "the BODY of --of").ok());
  CHECK_FALSE(text.has_value());

  options.from_file = "body";
  REQUIRE(take_text_from_file(options, text, "the BODY of --of").ok());
  CHECK(text == "ms, ip");
  const auto both = take_text_from_file(options, text, "the BODY of --of");
  REQUIRE_FALSE(both.ok());
  CHECK(both.error().kind == ErrorKind::usage);
  CHECK(both.error().message == "--from-file holds the BODY of --of, and both are given");

  options.from_file = "nowhere";
  text.reset();
  const auto absent = take_text_from_file(options, text, "the BODY of --of");
  REQUIRE_FALSE(absent.ok());
  CHECK(absent.error().message == "--from-file: nowhere: No such file or directory");
}

TEST_CASE("a file in the program's place is answered with the command that was meant") {
  Directory directory;
  directory.file("a.ndjson");
  directory.file("b c");
  CHECK(suggestion({"a.ndjson"}) ==
        "the first argument is the program, and a.ndjson is a file; to pass all records: prog true a.ndjson");
  CHECK(suggestion({"b c", "a.ndjson"}).ends_with(": prog true 'b c' a.ndjson"));
  CHECK(suggestion({"a.ndjson", "-"}).ends_with(": prog true a.ndjson -"));
  CHECK(suggestion({"a.ndjson", ".status >= 500"}).ends_with("perhaps: prog '.status >= 500' a.ndjson"));
  CHECK(suggestion({".none"}).empty());
  CHECK(suggestion({""}).empty());
}

TEST_CASE("the suggestion keeps the flags") {
  Directory directory;
  directory.file("a");
  const Words arguments = {"-v", "--to", "o", "a", ".x"};
  const auto program = program_text(info(), {}, {"a", ".x"});
  CHECK(
      suggest_missing_program(info(), *program, arguments).value().ends_with("perhaps: prog -v --to o .x a"));
  // Where the name stands twice, it is not clear which is the program.
  const Words twice = {"--to", "a", "a"};
  const auto alone = program_text(info(), {}, {"a"});
  CHECK(suggest_missing_program(info(), *alone, twice).value().ends_with(": prog true a"));
}

TEST_CASE("places that would destroy data are refused") {
  Directory directory;
  directory.file("in");
  directory.file("other");
  REQUIRE(symlink("in", "link") == 0);
  CHECK(checked({"in", "other", "-"}, {{"--to", "-"}, {"--else", "new"}}).empty());
  CHECK(checked({"in", "in"}, {{"--to", "-"}}).empty());
  CHECK(checked({"missing"}, {{"--to", "out"}}).empty());
  CHECK(checked({"-", "in", "-"}, {}) == "- is given twice, but stdin can be read only once");
  CHECK(checked({}, {{"--to", "-"}, {"--else", "-"}}) == "--to and --else write to the same place, stdout");
  CHECK(checked({}, {{"--to", "new"}, {"--else", "new"}}) == "--to and --else write to the same place, new");
  CHECK(checked({}, {{"--to", "in"}, {"--dead-letter", "./link"}}) ==
        "--to and --dead-letter write to the same place, ./link");
  CHECK(checked({"in"}, {{"--to", "in"}}) == "in is both an input and an output (--to)");
  CHECK(checked({"in"}, {{"--to", "out"}, {"--else", "link"}}) ==
        "in is both an input and an output (--else)");
  CHECK(checked({"in"}, {{"--to", "/dev/null"}, {"--else", "/dev/null"}}).empty());
  CHECK(checked({"/dev/null"}, {{"--to", "/dev/null"}}).empty());
  // Two names of one file that does not exist yet.
  CHECK(!checked({}, {{"--to", "new"}, {"--else", "./new"}}).empty());
  CHECK(!checked({}, {{"--to", "file:new"}, {"--else", "new"}}).empty());
}

TEST_CASE("operands behind --args are values, the others inputs") {
  CommonOptions options;
  options.positional_marks = {{1, ProgramArgument::Kind::string}};
  const auto split = split_operands(options, {"in", "a", "b"});
  REQUIRE(split);
  CHECK(split->inputs == Words{"in"});
  REQUIRE(split->positional.size() == 2);
  CHECK(split->positional[1].text == "b");
  // As if one more operand had stood in front of them.
  CHECK(split_operands(options, {"in", "a"}, 1)->inputs.empty());
  options.positional_marks = {{0, ProgramArgument::Kind::json}};
  CHECK(split_operands(options, {"{"}).error().message.starts_with("--jsonargs: '{' is not JSON"));
}

TEST_CASE("a body in braces is known, and what stands inside") {
  CHECK(inside_of_braces(" { a, b: .c } ") == "a, b: .c");
  CHECK(inside_of_braces("{}") == "");
  CHECK(!inside_of_braces("a, b"));
  CHECK(!inside_of_braces("{a} | .a"));
  CHECK(!inside_of_braces(""));
  CHECK(braces_error("--on", "--on a").message ==
        "--on is what stands inside of an object, without its braces: --on a");
}
