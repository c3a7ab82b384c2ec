#include "cli/profile/taker.h"

#include "catch.h"
#include "cli/profile/profiles.h"
#include "op/memory_sink.h"

using namespace runnel;
using namespace runnel::cli;

namespace {

std::string written(ProfileForm form, std::vector<op::ProfileSummary> profiles, int times = 1,
                    op::FieldChoice choice = {}) {
  op::MemorySink sink;
  ProfileTaker taker(sink, form, std::move(choice), {});
  for (int i = 0; i < times; ++i) CHECK(taker.take(op::GivenProfiles(profiles)) == op::Demand::more);
  CHECK(taker.flush() == op::Demand::more);
  return sink.text;
}

op::ProfileSummary small() {
  op::ProfileSummary profile = requests();
  profile.fields.erase(profile.fields.begin(), profile.fields.end() - 2);
  profile.time.reset();
  return profile;
}

size_t count(const std::string& text, std::string_view part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("records are written one behind the other") {
  const std::string text = written(ProfileForm::json, {small(), small()}, 2);
  CHECK(count(text, "\n") == 4);
  CHECK(text.starts_with("{\"records\":1000,"));
  CHECK(count(written(ProfileForm::json_lines, {small()}), "\n") == 3);
  CHECK(written(ProfileForm::json, {}) == "");
  CHECK(count(written(ProfileForm::json, {small()}, 1, op::FieldChoice({".by_id"})), ".is_bot") == 0);
}

TEST_CASE("tables have an empty line between them") {
  const std::string text = written(ProfileForm::table, {small(), small()}, 2);
  CHECK(count(text, "1000 records") == 4);
  CHECK(count(text, "\n\n1000 records") == 3);
  CHECK(text.back() == '\n');
  CHECK(written(ProfileForm::table, {}) == "no records\n");
}

TEST_CASE("the long view is of the fields that are chosen") {
  const std::string text = written(ProfileForm::long_view, {small()}, 1, op::FieldChoice({".is_bot"}));
  CHECK(text.starts_with(".is_bot\n"));
  CHECK(count(text, ".by_id") == 0);
  CHECK(written(ProfileForm::long_view, {small()}, 1, op::FieldChoice({".none"})) == "");
}

TEST_CASE("metrics of all profiles are one text") {
  std::vector<op::ProfileSummary> profiles{small(), small()};
  profiles[0].key = {{"k", "1"}};
  profiles[1].key = {{"k", "2"}};
  const std::string text = written(ProfileForm::prometheus, profiles);
  CHECK(count(text, "# TYPE runnel_stats_records gauge\n") == 1);
  CHECK(count(text, "\nrunnel_stats_records{") == 2);
}

TEST_CASE("a sink that has failed is enough") {
  op::MemorySink sink;
  ProfileTaker taker(sink, ProfileForm::json, {}, {});
  sink.break_now();
  const std::vector<op::ProfileSummary> profiles{small()};
  CHECK(taker.take(op::GivenProfiles(profiles)) == op::Demand::enough);
  CHECK(taker.flush() == op::Demand::enough);
  CHECK(taker.watched().empty());
}
