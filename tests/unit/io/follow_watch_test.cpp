#include "io/follow/watch.h"

#include <poll.h>

#include <filesystem>

#include "../catch.h"
#include "follow_fixture.h"

namespace runnel::io {
namespace {

constexpr int64_t kMs = 1'000'000;

bool is_readable(const Watch& watch) {
  pollfd entry{watch.descriptor(), POLLIN, 0};
  return ::poll(&entry, 1, 0) > 0;
}

TEST_CASE("an eye on a file sees that it is written to, under whatever name") {
  const TempDir dir;
  const FakeClock clock;
  const auto watch = std::make_shared<Watch>(clock);
  const std::string path = dir.file("a", "");
  const Descriptor file = open_descriptor(path.c_str(), O_RDONLY);
  const auto eye = Eye::on_file(watch, file.get());
  CHECK(eye->is_watched());
  CHECK(eye->take());
  CHECK_FALSE(eye->take());
  append(path, "x");
  CHECK(is_readable(*watch));
  CHECK_FALSE(eye->take());
  watch->drain();
  CHECK_FALSE(is_readable(*watch));
  CHECK(eye->take());
  CHECK_FALSE(eye->take());
  rename_file(path, dir.path("b"));
  append(dir.path("b"), "y");
  watch->drain();
  CHECK(eye->take());
  truncate_file(dir.path("b"));
  watch->drain();
  CHECK(eye->take());
  append(dir.file("a", ""), "x");
  watch->drain();
  CHECK_FALSE(eye->take());
}

TEST_CASE("an eye on a directory sees names come and go, and no writing") {
  const TempDir dir;
  const FakeClock clock;
  const auto watch = std::make_shared<Watch>(clock);
  const std::string path = dir.file("a", "");
  const auto eye = Eye::on_directory(watch, dir.path("."));
  const auto sees = [&] {
    watch->drain();
    return eye->take();
  };
  CHECK(sees());
  append(path, "x");
  CHECK_FALSE(sees());
  rename_file(path, dir.path("b"));
  CHECK(sees());
  dir.file("c", "");
  CHECK(sees());
  std::filesystem::remove(dir.path("c"));
  CHECK(sees());
  CHECK_FALSE(sees());
}

TEST_CASE("two eyes on one thing see for themselves") {
  const TempDir dir;
  const FakeClock clock;
  const auto watch = std::make_shared<Watch>(clock);
  auto first = Eye::on_directory(watch, dir.path("."));
  const auto second = Eye::on_directory(watch, dir.path("."));
  first->take(), second->take();
  dir.file("a", "");
  watch->drain();
  CHECK(first->take());
  CHECK(second->take());
  first.reset();
  dir.file("b", "");
  watch->drain();
  CHECK(second->take());
}

TEST_CASE("a directory that is not there yet is looked at until it is") {
  const TempDir dir;
  FakeClock clock;
  const auto watch = std::make_shared<Watch>(clock);
  const auto eye = Eye::on_directory(watch, dir.path("later"));
  CHECK_FALSE(eye->is_watched());
  CHECK(watch->patience_ms() == Watch::kPollMs);
  eye->take();
  watch->drain();
  CHECK_FALSE(eye->take());
  std::filesystem::create_directory(dir.path("later"));
  clock.tick(250 * kMs);
  watch->drain();
  CHECK(eye->take());
  CHECK(eye->is_watched());
  CHECK(watch->patience_ms() > Watch::kPollMs);
  dir.file("later/a", "");
  watch->drain();
  CHECK(eye->take());
}

TEST_CASE("an eye whose directory is gone looks for the next one") {
  const TempDir dir;
  FakeClock clock;
  const auto watch = std::make_shared<Watch>(clock);
  std::filesystem::create_directory(dir.path("d"));
  const auto eye = Eye::on_directory(watch, dir.path("d"));
  eye->take();
  std::filesystem::remove(dir.path("d"));
  watch->drain();
  CHECK_FALSE(eye->is_watched());
  CHECK(eye->take());
  std::filesystem::create_directory(dir.path("d"));
  clock.tick(250 * kMs);
  watch->drain();
  CHECK(eye->take());
  CHECK(eye->is_watched());
}

TEST_CASE("what inotify does not tell is looked at every second") {
  const TempDir dir;
  FakeClock clock;
  const auto watch = std::make_shared<Watch>(clock);
  const auto eye = Eye::on_directory(watch, dir.path("."));
  eye->take();
  CHECK(watch->patience_ms() == Watch::kSafetyMs);
  clock.tick(999 * kMs);
  watch->drain();
  CHECK_FALSE(eye->take());
  CHECK(watch->patience_ms() == 1);
  clock.tick(kMs / 2);
  CHECK(watch->patience_ms() == 1);
  clock.tick(kMs / 2);
  CHECK(watch->patience_ms() == 0);
  watch->drain();
  CHECK(eye->take());
  CHECK_FALSE(eye->take());
  CHECK(watch->patience_ms() == Watch::kSafetyMs);
}

TEST_CASE("a reader that never waits looks every few milliseconds") {
  const TempDir dir;
  FakeClock clock;
  const auto watch = std::make_shared<Watch>(clock);
  const auto eye = Eye::on_directory(watch, dir.path("."));
  eye->take();
  dir.file("one", "");
  clock.tick(4 * kMs);
  CHECK_FALSE(eye->take());
  clock.tick(kMs);
  CHECK(eye->take());
  CHECK(watch->patience_ms() == 0);  // another eye may have been asked before
  CHECK(watch->patience_ms() > 0);
  CHECK_FALSE(eye->take());
  clock.tick(5 * kMs);
  CHECK_FALSE(eye->take());  // nothing has happened
  dir.file("two", "");
  clock.tick(5 * kMs);
  CHECK(eye->take());
}

TEST_CASE("polling has its interval and no descriptor") {
  const TempDir dir;
  FakeClock clock;
  const auto watch = std::make_shared<Watch>(clock, 40);
  CHECK(watch->descriptor() == -1);
  const Descriptor file = open_descriptor(dir.file("a", "").c_str(), O_RDONLY);
  const auto eye = Eye::on_file(watch, file.get());
  eye->take();
  CHECK_FALSE(eye->is_watched());
  CHECK(watch->patience_ms() == 40);
  clock.tick(39 * kMs);
  watch->drain();
  CHECK_FALSE(eye->take());
  clock.tick(kMs);
  watch->drain();
  CHECK(eye->take());
}

TEST_CASE("where events were lost everything is looked at") {
  const TempDir dir;
  const FakeClock clock;
  const auto watch = std::make_shared<Watch>(clock);
  const std::string path = dir.file("a", "");
  const Descriptor file = open_descriptor(path.c_str(), O_RDONLY);
  std::filesystem::create_directory(dir.path("d"));
  const auto eye = Eye::on_file(watch, file.get());
  const auto noise = Eye::on_directory(watch, dir.path("d"));
  eye->take();
  std::ifstream limit_file("/proc/sys/fs/inotify/max_queued_events");
  size_t limit = 0;
  limit_file >> limit;
  if (limit == 0 || limit > 100'000) return;
  for (size_t i = 0; i <= limit / 2; ++i) {
    const std::string name = dir.path("d/" + std::to_string(i % 2));
    ::close(::open(name.c_str(), O_CREAT | O_WRONLY, 0600));
    ::unlink(name.c_str());
  }
  append(path, "x");
  watch->drain();
  CHECK(eye->take());
}

}  // namespace
}  // namespace runnel::io
