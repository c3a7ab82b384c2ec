#include "cli/messages.h"

#include <fcntl.h>
#include <unistd.h>

#include "catch.h"
#include "cli/exit_status.h"
#include "cli/record_errors.h"

using namespace runnel;
using namespace runnel::cli;

namespace {

// A pipe in the place of stderr. What is written must be less than a pipe holds.
class Pipe {
 public:
  Pipe() {
    REQUIRE(pipe(ends_) == 0);
    REQUIRE(fcntl(ends_[0], F_SETFL, O_NONBLOCK) == 0);  // so that reading an empty pipe ends
  }
  ~Pipe() {
    close(ends_[0]);
    close(ends_[1]);
  }
  int writer() const { return ends_[1]; }
  std::string text() {
    std::string out(65536, '\0');
    const ssize_t size = read(ends_[0], out.data(), out.size());
    out.resize(size > 0 ? static_cast<size_t>(size) : 0);
    return out;
  }

 private:
  int ends_[2];
};

}  // namespace

TEST_CASE("a message begins with the program's name") {
  Pipe pipe;
  Messages messages("prog", pipe.writer());
  messages.say("a\x1b[2J");
  CHECK(pipe.text() == "prog: a\\x1b[2J\n");
  messages.plain("records: 1\n");
  CHECK(pipe.text() == "records: 1\n");
}

TEST_CASE("a usage error ends with what to do; others do not") {
  Pipe pipe;
  Messages messages("prog", pipe.writer());
  messages.error({ErrorKind::usage, "unknown flag -z"});
  CHECK(pipe.text() == "prog: unknown flag -z\ntry prog --help\n");
  messages.error({ErrorKind::source, "x: No such file or directory"});
  CHECK(pipe.text() == "prog: x: No such file or directory\n");
}

TEST_CASE("a bad record is said with its place") {
  Pipe pipe;
  Messages messages("prog", pipe.writer());
  messages.bad_record("access.ndjson", 1234, 17, "unterminated string");
  CHECK(pipe.text() == "prog: access.ndjson:1234:17: unterminated string\n");
  messages.bad_record("stdin", 1, 0, "too long");
  CHECK(pipe.text() == "prog: stdin:1: too long\n");
}

TEST_CASE("a program error shows the line and the place") {
  Pipe pipe;
  Messages messages("prog", pipe.writer());
  messages.program_error({{3, 5}, "unknown function \"xx\"", ""}, ".| xx", "");
  const std::string text = pipe.text();
  CHECK(text.starts_with("prog: unknown function \"xx\"\n"));
  CHECK(text.find(".| xx\n") != std::string::npos);
  CHECK(text.find("^^") != std::string::npos);
}

TEST_CASE("messages take the status line away and put it back") {
  Pipe pipe;
  Messages messages("prog", pipe.writer());
  messages.show_status("12345");
  CHECK(pipe.text() == "\r12345");
  messages.show_status("12345");
  CHECK(pipe.text().empty());
  messages.say("m");
  CHECK(pipe.text() == "\r     \rprog: m\n12345");
  messages.show_status("123");
  CHECK(pipe.text() == "\r123  ");
  messages.show_status("");
  CHECK(pipe.text() == "\r   \r");
  messages.say("n");
  CHECK(pipe.text() == "prog: n\n");
}

TEST_CASE("the first ten bad records are said, then the count") {
  for (const uint64_t count : {0, 1, 10, 11, 22}) {
    Pipe pipe;
    Messages messages("prog", pipe.writer());
    RecordErrors errors(messages);
    for (uint64_t line = 1; line <= count; ++line) errors.on_bad_record({"f", line, 3, "reason"});
    errors.finish();
    std::string expected;
    for (uint64_t line = 1; line <= std::min<uint64_t>(count, 10); ++line) {
      expected += "prog: f:" + std::to_string(line) + ":3: reason\n";
    }
    if (count == 11) expected += "prog: 1 more bad record (11 in all)\n";
    if (count == 22) expected += "prog: 12 more bad records (22 in all)\n";
    CHECK(pipe.text() == expected);
  }
}

TEST_CASE("exit statuses follow the kind of error, and the worst counts") {
  CHECK(exit_status(ErrorKind::usage) == ExitStatus::usage);
  CHECK(exit_status(ErrorKind::program) == ExitStatus::usage);
  CHECK(exit_status(ErrorKind::source) == ExitStatus::stream_failed);
  CHECK(exit_status(ErrorKind::sink) == ExitStatus::stream_failed);
  CHECK(exit_status(ErrorKind::record) == ExitStatus::bad_records);
  // The first that applies: 2, 3, 4, 1, 0.
  const ExitStatus order[] = {ExitStatus::usage, ExitStatus::stream_failed, ExitStatus::bad_records,
                              ExitStatus::nothing, ExitStatus::done};
  for (size_t a = 0; a < 5; ++a) {
    for (size_t b = 0; b < 5; ++b) CHECK(worse(order[a], order[b]) == order[std::min(a, b)]);
  }
}

TEST_CASE("as JSON each message is one line with time, level, program and text") {
  Pipe pipe;
  FakeClock clock;
  clock.now = 1'772'366'400'250'999'999;
  Messages messages("prog", pipe.writer(), clock);
  messages.set_format(LogFormat::json);
  const std::string head = R"({"time":"2026-03-01T12:00:00.250Z","level":)";
  messages.say("a \"b\"\x1b[2J\xff");
  CHECK(pipe.text() == head + R"("warning","program":"prog","message":"a \"b\"\u001b[2J�"})"
                              "\n");
  messages.say("done", Level::info);
  CHECK(pipe.text() == head + R"("info","program":"prog","message":"done"})"
                              "\n");
  messages.error({ErrorKind::usage, "unknown flag -z"});
  CHECK(pipe.text() == head + R"("error","program":"prog","message":"unknown flag -z\ntry prog --help"})"
                              "\n");
  messages.plain("records: 1\nbytes: 2\n");
  CHECK(pipe.text() == head + R"("info","program":"prog","message":"records: 1\nbytes: 2"})"
                              "\n");
}

TEST_CASE("as JSON a bad record has its place in fields") {
  Pipe pipe;
  const FakeClock clock;
  Messages messages("prog", pipe.writer(), clock);
  messages.set_format(LogFormat::json);
  const std::string head = R"({"time":"1970-01-01T00:00:00Z","level":"warning","program":"prog","message":)";
  messages.bad_record("a.log", 12, 3, "unterminated string");
  CHECK(pipe.text() == head + R"("a.log:12:3: unterminated string","source":"a.log","line":12,"column":3,)"
                              R"("reason":"unterminated string"})"
                              "\n");
  messages.bad_record("a.log", 12, 0, "x");
  CHECK(pipe.text() == head + R"("a.log:12: x","source":"a.log","line":12,"reason":"x"})"
                              "\n");
}
