#include "cli/common_options.h"

#include "catch.h"
#include "cli/start.h"

using namespace runnel;
using namespace runnel::cli;

namespace {

using Words = std::vector<std::string>;

struct Parsed {
  CommonOptions options;
  Words operands;
  std::string error;
};

Parsed parse(const Words& words) {
  Parsed parsed;
  CommandLine line;
  add_common_options(line, parsed.options);
  auto operands = line.parse(words);
  if (operands) {
    parsed.operands = *operands;
  } else {
    parsed.error = operands.error().message;
  }
  return parsed;
}

}  // namespace

TEST_CASE("without flags the defaults hold") {
  const CommonOptions options = parse({}).options;
  CHECK(options.to == "-");
  CHECK(options.arguments.empty());
  CHECK(!options.from_file);
  CHECK(options.on_error == op::OnError::report);
  CHECK(!options.dead_letter);
  CHECK(options.max_line == 64 * 1024 * 1024);
  CHECK(options.threads == 0);
  CHECK(!(options.strict || options.progress || options.summary || options.explain || options.information));
}

TEST_CASE("flags set what they say") {
  const Parsed p = parse({"--to", "out.gz", "-f", "p.jq", "--dead-letter=bad", "--strict", "--max-line", "1M",
                          "--threads", "010", "--progress", "--summary", "--explain", "-c", "x"});
  CHECK(p.error.empty());
  CHECK(p.options.to == "out.gz");
  CHECK(p.options.from_file == "p.jq");
  CHECK(p.options.dead_letter == "bad");
  CHECK(p.options.max_line == 1024 * 1024);
  CHECK(p.options.threads == 10);
  CHECK((p.options.strict && p.options.progress && p.options.summary && p.options.explain));
  CHECK(p.operands == Words{"x"});
}

TEST_CASE("variables: of equal names the first counts, as in jq") {
  const auto arguments =
      parse({"--arg", "a", "[1,2]", "--argjson", "b", "[1,2]", "--argjson", "a", "3"}).options.arguments;
  REQUIRE(arguments.size() == 2);
  CHECK(arguments[0].kind == ProgramArgument::Kind::string);
  CHECK(arguments[0].text == "[1,2]");
  CHECK(arguments[1].kind == ProgramArgument::Kind::json);
  CHECK(arguments[1].name == "b");
}

TEST_CASE("--on-error takes four words") {
  const std::pair<const char*, op::OnError> words[] = {{"report", op::OnError::report},
                                                       {"skip", op::OnError::skip},
                                                       {"fail", op::OnError::fail},
                                                       {"wrap", op::OnError::wrap}};
  for (const auto& [word, policy] : words) CHECK(parse({"--on-error", word}).options.on_error == policy);
}

TEST_CASE("--color takes a word behind = alone") {
  CHECK(parse({}).options.color == ColorWhen::automatic);
  const Parsed bare = parse({"--color", "never"});
  CHECK(bare.options.color == ColorWhen::always);
  CHECK(bare.operands == Words{"never"});
  CHECK(parse({"--color=never", "x"}).options.color == ColorWhen::never);
  CHECK(parse({"--color", "--color=auto"}).options.color == ColorWhen::automatic);
  CHECK(parse({"--color="}).error == "--color: '' is none of auto, always, never");
  CHECK(parse({"--color=nevr"}).error ==
        "--color: 'nevr' is none of auto, always, never; did you mean never?");
}

TEST_CASE("wrong values are refused, with what is right") {
  const struct {
    Words words;
    const char* message;
  } cases[] = {
      {{"--on-error", "repot"},
       "--on-error: 'repot' is none of report, skip, fail, wrap; did you mean report?"},
      {{"--on-error", "x"}, "--on-error: 'x' is none of report, skip, fail, wrap"},
      {{"--thr", "2"}, "unknown flag --thr; did you mean --threads?"},
      {{"--threads", "0"}, "--threads: 0 is too small; the least is 1"},
      {{"--threads", "1025"}, "--threads: 1025 is too large; the most is 1024"},
      {{"--threads", "-1"}, "--threads: '-1' is not a whole number"},
      {{"--threads", "99999999999999999999"},
       "--threads: 99999999999999999999 is too large; the most is 1024"},
      {{"--threads", "0x10"}, "--threads: '0x10' is not a whole number"},
      {{"--threads="}, "--threads: '' is not a whole number"},
      {{"--max-line", "0"}, "--max-line: 0 is too small; the least is 1 byte"},
      {{"--max-line", "4G"}, "--max-line: 4G is too large; the most is 1073741824 bytes"},
      {{"--max-line", "big"},
       "--max-line: 'big' is not a size; a size is a number of bytes, or 512K, 64M, 1G"},
      {{"--arg", "$x", "1"}, "--arg: '$x' is not a name; a name is letters, digits and _, without the $"},
      {{"--arg", "", "1"}, "--arg: '' is not a name; a name is letters, digits and _, without the $"},
  };
  for (const auto& c : cases) CHECK(parse(c.words).error == c.message);
  CHECK(parse({"--argjson", "x", "{a:1}"}).error.starts_with("--argjson: the value of x is not JSON: "));
  CHECK(parse({"--argjson", "x", ""}).error.starts_with("--argjson: the value of x is not JSON: "));
}

TEST_CASE("of several questions the first is answered, and before any error") {
  const Parsed p = parse({"--nope", "--version", "--help", "--threads", "x"});
  REQUIRE(p.options.information);
  CHECK(p.options.information->kind == Information::Kind::version);
  CHECK(parse({"-h"}).options.information->kind == Information::Kind::screen);
  CHECK(parse({"--generate", "flags"}).options.information->what == "flags");
}

TEST_CASE("every flag is described") {
  CommandLine line;
  CommonOptions options;
  add_common_options(line, options);
  for (const Flag& flag : line.flags()) {
    INFO(spelled(flag));
    CHECK(flag.set);
    CHECK(!flag.summary.empty());
    CHECK(flag.summary.back() != '.');
    CHECK(flag.details.ends_with('.'));
    CHECK((flag.default_text.empty() || flag.default_text.ends_with('.')));
    CHECK(flag.scope == FlagScope::common);
  }
}
