#include "cli/summary.h"

#include "catch.h"

using namespace runnel::cli;

TEST_CASE("the summary is one value a line") {
  CHECK(Summary(11).number("records", 1000).text("late", "5s").rates(1000, 5'000'000, 500'000'000).lines() ==
        "records:               1000\n"
        "late:                    5s\n"
        "bytes:              5000000\n"
        "seconds:              0.500\n"
        "records/s:             2000\n"
        "bytes/s:           10000000\n");
}

TEST_CASE("a run without time has rates all the same") {
  CHECK(Summary(11).rates(0, 0, 0).lines().find("records/s:                0\n") != std::string::npos);
}
