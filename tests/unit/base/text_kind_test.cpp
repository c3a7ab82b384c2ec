#include "base/text_kind.h"

#include <arpa/inet.h>
#include <rapidcheck.h>

#include <string>

#include "../catch.h"

namespace runnel {
namespace {

std::string kind_of(std::string_view text) {
  return std::string(text_kind_name(text_kind(text)));
}

void check_all(const char* kind, std::initializer_list<std::string_view> texts) {
  for (const std::string_view text : texts) {
    CAPTURE(text);
    CHECK(kind_of(text) == kind);
  }
}

TEST_CASE("what a text looks like") {
  check_all("time", {"2015-03-05T23:51:47Z", "2015-03-05 23:51:47", "2015-03-05t23:51:47.123456789+01:00",
                     "2015-03-05", "0000-01-01", "2016-12-31T23:59:60Z"});
  check_all("number", {"0", "-0", "+1", "007", "12345678901234567890", "1.50", "-1e5", "2E+7", "1e-400"});
  check_all("ip", {"10.0.0.1", "255.255.255.255", "0.0.0.0", "10.0.0.0/8", "1.2.3.4/0", "1.2.3.4/32",
                   "::", "::1", "2001:db8::1", "2001:DB8:0:0:8:800:200C:417A", "::ffff:10.0.0.1", "fe80::/10",
                   "1:2:3:4:5:6:7::", "1:2:3:4:5:6:1.2.3.4", "ff02::1/128", "abcd:ef::"});
  check_all("mac", {"00:1a:2B:3c:4d:5e", "00-1a-2b-3c-4d-5e", "ff:ff:ff:ff:ff:ff"});
  check_all("email", {"a@b.cd", "first.last+tag@mail.example.org", "1@example.com", "-x@e.de",
                      "o'neil@b-c.io", "_@a.b.c", "deadbeef@x.org"});
  check_all("url", {"http://example.org", "https://a/b?c=d#e", "s3://bucket/key", "git+ssh://h", "file:///x",
                    "https://\xc3\xa4.de/", "http://user@host.org"});
  check_all("uuid", {"123e4567-e89b-12d3-a456-426614174000", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
                     "00000000-0000-0000-0000-000000000000"});
}

TEST_CASE("what only looks like it at first") {
  check_all("other", {"",
                      " ",
                      "GET",
                      "hello world",
                      "Mozilla/5.0 (X11; Linux x86_64)",
                      "2015-02-29",
                      "2015-03-05T24:00:00Z",
                      "2015-03-05T",
                      "2015-03",
                      "2015-13-01T00:00:00Z",
                      "-",
                      "+",
                      "1.",
                      ".5",
                      "1e",
                      "1e+",
                      "0x10",
                      "1 ",
                      " 1",
                      "1,000",
                      "NaN",
                      "1.2.3",
                      "1.2.3.4.5",
                      "256.1.1.1",
                      "1.2.3.04",
                      "1.2.3.4/33",
                      "1.2.3.4/",
                      "1.2.3.4/08",
                      "::/129",
                      "1:2:3:4:5:6:7",
                      "1:2:3:4:5:6:7:8:9",
                      "1::2::3",
                      ":::",
                      ":1",
                      "1:2:3:4:5:6:7:8::",
                      "12345::",
                      "1.2.3.4::",
                      "fe80::1%eth0",
                      "12:30",
                      "00:1a:2b:3c:4d",
                      "00:1a-2b:3c:4d:5e",
                      "00:1a:2b:3c:4d:5g",
                      "a@b",
                      "@b.cd",
                      "a@.cd",
                      "a@b..cd",
                      "a@-b.cd",
                      ".a@b.cd",
                      "a..b@c.de",
                      "a@b@c.de",
                      "a b@c.de",
                      "http://",
                      "http:/x",
                      "http//x",
                      "://x",
                      "1http://x",
                      "http://a b",
                      "http://a\n",
                      "123e4567-e89b-12d3-a456-42661417400",
                      "123e4567-e89b-12d3-a456-4266141740000",
                      "123e4567xe89b-12d3-a456-426614174000",
                      "123e4567-e89b-12d3-a456-42661417400g"});
  CHECK(kind_of(std::string(65, 'a') + "@b.cd") == "other");
  CHECK(kind_of(std::string(64, 'a') + "@b.cd") == "email");
  CHECK(kind_of("a@" + std::string(64, 'b') + ".cd") == "other");
  CHECK(kind_of("1" + std::string(1, '\0')) == "other");
}

bool inet_reads(int family, const std::string& text) {
  unsigned char address[16];
  return inet_pton(family, text.c_str(), address) == 1;
}

TEST_CASE("addresses are what inet_pton reads") {
  const auto holds = [](const std::string& text) {
    return (kind_of(text) == "ip") == (inet_reads(AF_INET, text) || inet_reads(AF_INET6, text));
  };
  REQUIRE(rc::check("text of an address' characters", [&] {
    // Few characters, so that a good part of the texts are addresses or nearly so.
    const auto text = *rc::gen::container<std::string>(rc::gen::element(':', ':', '.', '1', '2', 'f', '0'));
    if (kind_of(text) == "number") return;
    RC_ASSERT(holds(text));
  }));
  REQUIRE(rc::check("an address of which one character is changed", [&] {
    std::string text;
    const int groups = *rc::gen::inRange(0, 9);
    const int gap = *rc::gen::inRange(-1, 9);
    for (int i = 0; i < groups; ++i) {
      if (i > 0) text += ':';
      if (i == gap) text += ':';
      char group[8];
      std::snprintf(group, sizeof group, "%x", *rc::gen::inRange(0, 0x10000));
      text += group;
    }
    if (*rc::gen::arbitrary<bool>()) text += *rc::gen::element("::", ":1.2.3.4", "::1.2.3.4", "");
    RC_ASSERT(holds(text));
    if (text.empty()) return;
    text[*rc::gen::inRange<size_t>(0, text.size())] = *rc::gen::element(':', '.', '0', 'a', 'g');
    if (kind_of(text) != "number") RC_ASSERT(holds(text));
  }));
  REQUIRE(rc::check("dotted quads", [&] {
    std::string text;
    const int parts = *rc::gen::inRange(3, 6);
    for (int i = 0; i < parts; ++i) {
      text += (i > 0 ? "." : "") + std::to_string(*rc::gen::inRange(0, 300));
    }
    RC_ASSERT(holds(text));
  }));
}

TEST_CASE("any text is looked at") {
  REQUIRE(rc::check("never beyond its end", [](const std::string& text) {
    // On the heap and without a zero behind it, so that a sanitizer sees a step too far.
    const std::vector<char> exact(text.begin(), text.end());
    const TextKind kind = text_kind({exact.data(), exact.size()});
    RC_ASSERT(static_cast<size_t>(kind) < kTextKinds);
    RC_ASSERT(kind == text_kind(text));
  }));
}

}  // namespace
}  // namespace runnel
