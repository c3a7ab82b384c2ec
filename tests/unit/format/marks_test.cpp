#include <array>
#include <random>
#include <string>

#include "../json/line_fixture.h"
#include "catch.h"
#include "format/csv_marks.h"
#include "format/json_framing.h"
#include "framing_fixture.h"

namespace runnel::format {
namespace {

std::string random_text(std::mt19937& random, size_t size) {
  constexpr std::string_view kBytes = "\",\n\\{}[]: ax\r\t1\x7f";
  std::string text;
  for (size_t i = 0; i < size; ++i) text += kBytes[random() % kBytes.size()];
  return text;
}

uint64_t bits_where(std::string_view block, char wanted) {
  uint64_t bits = 0;
  for (size_t i = 0; i < block.size(); ++i) bits |= uint64_t{block[i] == wanted} << i;
  return bits;
}

TEST_CASE("marks of CSV are where the characters stand, with every instruction set", "[marks]") {
  std::mt19937 random(Catch::rngSeed());
  for (int trial = 0; trial < 50; ++trial) {
    const std::string text = random_text(random, 5 * kCsvBlock);
    json::on_every_target([&](const char* target) {
      INFO(target);
      std::array<CsvMarks, 5> marks;
      mark_csv(text.data(), marks.size(), ',', marks.data());
      for (size_t i = 0; i < marks.size(); ++i) {
        const std::string_view block = std::string_view(text).substr(i * kCsvBlock, kCsvBlock);
        CHECK(marks[i].quotes == bits_where(block, '"'));
        CHECK(marks[i].delimiters == bits_where(block, ','));
        CHECK(marks[i].newlines == bits_where(block, '\n'));
      }
    });
  }
}

TEST_CASE("values are the same with every instruction set", "[marks]") {
  std::mt19937 random(Catch::rngSeed());
  const io::Framer framer = [](uint32_t, std::string_view) { return make_json_framing(); };
  for (int trial = 0; trial < 300; ++trial) {
    std::string text = trial % 2 == 0 ? "" : "[{\"a\":[";
    text += random_text(random, random() % 400);
    std::vector<std::string> first;
    json::on_every_target([&](const char* target) {
      INFO(target << ": " << text);
      const std::vector<std::string> records = framed(framer, text);
      if (std::string_view(target) == "baseline") first = records;
      CHECK(records == first);
    });
  }
}

}  // namespace
}  // namespace runnel::format
