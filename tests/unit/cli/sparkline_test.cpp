#include "cli/sparkline.h"

#include <limits>
#include <vector>

#include "catch.h"

using namespace runnel;
using namespace runnel::cli;

namespace {

using Numbers = std::vector<std::optional<double>>;

std::string bars(const Numbers& numbers) {
  return sparkline(numbers, Charset::unicode);
}

}  // namespace

TEST_CASE("a bar for each number, from the least to the largest") {
  CHECK(bars({1, 2, 3, 4, 5, 6, 7, 8}) == "▁▂▃▄▅▆▇█");
  CHECK(bars({0, 100}) == "▁█");
  CHECK(bars({100, 0, 50}) == "█▁▅");
  CHECK(bars({-3, -1, -2}) == "▁█▅");
  CHECK(sparkline(Numbers{1, 2, 3, 4, 5, 6, 7, 8}, Charset::ascii) == ".:-=+*#@");
}

TEST_CASE("equal numbers are in the middle") {
  CHECK(bars({5}) == "▄");
  CHECK(bars({0, 0, 0}) == "▄▄▄");
}

TEST_CASE("what is no number is a blank, and counts for nothing") {
  const double infinite = std::numeric_limits<double>::infinity();
  CHECK(bars({}) == "");
  CHECK(bars({std::nullopt}) == " ");
  CHECK(bars({1, std::nullopt, 8}) == "▁ █");
  CHECK(bars({1, infinite, -infinite, std::numeric_limits<double>::quiet_NaN(), 8}) == "▁   █");
}

TEST_CASE("the whole range of doubles has a distance") {
  const double most = std::numeric_limits<double>::max();
  CHECK(bars({-most, 0, most}) == "▁▅█");
}

TEST_CASE("a histogram's bars begin at zero") {
  const std::vector<uint64_t> counts{0, 1, 50, 100, 13};
  CHECK(histogram_line(counts, Charset::unicode) == " ▁▄█▂");
  CHECK(histogram_line(counts, Charset::ascii) == " .=@:");
  CHECK(histogram_line({}, Charset::unicode) == "");
  CHECK(histogram_line(std::vector<uint64_t>{0, 0}, Charset::unicode) == "  ");
  const uint64_t most = std::numeric_limits<uint64_t>::max();
  CHECK(histogram_line(std::vector<uint64_t>{1, most, most - 1}, Charset::unicode) == "▁██");
}

TEST_CASE("a bar to the right is as long as its part") {
  CHECK(wide_bar(1, 4, Charset::unicode) == "████");
  CHECK(wide_bar(0.5, 3, Charset::unicode) == "█▌");
  CHECK(wide_bar(1e-9, 40, Charset::unicode) == "▏");
  CHECK(wide_bar(1, 4, Charset::ascii) == "####");
  CHECK(wide_bar(0.5, 5, Charset::ascii) == "###");
  CHECK(wide_bar(1e-9, 40, Charset::ascii) == "#");
}
