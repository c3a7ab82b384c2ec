#include "json/projector.h"

#include <rapidcheck.h>

#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "json/line_fixture.h"
#include "json/random_line.h"
#include "json/slow_json.h"
#include "json/validator.h"

namespace runnel::json {
namespace {

using State = Slot::State;

Path keys(std::initializer_list<std::string> names) {
  Path path;
  for (const std::string& name : names) path.emplace_back(name);
  return path;
}

struct Seen {
  std::vector<Slot> slots;
  Projector::Walk walk;
};

Seen project(const Projector& projector, const PaddedLine& line) {
  Seen seen{std::vector<Slot>(projector.paths().size()), {}};
  for (Slot& slot : seen.slots) slot = {State::wrong_type, Type::array, 77, "what the line before has left"};
  seen.walk = projector.project(line.begin(), seen.slots.data());
  return seen;
}

// As the tests write it down: the value's text, `-` for missing, `!2object` for a wrong type at step 2.
std::string shown(const Slot& slot) {
  switch (slot.state) {
    case State::missing:
      return "-";
    case State::present:
    case State::string:  // of no line of JSON
      return std::string(slot.text);
    case State::wrong_type:
      break;
  }
  return "!" + std::to_string(slot.depth) + std::string(type_name(slot.found));
}

struct Case {
  std::string line;
  Path path;
  std::string shows;
};

void check_cases(const std::vector<Case>& cases) {
  on_every_target([&](const char* target) {
    for (const Case& c : cases) {
      for (const std::string_view filler : kFillers) {
        const Projector projector({c.path});
        const PaddedLine line(c.line, filler);
        const Seen seen = project(projector, line);
        CAPTURE(target, c.line, to_string(c.path), filler);
        CHECK(!seen.walk.malformed);
        CHECK(shown(seen.slots[0]) == c.shows);
        CHECK(seen.walk.stopped <= line.newline());
      }
    }
  });
}

TEST_CASE("what a path leads to") {
  check_cases({
      {R"({"a":1})", {}, R"({"a":1})"},
      {" [1] ", {}, "[1]"},
      {"17", {}, "17"},
      {R"("x y")", {}, R"("x y")"},
      {R"({"a":1,"b":"x"})", keys({"b"}), R"("x")"},
      {R"({"a":1,"b":"x"})", keys({"c"}), "-"},
      {"{}", keys({"a"}), "-"},
      {" {\t} ", keys({"a"}), "-"},
      {"[]", {0U}, "-"},
      {" { \"a\" :\t{ \"b\"\r: [ 1 , {\"c\":2} ] } } ", {"a", "b", 1U, "c"}, "2"},
      {R"({"a":[10,[20,21],30]})", {"a", 1U, 1U}, "21"},
      {R"({"a":[10,20]})", {"a", 2U}, "-"},
      {R"([[],[[]],{}])", {1U, 0U}, "[]"},
      {R"([[],[[]],{}])", {1U}, "[[]]"},
      {R"({"x":"\"}","y":"\\","a":3})", keys({"a"}), "3"},
      {R"({"x":{"a":1},"y":["a",1],"a":3})", keys({"a"}), "3"},
      {R"({"a":1e400})", keys({"a"}), "1e400"},
      {R"({"a":12345678901234567890123456789})", keys({"a"}), "12345678901234567890123456789"},
      {R"({"a":true ,"b":1})", keys({"a"}), "true"},
  });
}

TEST_CASE("the first of equal keys counts, also where it is null or has not what is wanted below it") {
  check_cases({
      {R"({"a":1,"a":2})", keys({"a"}), "1"},
      {R"({"a":null,"a":{"b":2}})", keys({"a", "b"}), "-"},
      {R"({"a":{},"a":{"b":2}})", keys({"a", "b"}), "-"},
      {R"({"a":7,"a":{"b":2}})", keys({"a", "b"}), "!1number"},
      {R"({"\u0061":1,"a":2})", keys({"a"}), "1"},
      {R"({"a":1,"\u0061":2})", keys({"a"}), "1"},
  });
}

TEST_CASE("a wrong type on the way") {
  check_cases({
      {"17", keys({"a"}), "!0number"},
      {"null", keys({"a"}), "-"},
      {"null", {0U}, "-"},
      {"[1]", keys({"a"}), "!0array"},
      {R"({"a":1})", {0U}, "!0object"},
      {R"({"a":"x"})", keys({"a", "b"}), "!1string"},
      {R"({"a":true})", keys({"a", "b"}), "!1boolean"},
      {R"({"a":false})", keys({"a", "b", "c"}), "!1boolean"},
      {R"({"a":[]})", keys({"a", "b"}), "!1array"},
      {R"({"a":{}})", {"a", 0U}, "!1object"},
      {R"({"a":{"b":[3]}})", {"a", "b", 0U, "c"}, "!3number"},
      {R"({"a":null})", keys({"a", "b", "c"}), "-"},
      {R"({"a":{"b":null}})", {"a", "b", 0U, "c"}, "-"},
  });
}

TEST_CASE("keys around the eight bytes that are compared at once") {
  std::vector<Case> cases;
  for (size_t size : {0, 1, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 66, 200, 5000}) {
    const std::string key(size, 'k');
    const std::string quoted = '"' + key + '"';
    cases.push_back({"{" + quoted + ":1}", keys({key}), "1"});
    cases.push_back({"{\"" + key + "k\":2," + quoted + ":1}", keys({key}), "1"});
    cases.push_back({"{\"" + key + "k\":2}", keys({key}), "-"});
    if (size == 0) continue;
    const std::string shorter = key.substr(1);
    const std::string other = shorter + 'x';
    cases.push_back({"{\"" + shorter + "\":2,\"" + other + "\":3," + quoted + ":1}", keys({key}), "1"});
    cases.push_back({"{\"" + shorter + "\":2}", keys({key}), "-"});
    cases.push_back({"{\"" + other + "\":2}", keys({key}), "-"});
  }
  // The first eight bytes are equal and the line ends long before the key would.
  cases.push_back({R"({"kkkkkkkk":1})", keys({std::string(5000, 'k')}), "-"});
  cases.push_back({R"({"kkkkkkkkk":1})", keys({"kkkkkkkk" + std::string(70, 'x')}), "-"});
  check_cases(cases);
}

TEST_CASE("keys with escapes, in the line and in the path") {
  check_cases({
      {R"({"st\u0061tus":5})", keys({"status"}), "5"},
      {R"({"\u0073\u0074\u0061\u0074\u0075\u0073":5})", keys({"status"}), "5"},
      {R"({"a\/b":5})", keys({"a/b"}), "5"},
      {R"({"a/b":5})", keys({"a/b"}), "5"},
      {R"({"a\"b":5})", keys({"a\"b"}), "5"},
      {R"({"a\"b":5})", keys({"a"}), "-"},
      {R"({"a\"":5,"a":6})", keys({"a"}), "6"},
      {R"({"a\\":5,"a":6})", keys({"a"}), "6"},
      {R"({"a\\b":5})", keys({"a\\b"}), "5"},
      {R"({"\\":5})", keys({"\\"}), "5"},
      {R"({"\u005c":5})", keys({"\\"}), "5"},
      {R"({"\n":5})", keys({"\n"}), "5"},
      {R"({"\u000A":5})", keys({"\n"}), "5"},
      {R"({"\u00e9":5})", keys({"é"}), "5"},
      {R"({"é":5})", keys({"é"}), "5"},
      {R"({"\ud83d\ude00":5})", keys({"😀"}), "5"},
      {R"({"😀":5})", keys({"😀"}), "5"},
      {R"({"\u0000":5})", keys({std::string(1, '\0')}), "5"},
      {R"({"\u0065\u0301":5})", keys({"é"}), "-"},
      // What looks like the key in the line is an escape there, and so another key.
      {R"({"a\b":5})", keys({"a\\b"}), "-"},
      {R"({"\u0061":5})", keys({"\\u0061"}), "-"},
      {R"({"\u0061":5,"\\u0061":6})", keys({"\\u0061"}), "6"},
      {R"({"abcdefgh\n":5})", keys({"abcdefgh\\n"}), "-"},
  });
}

// A key with a newline must not be found where one line ends and the next one begins.
TEST_CASE("a key that holds a newline never reaches into the next line") {
  for (const std::string& key : {std::string("a\nb"), std::string("abcdefgh\nij"), std::string("\n")}) {
    CAPTURE(key);
    const std::string lines = "{\"" + key + "\":1}";
    const PaddedLine line(lines);
    const Seen seen = project(Projector({keys({key})}), line);
    CHECK(seen.walk.malformed);
    CHECK(seen.walk.stopped <= line.begin() + lines.find('\n'));
  }
}

TEST_CASE("several paths at once: prefixes, repetitions, the same place by key and by index") {
  const Projector projector({keys({"a"}),
                             keys({"a", "b"}),
                             keys({"a"}),
                             {},
                             {"a", 0U},
                             keys({"z", "y"}),
                             {"l", 2U},
                             {"l", 0U},
                             {"l", 0U, "k"}});
  on_every_target([&](const char* target) {
    CAPTURE(target);
    const PaddedLine line(R"({"l":[{"k":1},2,3,4],"a":{"b":5},"c":[]})");
    const Seen seen = project(projector, line);
    std::vector<std::string> all;
    for (const Slot& slot : seen.slots) all.push_back(shown(slot));
    CHECK(all == std::vector<std::string>{R"({"b":5})", "5", R"({"b":5})", std::string(line.text()),
                                          "!1object", "-", "3", R"({"k":1})", "1"});
  });
}

TEST_CASE("as many keys in one object as may be") {
  std::vector<Path> paths;
  std::string text = "{";
  for (size_t i = 0; i < Projector::kMaxMembers; ++i) {
    const std::string key = "k" + std::string(i % 12, '_') + std::to_string(i);
    paths.push_back({key});
    text = text + (i == 0 ? "" : ",") + '"' + key + "\":" + std::to_string(i);
  }
  const Projector projector(paths);
  const PaddedLine line(text + "}");
  const Seen seen = project(projector, line);
  for (size_t i = 0; i < paths.size(); ++i) CHECK(shown(seen.slots[i]) == std::to_string(i));
}

TEST_CASE("it stops as soon as it has what it was asked for") {
  const Projector projector({keys({"a"}), keys({"b", "c"})});
  const std::string text = R"({"a":1,"b":{"c":2},"d":this is not JSON)";
  const PaddedLine line(text);
  const Seen seen = project(projector, line);
  CHECK(!seen.walk.malformed);
  CHECK(seen.walk.stopped == line.begin() + text.find("},\"d\""));
  CHECK(shown(seen.slots[1]) == "2");
  // Nor does it look for what can no longer come: the object that should hold it is over, or is none.
  for (const std::string& over :
       {std::string(R"({"b":{"d":1})"), std::string(R"({"b":{})"), std::string(R"({"b":{"c":[5])")}) {
    const PaddedLine ended(over + R"(,"d":this is not JSON)");
    const Seen gone = project(Projector({{"b", "c", 2U}}), ended);
    CAPTURE(over);
    CHECK(!gone.walk.malformed);
    CHECK(shown(gone.slots[0]) == "-");
    CHECK(gone.walk.stopped <= ended.begin() + over.size());
  }
  const Projector nothing(std::vector<Path>{});
  CHECK(nothing.project(line.begin(), nullptr).stopped == line.begin());
}

TEST_CASE("what it notices not to be JSON") {
  static const std::string_view kLines[] = {
      "", " ", "{", "{\"", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"b\":1,}", "{\"b\" 1}",
      "{b:1}", "{\"b\":[}", "{\"b\":\"x}", "}", ",", "{\"b\":}", "{\"b\":1]",
      // A backslash at the end escapes nothing.
      "{\"\\", "{\"b\\", "{\"b\":\"\\", "{\"b\":[\"\\", "{\"b\":{\"c\\", "{\"a\":\"\\", "{\"b\":\"\\u"};
  on_every_target([&](const char* target) {
    for (const std::string_view text : kLines) {
      for (const std::string_view filler : kFillers) {
        CAPTURE(target, text, filler);
        const PaddedLine line(text, filler);
        const Seen seen = project(Projector({keys({"z"}), keys({"a"})}), line);
        CHECK(seen.walk.malformed);
        CHECK(seen.walk.stopped <= line.newline());
      }
    }
  });
}

TEST_CASE("a line deeper than anything allowed is passed over") {
  std::string text = "{\"x\":" + std::string(200'000, '[') + std::string(200'000, ']') + ",\"a\":1}";
  const PaddedLine whole(text);
  CHECK(shown(project(Projector({keys({"a"})}), whole).slots[0]) == "1");
  text = std::string(200'000, '[');
  CHECK(project(Projector(std::vector<Path>{Path{0U}}), PaddedLine(text)).walk.malformed);
}

bool within(const Slot& slot, const PaddedLine& line) {
  if (slot.state == State::missing) return true;
  return slot.text.data() >= line.begin() &&
         slot.text.data() + slot.text.size() <= line.newline() + (slot.text.size() == 1 ? 1 : 0);
}

TEST_CASE("random documents and paths: the same as reading the whole line and walking the path") {
  on_every_target([](const char* target) {
    INFO(target);
    CHECK(rc::check("projector", [](uint64_t seed) {
      RandomLines random(seed);
      const Projector projector(random.paths());
      for (int i = 0; i < 20; ++i) {
        const std::string text = random.document();
        const PaddedLine line(text, kFillers[random.below(std::size(kFillers))]);
        SlowNode root;
        RC_ASSERT(SlowParser(line.text()).run(root));
        const Seen seen = project(projector, line);
        RC_ASSERT(!seen.walk.malformed);
        RC_ASSERT(seen.walk.stopped >= line.begin() && seen.walk.stopped <= line.newline());
        for (size_t p = 0; p < seen.slots.size(); ++p) {
          if (!same_slot(seen.slots[p], slow_slot(root, line.text(), projector.paths()[p]))) {
            RC_FAIL(text + "   " + to_string(projector.paths()[p]) + "   " + shown(seen.slots[p]));
          }
        }
      }
    }));
  });
}

// Whatever the bytes: nothing outside the line is looked at, every target says the same, and what the
// validator would accept is never called malformed.
TEST_CASE("random damage and garbage") {
  CHECK(rc::check("garbage", [](uint64_t seed) {
    RandomLines random(seed);
    const Projector projector(random.paths());
    Validator validator;
    const std::string text = random.below(2) == 0 ? random.garbage(200) : random.damaged(random.document());
    std::vector<std::string> first;
    on_every_target([&](const char*) {
      for (const std::string_view filler : kFillers) {
        const PaddedLine line(text, filler);
        const Seen seen = project(projector, line);
        RC_ASSERT(seen.walk.stopped >= line.begin() && seen.walk.stopped <= line.newline());
        if (seen.walk.malformed) RC_ASSERT(validator.check(line.text()).has_value());
        std::vector<std::string> said = {std::to_string(seen.walk.malformed),
                                         std::to_string(seen.walk.stopped - line.begin())};
        for (const Slot& slot : seen.slots) {
          RC_ASSERT(seen.walk.malformed || within(slot, line));
          if (!seen.walk.malformed) said.push_back(shown(slot));
        }
        if (first.empty()) first = said;
        RC_ASSERT(said == first);
      }
    });
  }));
}

}  // namespace
}  // namespace runnel::json
