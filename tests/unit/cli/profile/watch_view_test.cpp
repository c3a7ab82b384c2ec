#include "cli/profile/watch_view.h"

#include <fmt/format.h>

#include "base/columns.h"
#include "catch.h"
#include "cli/profile/profiles.h"

using namespace runnel;
using namespace runnel::cli;
using Lines = std::vector<std::string>;

namespace {

// The paths of the fields that are seen, in their order.
Lines paths(const Lines& lines) {
  Lines result;
  for (const std::string& line : lines) {
    if (line.starts_with('.')) result.push_back(line.substr(0, line.find(' ')));
  }
  return result;
}

op::ProfileSummary some_fields() {
  op::ProfileSummary profile;
  profile.records = 4;
  const auto add = [&](const char* path, double mean, uint64_t places, uint64_t nulls, uint64_t distinct) {
    op::FieldSummary field = op::number_field(path, {{mean, 2}});
    field.places = places;
    field.nulls = nulls;
    field.distinct = distinct;
    profile.fields.push_back(field);
  };
  add(".c", 1, 2, 0, 9);
  add(".a", 3, 4, 1, 3);
  add(".b", 2, 8, 2, 5);
  return profile;
}

Lines seen(WatchView& view, const op::ProfileSummary& profile, const Screen& screen = {}) {
  return view.lines({&profile, 1}, {}, screen);
}

}  // namespace

TEST_CASE("each press sorts by the next column, and all come round") {
  const op::ProfileSummary profile = some_fields();
  WatchView view({});
  const std::vector<std::pair<std::string, Lines>> expected{
      {"by appearance, ? for keys", {".c", ".a", ".b"}}, {"by name, ? for keys", {".a", ".b", ".c"}},
      {"by presence, ? for keys", {".c", ".a", ".b"}},   {"by nulls, ? for keys", {".b", ".a", ".c"}},
      {"by distinct, ? for keys", {".c", ".b", ".a"}},   {"by mean, ? for keys", {".a", ".b", ".c"}},
      {"by appearance, ? for keys", {".c", ".a", ".b"}}};
  for (const auto& [state, order] : expected) {
    const Lines lines = seen(view, profile);
    CHECK(lines.back() == state);
    CHECK(paths(lines) == order);
    view.press(Key::sort);
  }
  WatchView reversed({});
  reversed.press(Key::reverse);
  const Lines lines = seen(reversed, profile);
  CHECK(lines.back() == "by appearance, reversed, ? for keys");
  CHECK(paths(lines) == Lines{".b", ".a", ".c"});
}

TEST_CASE("pause and help") {
  WatchView view({});
  CHECK_FALSE(view.is_paused());
  view.press(Key::pause);
  CHECK(view.is_paused());
  CHECK(seen(view, some_fields()).back() == "paused, by appearance, ? for keys");
  view.press(Key::help);
  CHECK(seen(view, some_fields()).back() ==
        "s sort by the next column, r reverse, p pause, up/down scroll, q quit");
  view.press(Key::help);
  view.press(Key::pause);
  CHECK(seen(view, some_fields()).back() == "by appearance, ? for keys");
}

TEST_CASE("what does not fit is scrolled to, and the head stays") {
  op::ProfileSummary profile;
  profile.records = 1;
  for (int i = 0; i < 30; ++i)
    profile.fields.push_back(op::number_field(fmt::format(".f{:02}", i), {{1, 1}}));
  WatchView view({});
  const Screen screen{.lines = 10};
  const auto first = [&] { return paths(seen(view, profile, screen)).front(); };
  const Lines lines = seen(view, profile, screen);
  CHECK(lines.size() == 9);
  CHECK(lines[0] == "1 record, 0 bytes");
  CHECK(lines[2].starts_with("field"));
  CHECK(lines.back() == "by appearance, 1 to 5 of 30, ? for keys");
  CHECK(first() == ".f00");
  view.press(Key::down);
  CHECK(first() == ".f01");
  CHECK(seen(view, profile, screen)[2].starts_with("field"));
  view.press(Key::page_down);
  CHECK(first() == ".f05");
  view.press(Key::page_up);
  view.press(Key::up);
  view.press(Key::up);
  CHECK(first() == ".f00");
  for (int i = 0; i < 100; ++i) view.press(Key::page_down);
  CHECK(first() == ".f25");
  view.press(Key::up);
  CHECK(first() == ".f24");
  profile.fields.resize(3);
  CHECK(first() == ".f00");
  CHECK(view.all_lines({&profile, 1}, {}, screen).size() == 6);
}

TEST_CASE("several profiles, each under its key") {
  std::vector<op::ProfileSummary> profiles{some_fields(), some_fields()};
  profiles[0].key = {{"k", "1"}};
  profiles[1].key = {{"k", "2"}};
  WatchView view({});
  const Lines lines = view.lines(profiles, {}, {.lines = 40});
  CHECK(lines[0] == "k=1");
  CHECK(paths(lines).size() == 6);
  CHECK(std::count(lines.begin(), lines.end(), "k=2") == 1);
  profiles.resize(ProfileHistory::kMostProfiles + 7);
  CHECK(view.all_lines(profiles, {}, {}).back() == "... 7 more");
  CHECK(view.lines({}, {}, {})[0] == "no records yet");
}

TEST_CASE("the rate and its bars") {
  op::ProfileSummary profile = some_fields();
  ProfileHistory history;
  for (int i = 0; i < 3; ++i) {
    profile.records += 100u << i;
    history.take({&profile, 1}, int64_t{i} * 1'000'000'000);
  }
  WatchView view({});
  const Lines lines = view.lines({&profile, 1}, history, {});
  CHECK(lines[1] == "now 400/s  ▁█");
}

TEST_CASE("no view is larger than the terminal") {
  op::ProfileSummary profile = requests();
  ProfileHistory history;
  for (int i = 0; i < 80; ++i) history.take({&profile, 1}, int64_t{i} * 1'000'000'000);
  for (const Key key : {Key::down, Key::help, Key::pause}) {
    WatchView view({});
    view.press(key);
    for (size_t columns = 1; columns < 130; columns += 3) {
      for (size_t height = 1; height < 40; ++height) {
        const Lines lines = view.lines({&profile, 1}, history, {.columns = columns, .lines = height});
        CHECK(lines.size() <= std::max<size_t>(height, 3) - 1);
        for (const std::string& line : lines) {
          CHECK(fitted(line, 10'000, Charset::unicode).width <= std::max<size_t>(columns, 2) - 1);
        }
      }
    }
  }
}
