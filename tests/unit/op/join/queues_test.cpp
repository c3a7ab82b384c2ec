// The two orders in which a join holds records, beside the standard library's.
#include <algorithm>
#include <random>
#include <vector>

#include "catch.h"
#include "op/join/due_queue.h"
#include "op/join/time_list.h"

namespace runnel::op {
namespace {

std::vector<Kept> random_kept(unsigned seed, size_t count, int spread) {
  std::minstd_rand random(seed);
  std::vector<Kept> all(count);
  for (size_t i = 0; i < count; ++i) {
    all[i] = {
        .time = static_cast<int64_t>(i) / 3 - static_cast<int64_t>(random() % static_cast<unsigned>(spread)),
        .deadline = 0,
        .arrival = i,
        .key = 0,
        .size = 0,
        .side = 0,
        .matched = false,
        .stage = 0};
  }
  return all;
}

TEST_CASE("a queue of records gives them by time and arrival") {
  for (const int64_t width : {1, 7, 1000}) {
    for (const int spread : {1, 20, 500}) {
      std::vector<Kept> all = random_kept(static_cast<unsigned>(spread), 1000, spread);
      DueQueue queue(width);
      std::vector<const Kept*> held;
      std::minstd_rand random(3);
      for (size_t next = 0; next < all.size() || !held.empty();) {
        if (next < all.size() && (held.empty() || random() % 5 < 3)) {
          queue.push(&all[next]);
          held.push_back(&all[next++]);
          continue;
        }
        const auto least = std::min_element(held.begin(), held.end(), is_earlier);
        REQUIRE(queue.front() == *least);
        CHECK(queue.front_time() == (*least)->time);
        held.erase(least);
        queue.pop();
      }
      CHECK(queue.empty());
      CHECK(queue.bytes() == 0);
    }
  }
}

TEST_CASE("a list by time finds what lies in a span of it") {
  for (const int spread : {1, 10, 100}) {
    std::vector<Kept> all = random_kept(static_cast<unsigned>(spread), 600, spread);
    TimeList list;
    std::vector<Kept*> held;
    std::minstd_rand random(7);
    for (size_t next = 0; next < all.size();) {
      if (held.empty() || random() % 5 < 3) {
        Kept* const kept = &all[next++];
        const auto place = std::upper_bound(held.begin(), held.end(), kept, is_earlier);
        CHECK(list.add(kept) == static_cast<size_t>(place - held.begin()));
        held.insert(place, kept);
      } else {
        const size_t which = random() % 4 == 0 ? random() % held.size() : 0;
        list.remove(held[which]);
        held.erase(held.begin() + static_cast<ptrdiff_t>(which));
      }
      REQUIRE(list.size() == held.size());
      const int64_t time = static_cast<int64_t>(next) / 3 - static_cast<int64_t>(random() % 20);
      const auto before = [&](int64_t bound) {
        return static_cast<size_t>(
            std::count_if(held.begin(), held.end(), [&](const Kept* kept) { return kept->time < bound; }));
      };
      CHECK(list.first_from(time) == before(time));
      CHECK(list.first_after(time) == before(time + 1));
      for (size_t i = 0; i < held.size(); ++i) REQUIRE(list.entries()[i].kept == held[i]);
    }
  }
}

}  // namespace
}  // namespace runnel::op
