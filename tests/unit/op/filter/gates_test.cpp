#include "op/filter/gates.h"

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "catch.h"

namespace runnel::op {
namespace {

GateRecord record_of(uint64_t key, int64_t time) {
  return {{0, key}, {0, key}, time, time::kBeginningOfTime};
}

std::string saved(const Gate& gate) {
  ByteWriter out;
  gate.save(out);
  return out.take();
}

// Of event time with that delay, by the records alone.
class Moments {
 public:
  explicit Moments(int64_t delay) : delay_(delay) {}
  GateMoment next(int64_t time) {
    const GateMoment moment{time, frontier_};
    frontier_ = std::max(frontier_, time - delay_);
    return moment;
  }

 private:
  const int64_t delay_;
  int64_t frontier_ = time::kBeginningOfTime;
};

// What is remembered of a key is every record that counts, each by itself; a run of them that are at most D
// apart is forgotten as a whole.
class SlowDedupe {
 public:
  SlowDedupe(int64_t within, bool refresh) : within_(within), refresh_(refresh) {}

  bool take(uint64_t key, GateMoment moment) {
    std::vector<int64_t>& times = counted_[key];
    forget(times, moment.frontier);
    const bool repeat = std::any_of(times.begin(), times.end(), [&](int64_t time) {
      return std::max(time, moment.time) - std::min(time, moment.time) <= within_;
    });
    if (!repeat || refresh_) times.push_back(moment.time);
    return !repeat;
  }

 private:
  void forget(std::vector<int64_t>& times, int64_t frontier) const {
    std::sort(times.begin(), times.end());
    std::vector<int64_t> kept, run;
    for (size_t i = 0; i < times.size(); ++i) {
      run.push_back(times[i]);
      if (i + 1 < times.size() && refresh_ && times[i + 1] - times[i] <= within_) continue;
      if (run.back() + within_ >= frontier) kept.insert(kept.end(), run.begin(), run.end());
      run.clear();
    }
    times = kept;
  }

  const int64_t within_;
  const bool refresh_;
  std::map<uint64_t, std::vector<int64_t>> counted_;
};

class SlowRate {
 public:
  explicit SlowRate(Rate rate) : rate_(rate) {}

  bool take(uint64_t key, GateMoment moment) {
    std::vector<int64_t>& times = passed_[key];
    std::erase_if(times, [&](int64_t time) { return time + rate_.span <= moment.frontier; });
    times.push_back(moment.time);
    const bool fits = std::all_of(times.begin(), times.end(), [&](int64_t begin) {
      return static_cast<uint64_t>(std::count_if(times.begin(), times.end(), [&](int64_t time) {
               return time >= begin && time - begin < rate_.span;
             })) <= rate_.count;
    });
    if (!fits) times.pop_back();
    return fits;
  }

 private:
  const Rate rate_;
  std::map<uint64_t, std::vector<int64_t>> passed_;
};

struct Timed {
  uint64_t key;
  int64_t time;
};

std::vector<Timed> random_records(std::minstd_rand& random, uint64_t keys, int64_t disorder) {
  std::vector<Timed> records;
  int64_t now = static_cast<int64_t>(random() % 100) - 50;
  for (size_t i = 0; i < 1500; ++i) {
    now += static_cast<int64_t>(random() % 4);
    const int64_t late = disorder == 0 ? 0 : static_cast<int64_t>(random()) % disorder;
    records.push_back({random() % keys, now - late + (disorder > 0 && random() % 300 == 0 ? 60 : 0)});
  }
  return records;
}

// Two gates of a kind, one of which is saved and loaded into another after every record.
template <class Make, class Slow>
void compare(std::minstd_rand& random, int64_t disorder, int64_t delay, Make make, Slow slow) {
  Moments moments(delay);
  std::unique_ptr<Gate> gate = make();
  std::unique_ptr<Gate> resumed = make();
  size_t passed = 0;
  for (const Timed& timed : random_records(random, 1 + random() % 8, disorder)) {
    const GateRecord record = record_of(timed.key, timed.time);
    const GateMoment moment = moments.next(timed.time);
    const std::string before = saved(*gate);
    const bool would = gate->admits(record, moment);
    REQUIRE(saved(*gate) == before);
    const bool passes = gate->take(record, moment);
    CAPTURE(timed.key, timed.time, moment.frontier);
    REQUIRE(would == passes);
    REQUIRE(passes == slow.take(timed.key, moment));
    REQUIRE(resumed->take(record, moment) == passes);
    const std::string bytes = saved(*resumed);
    REQUIRE(bytes == saved(*gate));
    resumed = make();
    ByteReader in(bytes);
    resumed->load(in);
    REQUIRE(in.ok());
    REQUIRE(in.at_end());
    REQUIRE(resumed->held().bytes == gate->held().bytes);
    passed += passes ? 1 : 0;
  }
  CHECK(passed > 0);
}

constexpr uint64_t kRoom = 1 << 20;

TEST_CASE("dedupe: random times, in order and not, beside a slow twin, saved and loaded after every record") {
  std::minstd_rand random(3);
  for (int round = 0; round < 60; ++round) {
    const auto within = static_cast<int64_t>(random() % 25);
    const int64_t disorder = round % 3 == 0 ? 0 : 1 + static_cast<int64_t>(random() % 40);
    const auto delay = static_cast<int64_t>(random() % 30);
    const bool refresh = round % 2 == 0;
    using Repeats = DedupeOptions::Repeats;
    const DedupeOptions options{.within = within,
                                .repeats = refresh ? Repeats::refresh : Repeats::do_not_count};
    compare(
        random, disorder, delay, [&] { return std::make_unique<Dedupe>(options, kRoom); },
        SlowDedupe(within, refresh));
  }
}

TEST_CASE("rate: random times, in order and not, beside a slow twin, saved and loaded after every record") {
  std::minstd_rand random(5);
  for (int round = 0; round < 60; ++round) {
    const Rate rate{1 + random() % 6, 1 + static_cast<int64_t>(random() % 25)};
    const int64_t disorder = round % 3 == 0 ? 0 : 1 + static_cast<int64_t>(random() % 40);
    const auto delay = static_cast<int64_t>(random() % 30);
    compare(
        random, disorder, delay, [&] { return std::make_unique<RateLimit>(rate, kRoom); }, SlowRate(rate));
  }
}

// Asks about records of one key, by the clock.
template <class G>
std::string passes(G& gate, const std::vector<int64_t>& times) {
  std::string out;
  for (const int64_t time : times) out += gate.take(record_of(1, time), {time, time}) ? '+' : '-';
  return out;
}

TEST_CASE("dedupe: what passed ever, and within D of what passed, with both ends") {
  Dedupe ever({}, kRoom);
  CHECK(passes(ever, {1, 1, 2, 1'000'000}) == "+---");
  Dedupe within({.within = 10}, kRoom);
  CHECK(passes(within, {0, 5, 10, 11, 21, 22}) == "+--+-+");
  Dedupe refreshed({.within = 10, .repeats = DedupeOptions::Repeats::refresh}, kRoom);
  CHECK(passes(refreshed, {0, 5, 10, 11, 21, 22, 33}) == "+-----+");
  Dedupe at_once({.within = 0}, kRoom);
  CHECK(passes(at_once, {0, 0, 1, 1}) == "+-+-");
}

TEST_CASE("dedupe: a record between two joins what is refreshed, and forgets both together") {
  Dedupe gate({.within = 10, .repeats = DedupeOptions::Repeats::refresh}, kRoom);
  const auto take = [&](int64_t time, int64_t frontier) {
    return gate.take(record_of(1, time), {time, frontier});
  };
  CHECK(take(0, -100));
  CHECK(take(20, -100));
  CHECK(gate.held().entries == 2);
  CHECK_FALSE(take(10, -100));
  CHECK(gate.held().entries == 1);
  CHECK_FALSE(take(-10, 30));  // late, and within D of what is remembered until 30
  CHECK(take(0, 31));
  CHECK(gate.held().entries == 0);  // that one would have been forgotten at once
}

TEST_CASE("rate: D apart is not too often") {
  RateLimit gate({2, 10}, kRoom);
  CHECK(passes(gate, {0, 1, 2, 9, 10, 10, 11, 12, 21}) == "++--+-+-+");
  RateLimit one({1, 10}, kRoom);
  CHECK(passes(one, {0, 9, 10, 19, 20}) == "+-+-+");
}

TEST_CASE("times at the ends of what can be told") {
  constexpr int64_t kLeast = time::kBeginningOfTime + 1;
  constexpr int64_t kMost = time::kEndOfTime;
  Dedupe dedupe({.within = kMost}, kRoom);
  CHECK(passes(dedupe, {kLeast, -1, 0, kMost}) == "+--+");
  RateLimit rate({1, kMost}, kRoom);
  CHECK(passes(rate, {kLeast, -1, 0, kMost}) == "+-++");
}

TEST_CASE("sample: by key it is the same for all records, and a larger share holds a smaller one") {
  using Of = SampleOptions::Of;
  const Sample tenth({.probability = 0.1, .seed = 0, .of = Of::keys});
  const Sample fifth({.probability = 0.2, .seed = 0, .of = Of::keys});
  const Sample other({.probability = 0.1, .seed = 1, .of = Of::keys});
  size_t kept = 0, kept_by_both = 0;
  for (uint64_t key = 0; key < 100'000; ++key) {
    const bool keeps = tenth.keeps({key, key + 1});
    if (keeps) CHECK(fifth.keeps({key, key + 1}));
    kept += keeps ? 1 : 0;
    kept_by_both += keeps && other.keeps({key, key + 1}) ? 1 : 0;
  }
  // Five standard deviations around the 10,000 and the 1,000 that are expected.
  CHECK(kept > 10'000 - 475);
  CHECK(kept < 10'000 + 475);
  CHECK(kept_by_both > 1'000 - 158);
  CHECK(kept_by_both < 1'000 + 158);
}

TEST_CASE("sample: by number, and the number is saved") {
  const SampleOptions options{.probability = 0.3, .seed = 7};
  Sample sample(options);
  auto resumed = std::make_unique<Sample>(options);
  size_t kept = 0;
  for (int i = 0; i < 10'000; ++i) {
    const GateRecord record = record_of(1, 0);
    const bool would = sample.admits(record, {});
    const bool keeps = sample.take(record, {});
    REQUIRE(keeps == would);
    REQUIRE(resumed->take(record, {}) == keeps);
    const std::string bytes = saved(*resumed);
    resumed = std::make_unique<Sample>(options);
    ByteReader in(bytes);
    resumed->load(in);
    REQUIRE(in.ok());
    kept += keeps ? 1 : 0;
  }
  CHECK(kept > 3'000 - 230);
  CHECK(kept < 3'000 + 230);
}

TEST_CASE("sample: all and none") {
  Sample all({.probability = 1});
  Sample none({.probability = 0});
  CHECK(passes(all, std::vector<int64_t>(1000)) == std::string(1000, '+'));
  CHECK(passes(none, std::vector<int64_t>(1000)) == std::string(1000, '-'));
}

TEST_CASE("dedupe: without room the oldest key gives way, with --refresh the one not seen for longest") {
  const uint64_t room = 4 * GateTable<std::pair<int64_t, int64_t>>::kEntryBytes;
  Dedupe gate({}, room);
  const auto take = [&](uint64_t key) { return gate.take(record_of(key, 0), {0, 0}); };
  for (uint64_t key = 1; key <= 4; ++key) CHECK(take(key));
  CHECK_FALSE(take(1));
  CHECK(gate.forgotten() == 0);
  CHECK(take(5));
  CHECK(gate.forgotten() == 1);
  CHECK(gate.held().bytes <= room);
  CHECK_FALSE(take(2));
  CHECK(take(1));
  CHECK(gate.forgotten() == 2);
  CHECK(take(2));

  Dedupe refreshed({.within = 100, .repeats = DedupeOptions::Repeats::refresh}, room);
  for (uint64_t key = 1; key <= 4; ++key) CHECK(refreshed.take(record_of(key, 0), {0, 0}));
  CHECK_FALSE(refreshed.take(record_of(1, 1), {1, 1}));
  CHECK(refreshed.take(record_of(5, 1), {1, 1}));
  CHECK_FALSE(refreshed.take(record_of(1, 2), {2, 2}));
  CHECK(refreshed.take(record_of(2, 2), {2, 2}));

  Dedupe least({}, 1);
  CHECK(passes(least, {0, 0}) == "+-");
  CHECK(least.take(record_of(2, 0), {0, 0}));
  CHECK(least.take(record_of(1, 0), {0, 0}));
}

TEST_CASE(
    "rate: without room the key that passed longest ago gives way, and what is free again is not counted") {
  RateLimit gate({2, 100}, 500);
  uint64_t key = 0;
  while (gate.forgotten() == 0) {
    CHECK(gate.take(record_of(++key, 0), {0, 0}));
    CHECK(gate.take(record_of(key, 0), {0, 0}));
    CHECK(gate.held().bytes <= 500);
  }
  CHECK(key > 3);
  CHECK_FALSE(gate.take(record_of(key, 0), {0, 0}));
  CHECK(gate.take(record_of(1, 0), {0, 0}));
  CHECK(gate.forgotten() == 2);
  const uint64_t held = gate.held().bytes;
  CHECK(gate.take(record_of(99, 100), {100, 100}));
  CHECK(gate.held().entries == 1);
  CHECK(gate.held().bytes < held);
  CHECK(gate.forgotten() == 2);
}

TEST_CASE("what gates load is checked") {
  Dedupe dedupe({.within = 5}, kRoom);
  RateLimit rate({2, 5}, kRoom);
  for (int64_t i = 0; i < 20; ++i) {
    dedupe.take(record_of(static_cast<uint64_t>(i), i), {i, 0});
    rate.take(record_of(static_cast<uint64_t>(i % 7), i), {i, 0});
  }
  for (const Gate* gate : {static_cast<const Gate*>(&dedupe), static_cast<const Gate*>(&rate)}) {
    const std::string bytes = saved(*gate);
    for (size_t cut = 0; cut < bytes.size(); ++cut) {
      Dedupe other_dedupe({.within = 5}, kRoom);
      RateLimit other_rate({2, 5}, kRoom);
      Gate& other = gate == &dedupe ? static_cast<Gate&>(other_dedupe) : other_rate;
      ByteReader in(std::string_view(bytes).substr(0, cut));
      other.load(in);
      CHECK_FALSE(in.ok());
    }
  }
}

}  // namespace
}  // namespace runnel::op
