#include "cli/late_options.h"

#include <unistd.h>

#include "catch.h"
#include "cli/losses.h"

using namespace runnel;
using namespace runnel::cli;

namespace {

using Words = std::vector<std::string>;

constexpr int64_t kSecond = 1'000'000'000;

struct Parsed {
  CommandLine line;
  LateOptions options;
  std::string error;

  explicit Parsed(const Words& words) {
    add_late_flags(line, options,
                   {.which = "which are old",
                    .beside = "More.",
                    .held = "open things",
                    .flushed = "they end",
                    .flush_reason = "why"});
    const auto operands = line.parse(words);
    if (!operands) error = operands.error().message;
  }
};

// What is said of `late`.
std::string said(const LateRecords& late, const LateOptions& options, bool lacks) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  {
    Messages messages("prog", ends[1]);
    CHECK(report_late(late, options, messages) == lacks);
  }
  close(ends[1]);
  std::string text(1000, '\0');
  const ssize_t size = read(ends[0], text.data(), text.size());
  close(ends[0]);
  text.resize(size < 0 ? 0 : static_cast<size_t>(size));
  return text;
}

}  // namespace

TEST_CASE("late records are reported, dropped or kept") {
  CHECK(Parsed({}).options.late == LateOptions::Late::report);
  CHECK(!Parsed({}).options.given);
  CHECK(!Parsed({"--late", "drop"}).options.kept());
  CHECK(Parsed({"--late", "report"}).options.given);
  CHECK(Parsed({"--late", "./drop"}).options.kept() == "./drop");
  // The last of several counts.
  CHECK(!Parsed({"--late", "file", "--late", "drop"}).options.kept());
  CHECK(Parsed({"--late", ""}).error == "--late: the value is empty; it is report, drop, or a file");
}

TEST_CASE("what is held when a signal comes is kept only in a state") {
  CHECK(check_on_term(Parsed({"--on-term", "flush"}).options, HasState::no, "x").ok());
  CHECK(check_on_term(Parsed({"--on-term", "keep"}).options, HasState::yes, "x").ok());
  CHECK(!Parsed({}).options.on_term.has_value());
  const auto kept =
      check_on_term(Parsed({"--on-term", "keep"}).options, HasState::no, "without it things end");
  REQUIRE(!kept);
  CHECK(kept.error().kind == ErrorKind::usage);
  CHECK(kept.error().message == "--on-term keep needs --state PATH, to keep it in: without it things end");
  CHECK(Parsed({"--on-term", "kep"}).error == "--on-term: 'kep' is none of flush, keep; did you mean keep?");
}

TEST_CASE("the words of a program stand in its flags") {
  const Parsed parsed({});
  const Flag* late = parsed.line.find("late");
  CHECK(late->details.starts_with("Says what is done with late records, which are old. PATH is one of:"));
  CHECK(late->details.ends_with("`./drop`.\n\nMore."));
  const Flag* on_term = parsed.line.find("on-term");
  CHECK(on_term->summary == "open things when a signal ends the run: flush, keep");
  CHECK(on_term->details.find("`flush`: they end.") != std::string::npos);
  CHECK(on_term->default_text ==
        "`keep` with --state, since the next run goes on from there; else `flush`: why.");
}

TEST_CASE("late records are said with the delay that keeps them") {
  const LateOptions report;
  CHECK(said({}, report, false).empty());
  CHECK(said({.count = 1, .latest = 90 * kSecond}, report, true) ==
        "prog: 1 record came late and was left out, up to 1m30s behind the newest; --watermark-delay 1m30s "
        "keeps them all\n");
  CHECK(said({.count = 2, .latest = kSecond, .remedy = "a delay of"}, report, true) ==
        "prog: 2 records came late and were left out, up to 1s behind the newest; a delay of 1s keeps them "
        "all\n");
  CHECK(
      said({.count = 2, .latest = kSecond, .by_watermarks = true}, report, true) ==
      "prog: 2 records came late and were left out, up to 1s behind the newest; the watermarks of the input "
      "were ahead of them\n");
}

TEST_CASE("late records that are dropped or kept are no loss") {
  CHECK(said({.count = 1}, Parsed({"--late", "drop"}).options, false).empty());
  CHECK(said({.count = 1}, Parsed({"--late", "file"}).options, false).empty());
}

TEST_CASE("records are counted in words") {
  CHECK(records(0) == "0 records");
  CHECK(records(1) == "1 record");
  CHECK(records(2) == "2 records");
}
