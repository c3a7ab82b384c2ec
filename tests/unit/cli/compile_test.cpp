#include "cli/compile.h"

#include <filesystem>
#include <fstream>

#include "catch.h"
#include "cli/color.h"
#include "cli/value_files.h"
#include "json/writer.h"

using namespace runnel;
using namespace runnel::cli;

namespace {

class File {
 public:
  explicit File(std::string_view content) {
    std::string name = (std::filesystem::temp_directory_path() / "runnel-XXXXXX").string();
    const int descriptor = mkstemp(name.data());
    REQUIRE(descriptor >= 0);
    path = name;
    std::ofstream(path) << content;
    std::filesystem::permissions(path, std::filesystem::perms::owner_read);
  }
  ~File() { std::filesystem::remove(path); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  std::string path;
};

std::string text_of(const json::Value& value) {
  std::string out;
  json::append_json(out, value);
  return out;
}

// What is in the file as an array, or the message with PATH in place of the file's name.
std::string slurped(std::string_view content) {
  const File file(content);
  const auto value = read_json_file(file.path);
  if (value) return text_of(*value);
  CHECK(value.error().kind == ErrorKind::usage);
  REQUIRE(value.error().message.starts_with(file.path));
  return "PATH" + value.error().message.substr(file.path.size());
}

using Words = std::vector<std::string>;

// $ARGS of a command line.
std::string args(const Words& words, Words* inputs = nullptr) {
  CommandLine line;
  CommonOptions options;
  add_common_options(line, options);
  auto operands = line.parse(words);
  if (!operands) return operands.error().message;
  const auto text = program_text({.name = "x", .operands = "P", .program = "P"}, options, *operands);
  if (!text) return text.error().message;
  if (inputs != nullptr) *inputs = text->inputs;
  const auto values = globals(options, text->positional);
  if (!values) return values.error().message;
  REQUIRE(values->front().first == "ARGS");
  return text_of(values->front().second);
}

}  // namespace

TEST_CASE("all values of a file, however they are set") {
  CHECK(slurped("") == "[]");
  CHECK(slurped(" \n\t") == "[]");
  CHECK(slurped("1\n\"a\"\r\n{\"b\" :[ ]}\n") == "[1,\"a\",{\"b\":[]}]");
  CHECK(slurped("1 2\"3\"[4][5]{\"a\":{\"b\":[\"]}\\\"\"]}}true") ==
        "[1,2,\"3\",[4],[5],{\"a\":{\"b\":[\"]}\\\"\"]}},true]");
  CHECK(slurped("\xEF\xBB\xBF[\n1,\n2\n]") == "[[1,2]]");
  CHECK(slurped("1e400 123456789012345678901234567890") == "[1e400,123456789012345678901234567890]");
}

TEST_CASE("what is no JSON in a file is said with its place") {
  CHECK(slurped("1 2 x").starts_with("PATH:1:5: "));
  CHECK(slurped("[1]\n  {\"a\":1,}\n").starts_with("PATH:2:10: "));
  CHECK(slurped("[1]\n  {\"a\":\n 1,}\n").starts_with("PATH:3:4: "));
  CHECK(slurped("1,2").starts_with("PATH:1:2: "));
  CHECK(slurped("]").starts_with("PATH:1:1: "));
  CHECK(slurped("[1\n").starts_with("PATH:2:1: "));
  CHECK(slurped("\"a").starts_with("PATH:1:"));
  CHECK(read_json_file("/nonexistent/x").error().message == "/nonexistent/x: No such file or directory");
  CHECK(read_text_file("/").error().message == "/: Is a directory");
}

TEST_CASE("a value that is read stays without its file") {
  json::Value value;
  {
    const File file("[\"a string that is long enough to be on the heap\", {\"k\": 1.50}]");
    value = *read_json_file(file.path);
  }
  CHECK(text_of(value) == "[[\"a string that is long enough to be on the heap\",{\"k\":1.50}]]");
  CHECK(!value.borrows());
}

TEST_CASE("$ARGS has what the command line names, and what stands behind --args") {
  const File numbers("1 2");
  const File words("two\nlines");
  CHECK(args({"p"}) == R"({"positional":[],"named":{}})");
  CHECK(args({"p", "--arg", "a", "1", "--argjson", "b", "[1]", "--slurpfile", "c", numbers.path, "--rawfile",
              "d", words.path, "--arg", "a", "2"}) ==
        R"({"positional":[],"named":{"a":"1","b":[1],"c":[1,2],"d":"two\nlines"}})");
  CHECK(args({"p", "--slurpfile", "c", "/nonexistent"}) ==
        "--slurpfile: /nonexistent: No such file or directory");
  CHECK(args({"p", "--rawfile", "c", "/nonexistent"}) ==
        "--rawfile: /nonexistent: No such file or directory");
}

TEST_CASE("operands behind --args are values, but the program is the first of all") {
  Words inputs;
  CHECK(args({"p", "in", "--args", "a", "b"}, &inputs) == R"({"positional":["a","b"],"named":{}})");
  CHECK(inputs == Words{"in"});
  CHECK(args({"--args", "p", "a"}, &inputs) == R"({"positional":["a"],"named":{}})");
  CHECK(inputs == Words{"-"});
  CHECK(args({"--jsonargs", "p", "1", "--args", "1", "--jsonargs", "[2]"}) ==
        R"({"positional":[1,"1",[2]],"named":{}})");
  CHECK(args({"p", "--args", "a", "--threads", "2", "--", "-b", "--"}) ==
        R"({"positional":["a","-b","--"],"named":{}})");
  CHECK(args({"p", "--jsonargs", "1", "{a}"}).starts_with("--jsonargs: '{a}' is not JSON: "));
  const File program(".");
  CHECK(args({"--args", "-f", program.path, "a"}) == R"({"positional":["a"],"named":{}})");
}

TEST_CASE("colours: asked for, refused, or as the terminal and the environment say") {
  const ColorWish plain{ColorWhen::automatic, true, std::nullopt, "xterm"};
  const auto with = [&](auto change) {
    ColorWish wish = plain;
    change(wish);
    return wants_color(wish);
  };
  CHECK(wants_color(plain));
  CHECK(!with([](ColorWish& w) { w.is_terminal = false; }));
  CHECK(!with([](ColorWish& w) { w.no_color = "1"; }));
  CHECK(with([](ColorWish& w) { w.no_color = ""; }));
  CHECK(!with([](ColorWish& w) { w.term = "dumb"; }));
  CHECK(with([](ColorWish& w) { w.term = std::nullopt; }));
  CHECK(!with([](ColorWish& w) { w.when = ColorWhen::never; }));
  CHECK(with([](ColorWish& w) { w = {ColorWhen::always, false, "1", "dumb"}; }));
}
