#include "agg/profile/scalar.h"

#include <random>
#include <string>

#include "../../catch.h"

namespace runnel::agg {
namespace {

TEST_CASE("equal numbers are one scalar, whatever they come as") {
  using json::Number;
  const Scalar two = Scalar::number(Number::integer(2));
  CHECK(Scalar::number(Number::real(2.0)).hash == two.hash);
  CHECK(Scalar::number(Number::real(2.0)).kind == Scalar::Kind::integer);
  CHECK(Scalar::number(Number::real(-0.0)).hash == Scalar::number(Number::integer(0)).hash);
  CHECK(Scalar::number(Number::real(2.5)).kind == Scalar::Kind::real);
  CHECK(Scalar::number(Number::real(9223372036854775808.0)).hash ==
        Scalar::number(Number::unsigned_integer(uint64_t{1} << 63)).hash);
  CHECK(Scalar::number(Number::real(1.0 / 0.0)).d == std::numeric_limits<double>::max());
  CHECK(Scalar::number(Number::integer(-1)).hash !=
        Scalar::number(Number::unsigned_integer(UINT64_MAX)).hash);
}

TEST_CASE("characters of text of any length") {
  const std::string pieces[] = {"a", "\u00e4", "\u20ac", "\U0001f600", "\xff", "\x80"};
  std::minstd_rand random(1);
  for (int run = 0; run < 2000; ++run) {
    std::string text;
    for (size_t n = random() % 12; n > 0; --n) text += pieces[random() % std::size(pieces)];
    size_t following = 0;
    for (const char c : text) following += (c & 0xc0) == 0x80 ? 1 : 0;
    REQUIRE(characters(text) == text.size() - following);
  }
}

TEST_CASE("text is cut between characters") {
  CHECK(whole_characters("ab") == "ab");
  CHECK(whole_characters("a\u20ac") == "a\u20ac");
  CHECK(whole_characters(std::string_view("a\u20ac").substr(0, 3)) == "a");
  CHECK(whole_characters(std::string_view("a\u20ac").substr(0, 2)) == "a");
  CHECK(whole_characters("").empty());
}

}  // namespace
}  // namespace runnel::agg
