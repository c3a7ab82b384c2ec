#include "io/reload.h"

#include <poll.h>

#include <atomic>
#include <thread>

#include "catch.h"

using namespace runnel::io;

namespace {

bool polls(const ReloadRequest& reload) {
  pollfd descriptor{reload.descriptor(), POLLIN, 0};
  return poll(&descriptor, 1, 0) == 1;
}

}  // namespace

TEST_CASE("a reload is asked for until somebody takes it") {
  ReloadRequest reload;
  CHECK(!polls(reload));
  CHECK(!reload.take());
  reload.request();
  CHECK(polls(reload));
  CHECK(reload.take());
  CHECK(!polls(reload));
  CHECK(!reload.take());
}

TEST_CASE("requests that nobody has taken yet are one") {
  ReloadRequest reload;
  reload.request();
  reload.request();
  CHECK(reload.take());
  CHECK(!reload.take());
  CHECK(!polls(reload));
  reload.request();
  CHECK(reload.take());
}

TEST_CASE("no request is lost, whenever it comes") {
  ReloadRequest reload;
  std::atomic<bool> done{false};
  std::thread asker([&] {
    for (int i = 0; i < 20'000; ++i) reload.request();
    done.store(true);
  });
  int taken = 0;
  while (!done.load()) taken += reload.take() ? 1 : 0;
  asker.join();
  const bool last = reload.take();
  CHECK((taken > 0 || last));
  CHECK(!reload.take());
  CHECK(!polls(reload));
}
