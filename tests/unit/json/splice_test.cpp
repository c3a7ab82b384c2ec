#include "json/splice.h"

#include <rapidcheck.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.h"
#include "json/line_fixture.h"
#include "json/random_line.h"
#include "json/slow_json.h"

namespace runnel::json {
namespace {

// In memory of exactly its size, so that AddressSanitizer sees a read beyond it.
class Unpadded {
 public:
  explicit Unpadded(std::string_view text) : size_(text.size()), memory_(new char[text.size()]) {
    std::copy(text.begin(), text.end(), memory_.get());
  }
  operator std::string_view() const { return {memory_.get(), size_}; }

 private:
  size_t size_;
  std::unique_ptr<char[]> memory_;
};

std::string spliced(std::string_view name, std::string_view object, std::string_view value = "1") {
  MemberSplicer splicer(name);
  std::string out = "before ";
  splicer.append(out, Unpadded(object), Unpadded(value));
  CHECK(out.starts_with("before "));
  return out.substr(7);
}

std::string merged(std::string_view object, std::string_view other, std::string_view prefix = "") {
  ObjectMerger merger(prefix);
  std::string out = "before ";
  merger.append(out, Unpadded(object), Unpadded(other));
  CHECK(out.starts_with("before "));
  return out.substr(7);
}

TEST_CASE("a member is put behind the others, which keep their bytes") {
  CHECK(spliced("right", R"({"a":1,"b":[2]})", R"({"c":3})") == R"({"a":1,"b":[2],"right":{"c":3}})");
  CHECK(spliced("right", " { \"a\" : 1.50 }\r", "\t[ 2 ] ") == R"({ "a" : 1.50 ,"right":[ 2 ]})");
  CHECK(spliced("right", "{}") == R"({"right":1})");
  CHECK(spliced("right", "{ \t }\r") == R"({"right":1})");
  CHECK(spliced("", R"({"a":""})") == R"({"a":"","":1})");
  CHECK(spliced("a\"b\\\n", R"({"a":1})") == R"({"a":1,"a\"b\\\n":1})");
  CHECK(spliced("名", R"({"a":1})") == R"({"a":1,"名":1})");
}

TEST_CASE("a member that has the name already is left out, however it is spelt") {
  CHECK(spliced("a", R"({"a":2})") == R"({"a":1})");
  CHECK(spliced("a", R"({"a":2,"b":3,"a":{"a":4}})") == R"({"b":3,"a":1})");
  CHECK(spliced("a", R"({ "b":3 , "\u0061" : 2 , "c":4 })") == R"({ "b":3 , "c":4 ,"a":1})");
  CHECK(spliced("", R"({"":2,"b":3})") == R"({"b":3,"":1})");
  CHECK(spliced("a\"b", R"({"a\"b":2,"a\u0022b":3,"c":4})") == R"({"c":4,"a\"b":1})");
  CHECK(spliced("/", R"({"\/":2})") == R"({"/":1})");
  CHECK(spliced("é", R"({"\u00e9":2,"é":3})") == R"({"é":1})");
  CHECK(spliced("😀", R"({"\ud83d\ude00":2})") == R"({"😀":1})");
}

TEST_CASE("the name elsewhere than among the members' is no reason to leave anything out") {
  for (const std::string_view object :
       {R"({"x":"a"})", R"({"x":["a",{"a":1}]})", R"({"x":{"a":2}})", R"({"aa":"\"a\":1"})",
        R"({"x":"a","y":"{\"a\":1}","z":{"b":{"a":"}"}}})", R"({"x":"\\","b":"a"})"}) {
    std::string expected(object.substr(0, object.size() - 1));
    CHECK(spliced("a", object) == expected + R"(,"a":1})");
  }
}

TEST_CASE("the name or an escape at any place of an object of any length") {
  on_every_target([](const char* target) {
    CAPTURE(target);
    for (const std::string_view name : {"", "k", "key", "right", "a_name_of_more_than_thirty-two_bytes"}) {
      for (size_t before = 0; before < 80; ++before) {
        for (const size_t behind : {0, 1, 7, 40}) {
          const std::string filled = R"("x":")" + std::string(before, 'r') + '"';
          const std::string rest = behind == 0 ? "" : R"(,"y":")" + std::string(behind, 'k') + '"';
          const std::string twice = '{' + filled + ",\"" + std::string(name) + "\":0" + rest + '}';
          const std::string once = '{' + filled + rest + ",\"" + std::string(name) + "\":1}";
          CHECK(spliced(name, twice) == once);
          CHECK(spliced(name, '{' + filled + rest + '}') == once);
        }
        const std::string filled = R"({"x":")" + std::string(before, 'r');
        CHECK(spliced("k", filled + R"(","\u006b":0})") == filled + R"(","k":1})");
      }
    }
  });
}

TEST_CASE("an object of one member alone") {
  std::string out = "[";
  MemberSplicer("a\tb").append_alone(out, " {} ");
  CHECK(out == R"([{"a\tb":{}})");
}

TEST_CASE("a name that is not UTF-8 is replaced, as it is wherever it is written") {
  CHECK(spliced("a\xff", R"({"b":2})") == "{\"b\":2,\"a\xef\xbf\xbd\":1}");
  CHECK(spliced("a\xff", "{\"a\xef\xbf\xbd\":2}") == "{\"a\xef\xbf\xbd\":1}");
}

TEST_CASE("two objects become one: equal names take the other's value in the object's place") {
  CHECK(merged(R"({"a":1,"b":2})", R"({"c":3})") == R"({"a":1,"b":2,"c":3})");
  CHECK(merged(R"({"a":1, "b" : 2 ,"c":3})", R"({"b":{"x":[]},"d":4,"a":5})") ==
        R"({"a":5, "b" : {"x":[]} ,"c":3,"d":4})");
  CHECK(merged("{}", R"( { "a" : 1 , "b":2 } )") == R"({"a":1,"b":2})");
  CHECK(merged("", R"({"a":1})") == R"({"a":1})");
  CHECK(merged(" { } \r", "{ }") == "{ }");
  CHECK(merged(R"({"a":1})", "{}") == R"({"a":1})");
  CHECK(merged(R"({"\u0061":1})", R"({"a":2})") == R"({"\u0061":2})");
  CHECK(merged(R"({"a":1})", R"({"\u0061":2,"\n":3})") == R"({"a":2,"\n":3})");
}

TEST_CASE("a name that occurs twice") {
  CHECK(merged(R"({"a":1,"a":2})", R"({"b":3})") == R"({"a":1,"a":2,"b":3})");
  CHECK(merged(R"({"a":1, "a":2 ,"b":3})", R"({"a":4})") == R"({"a":4,"b":3})");
  CHECK(merged(R"({"a":1})", R"({"b":2,"a":3,"b":4,"a":5})") == R"({"a":3,"b":2})");
}

TEST_CASE("a prefix goes in front of the other's names first") {
  CHECK(merged(R"({"a":1,"r_a":2})", R"({"a":3,"b":4})", "r_") == R"({"a":1,"r_a":3,"r_b":4})");
  CHECK(merged("", R"({"a":1,"\u0062\"":2})", "x\"") == R"({"x\"a":1,"x\"\u0062\"":2})");
  CHECK(merged(R"({"x\"a":1})", R"({"a":2})", "x\"") == R"({"x\"a":2})");
}

TEST_CASE("the members of an object as text") {
  MemberCursor member(R"({ "a" :1,"b\"":[{"c":"]"}] , "d":"}" })");
  REQUIRE(member.next());
  CHECK(member.key() == "a");
  CHECK(member.value() == "1");
  CHECK(member.text() == R"( "a" :1)");
  CHECK_FALSE(member.is_escaped());
  REQUIRE(member.next());
  CHECK(member.key() == R"(b\")");
  CHECK(member.value() == R"([{"c":"]"}])");
  CHECK(member.is_escaped());
  REQUIRE(member.next());
  CHECK(member.key() == "d");
  CHECK(member.value() == R"("}")");
  CHECK_FALSE(member.next());
}

// What an object holds: each member's name, and its value as text.
using Members = std::vector<std::pair<std::string, std::string>>;

Members members_of(std::string_view text) {
  SlowNode root;
  RC_ASSERT(SlowParser(text).run(root));
  RC_ASSERT(root.type == Type::object);
  Members members;
  for (size_t i = 0; i < root.keys.size(); ++i) {
    const SlowNode& value = root.children[i];
    members.emplace_back(root.keys[i], text.substr(value.begin, value.end - value.begin));
  }
  return members;
}

size_t place_of(const Members& members, std::string_view name) {
  return static_cast<size_t>(
      std::find_if(members.begin(), members.end(), [&](const auto& m) { return m.first == name; }) -
      members.begin());
}

Members slowly_spliced(Members members, const std::string& name, const std::string& value) {
  std::erase_if(members, [&](const auto& member) { return member.first == name; });
  members.emplace_back(name, value);
  return members;
}

Members slowly_merged(const Members& object, const Members& other, const std::string& prefix) {
  Members renamed;
  for (const auto& [name, value] : other) {
    if (place_of(renamed, prefix + name) == renamed.size()) renamed.emplace_back(prefix + name, value);
  }
  Members merged;
  for (const auto& [name, value] : object) {
    const size_t place = place_of(renamed, name);
    if (place == renamed.size()) {
      merged.emplace_back(name, value);
    } else if (place_of(merged, name) == merged.size()) {
      merged.emplace_back(name, renamed[place].second);
    }
  }
  for (const auto& member : renamed) {
    if (place_of(object, member.first) == object.size()) merged.push_back(member);
  }
  return merged;
}

std::string random_object(RandomLines& random) {
  for (;;) {
    std::string text = random.document();
    if (without_blanks(text).front() == '{') return text;
  }
}

TEST_CASE("random objects: the same members as a slow twin finds") {
  on_every_target([](const char* target) {
    INFO(target);
    CHECK(rc::check("splice", [](uint64_t seed) {
      RandomLines random(seed);
      for (int times = 0; times < 4; ++times) {  // with the same scratch memory
        const std::string name = random.key();
        const std::string object = random_object(random);
        const std::string value = random.document();
        MemberSplicer named(name);
        std::string out;
        named.append(out, Unpadded(object), Unpadded(value));
        const Members members = members_of(object);
        RC_ASSERT(members_of(out) == slowly_spliced(members, name, std::string(without_blanks(value))));
        if (place_of(members, name) == members.size() && !members.empty()) {
          const std::string_view kept = without_blanks(object);
          RC_ASSERT(out.starts_with(kept.substr(0, kept.size() - 1)));
        }
      }
    }));
    CHECK(rc::check("merge", [](uint64_t seed) {
      RandomLines random(seed);
      const std::string prefix = random.below(3) == 0 ? random.key() : "";
      ObjectMerger merger(prefix);
      for (int times = 0; times < 4; ++times) {
        const std::string object = random_object(random);
        const std::string other = random_object(random);
        std::string out;
        merger.append(out, Unpadded(object), Unpadded(other));
        RC_ASSERT(members_of(out) == slowly_merged(members_of(object), members_of(other), prefix));
      }
    }));
  });
}

TEST_CASE("objects that are damaged within do no harm") {
  on_every_target([](const char*) {
    CHECK(rc::check("damaged", [](uint64_t seed) {
      RandomLines random(seed);
      const auto damaged = [&] { return Unpadded('{' + random.garbage(100) + '}'); };
      std::string out;
      MemberSplicer("a").append(out, damaged(), "1");
      RC_ASSERT(out.ends_with(R"("a":1})"));
      ObjectMerger("").append(out, damaged(), damaged());
      RC_ASSERT(out.ends_with('}'));
    }));
  });
}

}  // namespace
}  // namespace runnel::json
