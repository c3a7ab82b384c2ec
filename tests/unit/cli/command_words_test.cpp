#include "cli/command_words.h"

#include "catch.h"

using namespace runnel::cli;

namespace {

std::string corrected(const Words& arguments, const Words& operands, const Words& wanted,
                      const Words& added = {}) {
  return corrected_command("prog",
                           {.arguments = arguments, .operands = operands, .wanted = wanted, .added = added});
}

}  // namespace

TEST_CASE("a command is quoted as a shell takes it back") {
  CHECK(command("prog", Words{"-t", ".ts", "a b", "it's", ""}) == "prog -t .ts 'a b' 'it'\\''s' ''");
  CHECK(command("prog", Words{}) == "prog");
}

TEST_CASE("the operands are exchanged where they stood, and flags stay where they were") {
  CHECK(corrected({"-t", ".ts", "a", "b", "--flat"}, {"a", "b"}, {"b"}) == "prog -t .ts b --flat");
  CHECK(corrected({"a", "--flat", "b"}, {"a", "b"}, {"x", "a", "b"}) == "prog x a b --flat");
  CHECK(corrected({"--flat"}, {}, {"x"}) == "prog --flat x");
}

TEST_CASE("what is added stands in front") {
  CHECK(corrected({"--on", "id", "a"}, {"a"}, {"a"}, {"--within", "5s"}) == "prog --within 5s --on id a");
}

TEST_CASE("an operand that is also the value of a flag is not found again") {
  CHECK(corrected({"--on", "id", "id"}, {"id"}, {"x"}, {"--lookup"}) == "prog [options] --lookup x");
  CHECK(corrected({"a", "a"}, {"a", "a"}, {"a"}) == "prog a");
}

TEST_CASE("where there is no operand the wanted ones come before what follows --args") {
  CHECK(corrected({"-r", "--args", "x"}, {}, {"IN"}) == "prog -r IN --args x");
  CHECK(corrected({"-r", "--"}, {}, {"IN"}) == "prog -r IN --");
}
