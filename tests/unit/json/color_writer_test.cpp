#include "json/color_writer.h"

#include <random>
#include <string>

#include "catch.h"

using namespace runnel::json;

namespace {

std::string colored(std::string_view line, const Colors& colors) {
  ColorWriter writer(colors);
  std::string out;
  writer.append(out, line);
  return out;
}

// Names in place of sequences: <n> null, <f>, <t>, <#> number, <s> string, <a> array, <o> object, <k> key,
// <-> none.
std::string named(std::string_view line) {
  static const Colors colors = *Colors::parse("1:2:3:4:5:6:7:8");
  constexpr std::string_view kNames = "-nft#saok";
  std::string out;
  const std::string text = colored(line, colors);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\x1b') {
      out += text[i];
      continue;
    }
    REQUIRE(text[i + 3] == 'm');
    out += std::string("<") + kNames[static_cast<size_t>(text[i + 2] - '0')] + '>';
    i += 3;
  }
  return out;
}

std::string without_colors(const std::string& text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b' && i + 1 < text.size() && text[i + 1] == '[') {
      i = text.find('m', i);
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

TEST_CASE("each kind of token has its colour") {
  CHECK(named("null") == "<n>null<->");
  CHECK(named(R"([true, false,-1.5e3])") == "<a>[<-><t>true<-><a>, <-><f>false<-><a>,<-><#>-1.5e3<-><a>]<->");
  CHECK(named(R"({"a" :"b","c":[]})") ==
        R"(<o>{<-><k>"a" <-><o>:<-><s>"b"<-><o>,<-><k>"c"<-><o>:<-><a>[]<-><o>}<->)");
  CHECK(named(R"([{"a":{}}, "x\"],{"])") ==
        R"(<a>[<-><o>{<-><k>"a"<-><o>:{}}<-><a>, <-><s>"x\"],{"<-><a>]<->)");
  CHECK(named("").empty());
}

TEST_CASE("neighbours of one colour need one sequence") {
  CHECK(colored("[[[]]]", Colors()) == "\x1b[1;39m[[[]]]\x1b[0m");
}

TEST_CASE("the colours are those of jq, unless JQ_COLORS says others") {
  CHECK(colored("null", Colors()) == "\x1b[0;90mnull\x1b[0m");
  CHECK(colored("\"x\"", Colors()) == "\x1b[0;32m\"x\"\x1b[0m");
  const auto parsed = Colors::parse("0;31::4");
  REQUIRE(parsed);
  CHECK(parsed->sequence(Colored::null) == "\x1b[0;31m");
  CHECK(parsed->sequence(Colored::boolean_false) == "\x1b[m");
  CHECK(parsed->sequence(Colored::boolean_true) == "\x1b[4m");
  CHECK(parsed->sequence(Colored::key) == "\x1b[34;1m");
  CHECK(Colors::parse("")->sequence(Colored::null) == "\x1b[0;90m");
  CHECK(Colors::parse("1:2:3:4:5:6:7:8:9:garbage"));  // more than there are kinds
  CHECK(!Colors::parse("1:red"));
  CHECK(!Colors::parse("1,2"));
}

TEST_CASE("all bytes of a line stay, whatever they are") {
  std::minstd_rand random(2);
  const Colors colors;
  static constexpr std::string_view kParts[] = {"{",  "}",  "[", "]",  ",", ":",
                                                "\"", "\\", "a", "12", " ", "null"};
  for (int i = 0; i < 3000; ++i) {
    std::string line;
    for (auto n = random() % 30; n > 0; --n) line += kParts[random() % std::size(kParts)];
    CAPTURE(line);
    CHECK(without_colors(colored(line, colors)) == line);
  }
}
