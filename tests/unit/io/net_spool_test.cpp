#include "io/net/spool.h"

#include <random>
#include <string>

#include "catch.h"
#include "io/net/spool_limit.h"

namespace runnel::io {
namespace {

std::string random_lines(std::mt19937& random, size_t most) {
  std::string text;
  const size_t size = random() % most;
  while (text.size() < size)
    text += std::string(random() % 300, static_cast<char>('a' + random() % 26)) + "\n";
  return text;
}

TEST_CASE("net spool: lines within a length") {
  REQUIRE(lines_within("a\nbc\nd\n", 100) == "a\nbc\nd\n");
  REQUIRE(lines_within("a\nbc\nd\n", 7) == "a\nbc\nd\n");
  REQUIRE(lines_within("a\nbc\nd\n", 6) == "a\nbc\n");
  REQUIRE(lines_within("a\nbc\nd\n", 4) == "a\n");
  REQUIRE(lines_within("a\nbc\nd\n", 1).empty());
  REQUIRE(lines_within("a\n", 0).empty());
  REQUIRE(first_line("ab\nc\n") == "ab\n");
  REQUIRE(first_line("ab") == "ab");
}

TEST_CASE("net spool: a place knows where its line begins") {
  Place place;
  place.pass("a\nbc");
  REQUIRE((place.at == 4 && place.line == 2));
  place.pass("d");
  REQUIRE((place.at == 5 && place.line == 2));
  place.pass("\n");
  REQUIRE((place.at == 6 && place.line == 6));
}

// What a Spool is, without chunks.
struct Model {
  std::string all;  // since the beginning
  size_t begin = 0;
};

void compare(const Spool& spool, const Model& model, std::mt19937& random) {
  REQUIRE(spool.begin() == model.begin);
  REQUIRE(spool.end() == model.all.size());
  REQUIRE(spool.empty() == (model.begin == model.all.size()));
  const size_t held = model.all.size() - model.begin;
  REQUIRE(spool.held() >= held);
  const uint64_t from = model.begin + (held == 0 ? 0 : random() % held);
  std::string read;
  for (uint64_t at = from; at < spool.end();) {
    const std::string_view piece = spool.from(at);
    REQUIRE_FALSE(piece.empty());
    read += piece;
    at += piece.size();
  }
  REQUIRE(spool.from(spool.end()).empty());
  REQUIRE((read == std::string_view(model.all).substr(from)));
}

TEST_CASE("net spool: random against a string") {
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    Spool spool;
    Model model;
    for (int step = 0; step < 150; ++step) {
      const auto what = random() % 10;
      if (what < 6) {
        const std::string text = random_lines(random, what == 0 ? 300'000 : 20'000);
        const uint64_t position = spool.end();
        spool.append(text);
        model.all += text;
        REQUIRE(spool.from(position).size() == text.size());  // in one piece
      } else if (what < 9 || !spool.empty()) {
        model.begin += random() % (model.all.size() - model.begin + 1);
        if (what == 8) model.begin = model.all.size();
        spool.drop_to(model.begin);
      } else {
        const std::string text = random_lines(random, 5'000);
        spool.pass(text.size());
        model.all += text;
        model.begin = model.all.size();
      }
      compare(spool, model, random);
    }
    spool.drop_to(spool.end());
    REQUIRE(spool.held() == 0);
  }
}

TEST_CASE("net spool: what fits into its room keeps it within its limit") {
  std::mt19937 random(11);
  constexpr uint64_t kLimit = 1'000'000;
  Spool spool;
  for (int step = 0; step < 3'000; ++step) {
    const std::string text = random_lines(random, 100'000);
    if (text.size() <= spool.room(kLimit)) {
      spool.append(text);
    } else {
      spool.drop_to(spool.begin() + random() % (spool.end() - spool.begin() + 1));
    }
    REQUIRE(spool.held() <= kLimit);
  }
}

TEST_CASE("net spool: its limit is high only for those who are away") {
  using Pace = SpoolLimit::Pace;
  constexpr uint64_t kMost = 100 * SpoolLimit::kWindow;
  SpoolLimit limit(kMost);
  REQUIRE(limit.at(Pace::taken, 0) == SpoolLimit::kWindow);
  REQUIRE(limit.at(Pace::stalled, SpoolLimit::kWindow) == kMost);
  // What is held then may stay, but for a window more it does not grow.
  REQUIRE(limit.at(Pace::taken, 50 * SpoolLimit::kWindow) == 51 * SpoolLimit::kWindow);
  REQUIRE(limit.at(Pace::taken, 51 * SpoolLimit::kWindow) == 51 * SpoolLimit::kWindow);
  REQUIRE(limit.at(Pace::taken, 10) == SpoolLimit::kWindow + 10);
  REQUIRE(limit.at(Pace::taken, 0) == SpoolLimit::kWindow);

  SpoolLimit small(1000);
  REQUIRE(small.at(Pace::taken, 0) == 1000);
  REQUIRE(small.at(Pace::stalled, 0) == 1000);
}

}  // namespace
}  // namespace runnel::io
