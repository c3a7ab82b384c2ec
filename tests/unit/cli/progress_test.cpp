#include "cli/progress.h"

#include <fcntl.h>
#include <unistd.h>

#include "catch.h"

using namespace runnel;
using namespace runnel::cli;

namespace {

constexpr int64_t kSecond = 1'000'000'000;

// A run whose messages go to a pipe and whose time is the test's.
struct Run {
  int ends[2];
  FakeClock clock;

  Run() {
    REQUIRE(pipe(ends) == 0);
    REQUIRE(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0);
  }
  ~Run() {
    close(ends[0]);
    close(ends[1]);
  }
  std::string text() {
    std::string out(65536, '\0');
    const ssize_t size = read(ends[0], out.data(), out.size());
    out.resize(size > 0 ? static_cast<size_t>(size) : 0);
    return out;
  }
};

}  // namespace

TEST_CASE("progress is shown where it is asked for or likely to be missed") {
  constexpr uint64_t kLarge = 100'000'001;
  CHECK(progress_style({false, true, false, kLarge}) == ProgressStyle::terminal);
  CHECK(progress_style({false, true, false, kLarge - 1}) == ProgressStyle::none);
  CHECK(progress_style({false, true, true, kLarge}) == ProgressStyle::none);
  CHECK(progress_style({false, false, false, kLarge}) == ProgressStyle::none);
  CHECK(progress_style({false, true, false, 0}) == ProgressStyle::none);
  CHECK(progress_style({true, true, false, 0}) == ProgressStyle::terminal);
  CHECK(progress_style({true, true, true, 0}) == ProgressStyle::lines);
  CHECK(progress_style({true, false, true, 0}) == ProgressStyle::lines);
}

TEST_CASE("the text says bytes, percent, rate and time left") {
  CHECK(progress_text(250'000'000, 1'000'000'000, 1e8, 0) == "250 MB of 1.00 GB, 25 %, 100 MB/s, 8s left");
  CHECK(progress_text(0, 1'000'000, 0, 0) == "0 bytes of 1.00 MB, 0 %, 0 bytes/s");
  CHECK(progress_text(1'000'000, 1'000'000, 1e6, 0) == "1.00 MB of 1.00 MB, 100 %, 1.00 MB/s, 0s left");
  CHECK(progress_text(5'000'000, 0, 1e6, 65 * kSecond) == "5.00 MB, 1.00 MB/s, 1m5s");
  CHECK(progress_text(5'000'000, 4'000'000, 1e6, kSecond) == "5.00 MB, 1.00 MB/s, 1s");
  CHECK(progress_text(0, 1'000'000, 1e-300, 0).find("left") !=
        std::string::npos);  // far beyond any integer of seconds
}

TEST_CASE("on a terminal the line is renewed at most five times a second and gone at the end") {
  Run run;
  Messages messages("prog", run.ends[1]);
  Progress progress(messages, ProgressStyle::terminal, run.clock);
  int renewals = 0;
  for (int i = 1; i <= 1000; ++i) {  // ten seconds
    run.clock.tick(kSecond / 100);
    progress.progress(static_cast<uint64_t>(i) * 10'000'000, 20'000'000'000);
    const std::string text = run.text();
    if (text.empty()) continue;
    CHECK(text.front() == '\r');
    CHECK(text.find('\n') == std::string::npos);
    ++renewals;
  }
  CHECK(renewals <= 50);
  CHECK(renewals >= 45);
  progress.finish();
  const std::string last = run.text();
  CHECK(last.find_first_not_of("\r ") == std::string::npos);
  CHECK(!last.empty());
  run.clock.tick(kSecond);
  progress.progress(1, 2);
  CHECK(run.text().empty());
}

TEST_CASE("a steady rate is shown as it is") {
  Run run;
  Messages messages("prog", run.ends[1]);
  Progress progress(messages, ProgressStyle::terminal, run.clock);
  for (int i = 1; i <= 50; ++i) {
    run.clock.tick(kSecond / 5);
    progress.progress(static_cast<uint64_t>(i) * 20'000'000, 2'000'000'000);
  }
  const std::string text = run.text();
  CHECK(text.ends_with("1.00 GB of 2.00 GB, 50 %, 100 MB/s, 10s left"));
}

TEST_CASE("elsewhere a line is said every ten seconds") {
  Run run;
  Messages messages("prog", run.ends[1]);
  Progress progress(messages, ProgressStyle::lines, run.clock);
  std::string all;
  for (int i = 1; i <= 25; ++i) {
    run.clock.tick(kSecond);
    progress.progress(static_cast<uint64_t>(i) * 1'000'000, 100'000'000);
    all += run.text();
  }
  progress.finish();
  all += run.text();
  CHECK(all ==
        "prog: 10.0 MB of 100 MB, 10 %, 1.00 MB/s, 1m30s left\nprog: 20.0 MB of 100 MB, 20 %, 1.00 MB/s, "
        "1m20s left\n");
}

TEST_CASE("where none is wanted nothing is said") {
  Run run;
  Messages messages("prog", run.ends[1]);
  Progress progress(messages, ProgressStyle::none, run.clock);
  run.clock.tick(100 * kSecond);
  progress.progress(1, 2);
  progress.finish();
  CHECK(run.text().empty());
}
