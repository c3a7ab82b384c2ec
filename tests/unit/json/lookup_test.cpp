#include "json/lookup.h"

#include <rapidcheck.h>

#include <iterator>
#include <string>
#include <string_view>

#include "catch.h"
#include "json/line_fixture.h"
#include "json/random_line.h"
#include "json/slow_json.h"

namespace runnel::json {
namespace {

TEST_CASE("members, items and their number") {
  on_every_target([](const char* target) {
    CAPTURE(target);
    const PaddedLine object(R"({ "a" : 1 ,"b":{"a":2}, "\u0063":[3], "a":4, "a\\b":5, "":6 })");
    CHECK(find_member(object.text(), "a") == "1");
    CHECK(find_member(object.text(), "b") == R"({"a":2})");
    CHECK(find_member(object.text(), "c") == "[3]");
    CHECK(find_member(object.text(), "a\\b") == "5");
    CHECK(find_member(object.text(), "") == "6");
    CHECK(find_member(object.text(), "d") == std::nullopt);
    CHECK(find_member(object.text(), "\\u0063") == std::nullopt);
    CHECK(count_items(object.text()) == 6);

    const PaddedLine array(R"([ 1 ,"x,]", [2,[3]],{"a":[4]}  ,null ])");
    CHECK(find_item(array.text(), 0) == "1");
    CHECK(find_item(array.text(), 1) == R"("x,]")");
    CHECK(find_item(array.text(), 2) == "[2,[3]]");
    CHECK(find_item(array.text(), 3) == R"({"a":[4]})");
    CHECK(find_item(array.text(), 4) == "null");
    CHECK(find_item(array.text(), 5) == std::nullopt);
    CHECK(count_items(array.text()) == 5);

    for (const std::string_view empty : {"{}", "{ \t}", "[]", "[  ]"}) {
      const PaddedLine line(empty);
      CHECK(count_items(line.text()) == 0);
      CHECK((empty[0] == '{' ? find_member(line.text(), "") : find_item(line.text(), 0)) == std::nullopt);
    }
  });
}

TEST_CASE("a container that is followed by other members of the record") {
  const PaddedLine line(R"({"a":[1,2],"b":{"c":3},"d":[4]})");
  CHECK(count_items(line.text().substr(5, 5)) == 2);
  CHECK(find_item(line.text().substr(5, 5), 2) == std::nullopt);
  CHECK(find_member(line.text().substr(15, 7), "d") == std::nullopt);
  CHECK(count_items(line.text().substr(15, 7)) == 1);
}

TEST_CASE("random containers: the same as in the tree of the slow twin") {
  on_every_target([](const char* target) {
    INFO(target);
    CHECK(rc::check("lookup", [](uint64_t seed) {
      RandomLines random(seed);
      const PaddedLine line(random.document(), kFillers[random.below(std::size(kFillers))]);
      SlowNode root;
      RC_ASSERT(SlowParser(line.text()).run(root));
      if (root.type != Type::object && root.type != Type::array) return;
      const std::string_view text = line.text().substr(root.begin, root.end - root.begin);
      RC_ASSERT(count_items(text) == root.children.size());
      const auto path =
          root.type == Type::object ? Path{random.key()} : Path{static_cast<uint32_t>(random.below(6))};
      const Slot slot = slow_slot(root, line.text(), path);
      const auto found = root.type == Type::object ? find_member(text, std::get<std::string>(path[0]))
                                                   : find_item(text, std::get<uint32_t>(path[0]));
      RC_ASSERT(found.has_value() == (slot.state == Slot::State::present));
      if (found.has_value())
        RC_ASSERT(found->data() == slot.text.data() && found->size() == slot.text.size());
    }));
  });
}

TEST_CASE("containers that are damaged within do no harm") {
  for (const std::string_view text : {R"({"\)", R"({"a":"\)", R"({"a":["\)", R"([")", R"(["\)", R"([[")"}) {
    for (const std::string_view filler : kFillers) {
      const PaddedLine line(text, filler);
      CHECK(count_items(line.text()) == 0);
      CHECK((text[0] == '{' ? find_member(line.text(), "a") : find_item(line.text(), 0)) == std::nullopt);
    }
  }
  CHECK(rc::check("damaged", [](uint64_t seed) {
    RandomLines random(seed);
    const bool object = random.below(2) == 0;
    const std::string text = (object ? "{" : "[") + random.garbage(100) + (object ? "}" : "]");
    const PaddedLine line(text, kFillers[random.below(std::size(kFillers))]);
    RC_ASSERT(count_items(line.text()) <= text.size());
    const auto found =
        object ? find_member(line.text(), random.key()) : find_item(line.text(), random.below(4));
    if (found.has_value()) {
      RC_ASSERT(found->data() > line.begin() && found->data() + found->size() <= line.newline());
    }
  }));
}

}  // namespace
}  // namespace runnel::json
