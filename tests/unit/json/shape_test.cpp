// What is expected of a line must never change what is found in it: beside the validator and the projector.
#include "json/shape.h"

#include <string>
#include <vector>

#include "catch.h"
#include "json/line_fixture.h"
#include "json/projector.h"
#include "json/random_line.h"
#include "json/validator.h"
#include "json/writer.h"

namespace runnel::json {
namespace {

std::string random_scalar(RandomLines& random) {
  static const std::vector<std::string> kScalars = {
      "0",
      "-1",
      "12.5",
      "1e400",
      "123456789012345678901234567890",
      "true",
      "false",
      "null",
      R"("")",
      R"("a")",
      R"("a long string that is longer than a vector of bytes")",
      R"("q\"\\é\n")",
      "\"ключ\"",
      "17e-3"};
  return kScalars[random.below(kScalars.size())];
}

// A text with places for scalars, which are written as '@'.
std::string random_form(RandomLines& random, int depth) {
  const size_t kind = depth == 0 ? 9 : random.below(10);
  if (kind >= 4) return "@";
  std::string out = kind < 3 ? "{" : "[";
  const size_t count = random.below(6);
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) out += random.below(4) == 0 ? " , " : ",";
    if (kind < 3) {
      append_quoted(out, random.key());
      out += random.below(4) == 0 ? " :\t" : ":";
    }
    out += random_form(random, depth - 1);
  }
  return out + (kind < 3 ? "}" : "]");
}

std::string random_object_form(RandomLines& random) {
  for (;;) {
    const std::string form = random_form(random, 4);
    if (form.size() > 1 && form.front() == '{') return form + (random.below(6) == 0 ? " \r" : "");
  }
}

std::string filled(RandomLines& random, std::string_view form) {
  std::string out;
  for (const char c : form) {
    if (c == '@') {
      out += random_scalar(random);
    } else {
      out += c;
    }
  }
  return out;
}

struct Seen {
  bool valid;
  const char* stopped;
  std::vector<Slot> slots;
};

Seen look(const Projector& projector, Validator& validator, const PaddedLine& line) {
  Seen seen{!validator.check_grammar(line.text()).has_value(), nullptr,
            std::vector<Slot>(projector.paths().size() + 1)};
  const Projector::Walk walk = projector.project(line.begin(), seen.slots.data());
  seen.stopped = walk.stopped;
  return seen;
}

// True where the line was known.
bool check(Shapes& shapes, const Projector& projector, Validator& validator, const PaddedLine& line) {
  const Seen seen = look(projector, validator, line);
  std::vector<Slot> slots(projector.paths().size() + 1);
  const Shape::Match match = shapes.match(line.begin(), slots.data(), Shape::Extent::whole);
  if (!match.known) {
    if (seen.valid)
      shapes.learn(line.text(), projector.paths(), std::span(seen.slots).first(projector.paths().size()));
    return false;
  }
  INFO(line.text());
  REQUIRE(seen.valid);
  REQUIRE(match.end == line.newline());
  REQUIRE(match.stopped == seen.stopped);
  for (size_t i = 0; i < projector.paths().size(); ++i) {
    REQUIRE(slots[i].state == seen.slots[i].state);
    if (slots[i].state != Slot::State::present) continue;
    REQUIRE(slots[i].text.data() == seen.slots[i].text.data());
    REQUIRE(slots[i].text.size() == seen.slots[i].text.size());
  }
  return true;
}

TEST_CASE("a line that is known is valid, and its fields are where a projector finds them") {
  on_every_target([](const char* target) {
    INFO(target);
    RandomLines random(11);
    int known = 0;
    int known_with_fields = 0;
    for (int round = 0; round < 400; ++round) {
      const std::string forms[] = {random_object_form(random), random_object_form(random)};
      // Half of them such as most programs have, which shapes are made for.
      const Projector projector(round % 2 == 0 ? random.paths()
                                               : std::vector<Path>{{random.key()}, {random.key()}});
      Validator validator;
      Shapes shapes;
      for (int i = 0; i < 40; ++i) {
        std::string text = filled(random, forms[random.below(5) == 0 ? 1 : 0]);
        if (random.below(4) == 0) text = random.damaged(text);
        if (text.find('\n') != text.npos) continue;
        const PaddedLine line(text, kFillers[random.below(std::size(kFillers))]);
        if (!check(shapes, projector, validator, line)) continue;
        ++known;
        std::vector<Slot> slots(projector.paths().size() + 1);
        projector.project(line.begin(), slots.data());
        known_with_fields += slots[0].state == Slot::State::present ? 1 : 0;
      }
    }
    CHECK(known > 2000);
    CHECK(known_with_fields > 100);
  });
}

TEST_CASE("a stream of two kinds of records by turns is known; one without any is left alone") {
  const Projector projector({{std::string("b")}});
  Validator validator;
  Shapes shapes;
  int known = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::string number = std::to_string(i);
    const std::string text = i % 2 == 0 ? R"({"a":)" + number + R"(,"b":"x"})" : R"({"b":)" + number + "}";
    known += check(shapes, projector, validator, PaddedLine(text)) ? 1 : 0;
  }
  CHECK(known == 998);
  for (int i = 0; i < 2000; ++i) {
    check(shapes, projector, validator, PaddedLine(R"({"k)" + std::to_string(i) + R"(":1})"));
  }
  known = 0;
  for (int i = 0; i < 1000; ++i) {
    known += check(shapes, projector, validator, PaddedLine(R"({"c":)" + std::to_string(i) + "}")) ? 1 : 0;
  }
  CHECK(known > 600);
}

}  // namespace
}  // namespace runnel::json
