#include "state/meaning.h"

#include "../catch.h"

namespace runnel::state {
namespace {

Meaning meaning(std::initializer_list<Meaning::Part> parts) {
  Meaning meaning;
  for (const auto& part : parts) meaning.add(part.name, part.value);
  return meaning;
}

TEST_CASE("meanings: what differs is said, all of it, in its order") {
  const Meaning was = meaning({{"WINDOW", "1m"}, {"--by", "host"}, {"--fill", "3"}});
  CHECK(was.difference_to(was).empty());
  CHECK(was.difference_to(meaning({{"--fill", "3"}, {"WINDOW", "1m"}, {"--by", "host"}})).empty());
  CHECK(was.difference_to(meaning({{"WINDOW", "5m"}, {"--by", "host"}, {"--fill", "3"}})) ==
        "WINDOW was 1m, and is 5m now");
  CHECK(
      was.difference_to(meaning({{"WINDOW", "1m"}, {"--by", ""}, {"--emit", "change"}})) ==
      "--by was host, and is '' now; --fill was 3, and is not given now; --emit was not given, and is change "
      "now");
}

TEST_CASE("meanings: saved and loaded they are the same") {
  const Meaning was = meaning({{"PREDICATE", ".a == \"\n\""}, {"--tz", ""}});
  ByteWriter out;
  was.save(out);
  ByteReader in(out.bytes());
  CHECK(Meaning::load(in) == was);
  CHECK(in.ok());
  CHECK(in.at_end());
}

}  // namespace
}  // namespace runnel::state
