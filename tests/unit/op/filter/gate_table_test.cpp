#include "op/filter/gate_table.h"

#include <algorithm>
#include <list>
#include <random>
#include <vector>

#include "catch.h"

namespace runnel::op {
namespace {

// A payload that owns memory, so that what is not given back would be seen.
struct Note {
  std::unique_ptr<int> number;
};
using Table = GateTable<Note>;

std::vector<int> numbers_of(const Table& table, const GateKey& key) {
  std::vector<int> found;
  for (Table::Id id = table.first(key); id != Table::kNone; id = table.next(id)) {
    found.push_back(*table.at(id).number);
  }
  std::sort(found.begin(), found.end());
  return found;
}

TEST_CASE("a gate's table, beside a list") {
  struct Model {
    GateKey key;
    int number;
    Table::Id id;
  };
  std::minstd_rand random(11);
  for (const uint64_t keys : {1u, 5u, 300u, 5000u}) {
    Table table;
    std::list<Model> model;  // oldest first
    for (int step = 0; step < 20'000; ++step) {
      const GateKey key{random() % 2, random() % keys};
      const auto any = [&] {
        return std::find_if(model.begin(), model.end(), [&](const Model& m) { return m.key == key; });
      };
      switch (random() % 5) {
        case 0:
        case 1:
          model.push_back({key, step, table.add(key, {std::make_unique<int>(step)})});
          break;
        case 2:
          if (const auto found = any(); found != model.end()) {
            table.renew(found->id);
            model.splice(model.end(), model, found);
          }
          break;
        case 3:
          if (const auto found = any(); found != model.end()) {
            table.drop(found->id);
            model.erase(found);
          }
          break;
        case 4:
          if (!model.empty() && random() % 2 == 0) {
            REQUIRE(table.oldest() == model.front().id);
            table.drop(table.oldest());
            model.pop_front();
          }
          break;
      }
      REQUIRE(table.size() == model.size());
      REQUIRE(table.bytes() == model.size() * Table::kEntryBytes);
      REQUIRE(table.oldest() == (model.empty() ? Table::kNone : model.front().id));
      std::vector<int> wanted;
      for (const Model& m : model) {
        if (m.key == key) wanted.push_back(m.number);
      }
      std::sort(wanted.begin(), wanted.end());
      REQUIRE(numbers_of(table, key) == wanted);
    }
  }
}

TEST_CASE("a gate's table is saved in the order of its age") {
  GateTable<int64_t> table;
  for (int64_t i = 0; i < 100; ++i) table.add({0, static_cast<uint64_t>(i % 30)}, i);
  table.drop(table.oldest());
  table.renew(table.oldest());
  const auto saved = [](const GateTable<int64_t>& which) {
    ByteWriter out;
    which.save(out, [&](int64_t payload) { out.i64(payload); });
    return out.take();
  };
  const std::string bytes = saved(table);
  ByteReader in(bytes);
  GateTable<int64_t> loaded;
  loaded.load(in, [&](int64_t& payload) { payload = in.i64(); });
  CHECK(in.ok());
  CHECK(in.at_end());
  CHECK(saved(loaded) == bytes);
  CHECK(loaded.at(loaded.oldest()) == 2);
  for (size_t cut = 0; cut < bytes.size(); cut += 7) {
    ByteReader part(std::string_view(bytes).substr(0, cut));
    GateTable<int64_t> broken;
    broken.load(part, [&](int64_t& payload) { payload = part.i64(); });
    CHECK_FALSE(part.ok());
  }
}

}  // namespace
}  // namespace runnel::op
