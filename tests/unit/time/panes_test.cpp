#include "time/panes.h"

#include <rapidcheck.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "../catch.h"
#include "base/time_text.h"

namespace runnel::time {
namespace {

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kHour = 3600 * kSecond;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

// A zone of the machine's database; nothing where the machine has none, since a test can only be skipped
// then.
std::optional<absl::TimeZone> zone(const char* name) {
  absl::TimeZone found;
  if (absl::LoadTimeZone(name, &found)) return found;
  WARN("the zone " << name << " is not in this machine's database");
  return std::nullopt;
}

int64_t at(std::string_view text) {
  const auto time = parse_rfc3339(text);
  REQUIRE(time.has_value());
  return *time;
}

std::string written(int64_t time) {
  std::string out;
  append_rfc3339(out, time);
  return out;
}

TEST_CASE("without a zone all panes have one length") {
  const Panes panes(kDay, -8 * kHour, std::nullopt);
  CHECK(written(panes.start(panes.index(at("2024-03-31T15:59:59.999999999Z")))) == "2024-03-30T16:00:00Z");
  CHECK(written(panes.start(panes.index(at("2024-03-31T16:00:00Z")))) == "2024-03-31T16:00:00Z");
  CHECK(panes.start(0) == -8 * kHour);
  CHECK(panes.start(kMost) == kMost);
  CHECK(panes.start(kLeast) == kLeast);
}

struct Day {
  const char* zone;
  const char* start;
  int hours;
};

TEST_CASE("a day of the wall clock has as many hours as its zone gave it") {
  const Day days[] = {
      {"Europe/Berlin", "2024-03-29T23:00:00Z", 24},
      {"Europe/Berlin", "2024-03-30T23:00:00Z", 23},
      {"Europe/Berlin", "2024-10-26T22:00:00Z", 25},
      {"Europe/Berlin", "1968-06-01T23:00:00Z", 24},
      {"America/New_York", "2024-03-10T05:00:00Z", 23},
      {"America/New_York", "2024-11-03T04:00:00Z", 25},
      {"Asia/Kolkata", "2024-03-30T18:30:00Z", 24},
      {"Asia/Kolkata", "2024-10-26T18:30:00Z", 24},
      // These two change their clocks at midnight: the day begins at one o'clock, or has the hour before one
      // o'clock twice.
      {"America/Havana", "2024-03-10T05:00:00Z", 23},
      {"America/Havana", "2024-11-03T04:00:00Z", 25},
      {"Africa/Cairo", "2014-05-15T22:00:00Z", 23},
      {"Africa/Cairo", "2014-09-23T21:00:00Z", 24},
      {"Africa/Cairo", "2014-09-24T21:00:00Z", 25},
      {"Africa/Cairo", "2014-09-25T22:00:00Z", 24},
      // Samoa went over the date line: the 30th did not exist.
      {"Pacific/Apia", "2011-12-29T10:00:00Z", 24},
      {"Pacific/Apia", "2011-12-30T10:00:00Z", 24},
  };
  for (const Day& day : days) {
    CAPTURE(day.zone, day.start);
    const auto found = zone(day.zone);
    if (!found.has_value()) continue;
    const Panes panes(kDay, 0, found);
    const int64_t index = panes.index(at(day.start));
    CHECK(written(panes.start(index)) == day.start);
    CHECK(panes.index(at(day.start) - 1) < index);
    CHECK(panes.index(at(day.start) + day.hours * kHour - 1) == index);
    CHECK(panes.index(at(day.start) + day.hours * kHour) > index);
    CHECK(written(panes.start(index + 1)) == written(at(day.start) + day.hours * kHour));
  }
}

TEST_CASE("an hour that is skipped is an empty pane, one that is shown twice a long one") {
  const auto berlin = zone("Europe/Berlin");
  if (!berlin.has_value()) return;
  const Panes hours(kHour, 0, berlin);
  const int64_t skipped = hours.index(at("2024-03-31T00:59:59Z")) + 1;
  CHECK(written(hours.start(skipped)) == "2024-03-31T01:00:00Z");
  CHECK(written(hours.start(skipped + 1)) == "2024-03-31T01:00:00Z");
  CHECK(hours.index(at("2024-03-31T01:00:00Z")) == skipped + 1);
  const int64_t twice = hours.index(at("2024-10-27T00:00:00Z"));
  CHECK(hours.index(at("2024-10-27T01:59:59.999999999Z")) == twice);
  CHECK(written(hours.start(twice + 1)) == "2024-10-27T02:00:00Z");
  // Within the hour that is shown twice, quarters of the first showing; the last of them takes the second.
  const Panes quarters(kHour / 4, 0, berlin);
  const int64_t last = quarters.index(at("2024-10-27T00:45:00Z"));
  CHECK(quarters.index(at("2024-10-27T00:44:59Z")) == last - 1);
  CHECK(quarters.index(at("2024-10-27T01:20:00Z")) == last);
  CHECK(quarters.index(at("2024-10-27T02:00:00Z")) == last + 1);
}

// The slow twin: every change of the zone's clock, and the latest that the wall clock had shown at a moment.
class SlowClock {
 public:
  explicit SlowClock(absl::TimeZone zone) : zone_(zone) {
    absl::Time from = absl::FromUnixSeconds(kLeast / kSecond - 1);
    absl::TimeZone::CivilTransition change;
    while (absl::ToUnixSeconds(from) < kMost / kSecond && zone.NextTransition(from, &change)) {
      const absl::CivilSecond shown_oddly = std::min(change.from, change.to);  // skipped, or shown twice
      changes_.push_back(absl::ToUnixSeconds(zone.At(shown_oddly).trans));
      from = absl::FromUnixSeconds(changes_.back());
    }
    for (const int64_t moment : changes_) shown_before_.push_back(wall(moment - 1));
  }

  const std::vector<int64_t>& changes() const { return changes_; }

  // In seconds, at that second since 1970.
  int64_t reached(int64_t second) const {
    int64_t most = wall(second);
    for (size_t i = 0; i < changes_.size() && changes_[i] <= second; ++i)
      most = std::max(most, shown_before_[i]);
    return most;
  }

 private:
  int64_t wall(int64_t second) const {
    return zone_.At(absl::FromUnixSeconds(second)).cs - absl::CivilSecond(1970, 1, 1);
  }

  absl::TimeZone zone_;
  std::vector<int64_t> changes_;
  std::vector<int64_t> shown_before_;  // by the wall clock, a second before each change
};

TEST_CASE("panes of a zone: as a slow twin says") {
  for (const char* name :
       {"Europe/Berlin", "America/New_York", "Asia/Kolkata", "America/Havana", "Africa/Cairo",
        "Australia/Lord_Howe", "Pacific/Apia", "America/Juneau", "Europe/Lisbon", "Asia/Manila"}) {
    const auto found = zone(name);
    if (!found.has_value()) continue;
    const SlowClock clock(*found);
    REQUIRE_FALSE(clock.changes().empty());
    REQUIRE(rc::check(std::string("near changes of the clock in ") + name, [&] {
      const int64_t change = clock.changes()[*rc::gen::inRange<size_t>(0, clock.changes().size())];
      const int64_t lengths[] = {60, 900, 3600, 5 * 3600, 86'400, 7 * 86'400, 1};
      const int64_t length = lengths[*rc::gen::inRange<size_t>(0, std::size(lengths))];
      const int64_t offset = *rc::gen::inRange<int64_t>(-100'000, 100'000);
      const Panes panes(length * kSecond, offset * kSecond, found);
      const int64_t second =
          change + *rc::gen::inRange<int64_t>(-200, 200) * *rc::gen::inRange<int64_t>(1, 1000);
      if (second <= kLeast / kSecond || second >= kMost / kSecond) return;
      const int64_t wanted =
          (clock.reached(second) - offset) / length - ((clock.reached(second) - offset) % length < 0 ? 1 : 0);
      const int64_t index = panes.index(second * kSecond);
      RC_ASSERT(index == wanted);
      RC_ASSERT(panes.index(second * kSecond + 999'999'999) == wanted);
      // A pane begins when its boundary, or more, is first shown.
      const int64_t start = panes.start(index) / kSecond;
      RC_ASSERT(start <= second);
      RC_ASSERT(panes.start(index + 1) / kSecond > second);
      RC_ASSERT(clock.reached(start) >= offset + index * length);
      RC_ASSERT(clock.reached(start - 1) < offset + index * length);
    }));
  }
}

TEST_CASE("at the ends of int64 a zone's panes do not wrap around") {
  const auto berlin = zone("Europe/Berlin");
  if (!berlin.has_value()) return;
  for (const int64_t length : {kSecond, kDay, kMost / kSecond * kSecond}) {
    for (const int64_t offset : {-kMost / kSecond * kSecond, int64_t{0}, kMost / kSecond * kSecond}) {
      const Panes panes(length, offset, berlin);
      for (const int64_t time : {kLeast, int64_t{0}, kMost}) {
        CHECK(panes.start(panes.index(time)) <= time);
      }
      CHECK(panes.start(kMost) == kMost);
      CHECK(panes.start(kLeast) == kLeast);
    }
  }
}

}  // namespace
}  // namespace runnel::time
