// Four bytes that choose the paths, and two lines of any bytes: what is expected since the first was seen
// must not change what is found in the second, on any instruction set.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "../unit/json/line_fixture.h"
#include "../unit/json/random_line.h"
#include "json/projector.h"
#include "json/shape.h"
#include "json/validator.h"

namespace {

using namespace runnel::json;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const Shape& shape, const Projector& projector, Validator& validator, const PaddedLine& line) {
  const size_t count = projector.paths().size();
  std::vector<Slot> expected(count + 1);
  const Projector::Walk walk = projector.project(line.begin(), expected.data());
  for (const Shape::Extent extent : {Shape::Extent::whole, Shape::Extent::wanted}) {
    std::vector<Slot> slots(count + 1);
    const Shape::Match match = shape.match(line.begin(), slots.data(), extent);
    if (!match.known) continue;
    if (extent == Shape::Extent::whole) {
      require(match.end == line.newline());
      require(!validator.check_grammar(line.text()).has_value());
    }
    require(!walk.malformed && walk.stopped == match.stopped);
    for (size_t i = 0; i < count; ++i) {
      require(slots[i].state == expected[i].state);
      if (slots[i].state == Slot::State::present)
        require(slots[i].text.data() == expected[i].text.data() && slots[i].text == expected[i].text);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::uint32_t seed = 0;
  if (size < sizeof seed) return 0;
  std::memcpy(&seed, data, sizeof seed);
  const std::string text(reinterpret_cast<const char*>(data) + sizeof seed, size - sizeof seed);
  const size_t newline = text.find('\n');
  const std::string second = newline == text.npos ? text : text.substr(newline + 1);
  if (second.find('\n') != second.npos) return 0;

  const Projector projector(RandomLines(seed).paths());
  const PaddedLine first_line(text.substr(0, newline), kFillers[size % std::size(kFillers)]);
  const PaddedLine second_line(second, kFillers[seed % std::size(kFillers)]);
  static Validator validator;
  on_every_target([&](const char*) {
    if (validator.check_grammar(first_line.text()).has_value()) return;
    std::vector<Slot> slots(projector.paths().size() + 1);
    projector.project(first_line.begin(), slots.data());
    Shape shape;
    if (!shape.learn(first_line.text(), projector.paths(), std::span(slots).first(projector.paths().size())))
      return;
    require(shape.match(first_line.begin(), slots.data(), Shape::Extent::whole).known);
    check(shape, projector, validator, first_line);
    check(shape, projector, validator, second_line);
  });
  return 0;
}
