// Four bytes that choose the paths, and a line of any bytes. Every instruction set says the same and stays
// within the line; a line that is JSON gives what the slow twin finds in it.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "../unit/json/line_fixture.h"
#include "../unit/json/random_line.h"
#include "../unit/json/slow_json.h"
#include "json/lookup.h"
#include "json/projector.h"
#include "json/validator.h"

namespace {

using namespace runnel::json;

void require(bool holds) {
  if (!holds) std::abort();
}

struct Seen {
  std::vector<Slot> slots;
  Projector::Walk walk;
};

void check_places(const Seen& seen, const PaddedLine& line) {
  require(seen.walk.stopped >= line.begin() && seen.walk.stopped <= line.newline());
  if (seen.walk.malformed) return;
  for (const Slot& slot : seen.slots) {
    if (slot.state == Slot::State::missing) continue;
    require(slot.text.data() >= line.begin() && slot.text.data() + slot.text.size() <= line.newline());
  }
}

void check_against_twin(const Seen& seen, const PaddedLine& line, const Projector& projector) {
  SlowNode root;
  require(SlowParser(line.text()).run(root));
  require(!seen.walk.malformed);
  for (size_t i = 0; i < seen.slots.size(); ++i) {
    require(same_slot(seen.slots[i], slow_slot(root, line.text(), projector.paths()[i])));
  }
  if (root.type != Type::object && root.type != Type::array) return;
  const std::string_view container = line.text().substr(root.begin, root.end - root.begin);
  require(count_items(container) == root.children.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::uint32_t seed = 0;
  if (size < sizeof seed) return 0;
  std::memcpy(&seed, data, sizeof seed);
  std::string text(reinterpret_cast<const char*>(data) + sizeof seed, size - sizeof seed);
  std::replace(text.begin(), text.end(), '\n', ' ');

  const Projector projector(RandomLines(seed).paths());
  const PaddedLine line(text, kFillers[size % std::size(kFillers)]);
  static Validator validator;
  const bool brackets =
      std::count_if(text.begin(), text.end(), [](char c) { return c == '[' || c == '{'; }) > 2000;
  const bool json = !brackets && !validator.check(line.text()).has_value();

  std::vector<Seen> all;
  on_every_target([&](const char*) {
    Seen seen{std::vector<Slot>(projector.paths().size()), {}};
    seen.walk = projector.project(line.begin(), seen.slots.data());
    check_places(seen, line);
    if (json) check_against_twin(seen, line, projector);
    all.push_back(std::move(seen));
  });
  for (const Seen& seen : all) {
    require(seen.walk.stopped == all[0].walk.stopped && seen.walk.malformed == all[0].walk.malformed);
    for (size_t i = 0; i < seen.slots.size() && !seen.walk.malformed; ++i)
      require(same_slot(seen.slots[i], all[0].slots[i]));
  }
  return 0;
}
