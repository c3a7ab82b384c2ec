#include "format/output/form_sink.h"

#include "catch.h"
#include "format/output/output_format.h"

namespace runnel::format {
namespace {

// What reaches the sink behind.
struct Seen {
  std::string text;
  int flushes = 0;
  int closes = 0;
};

class SeenSink final : public io::Sink {
 public:
  explicit SeenSink(Seen& seen) : Sink("seen"), seen_(seen) {}

  bool write(std::string_view text) override {
    if (fails_at_ != 0 && seen_.text.size() + text.size() >= fails_at_) {
      return fail({ErrorKind::sink, "seen: no space"});
    }
    seen_.text += text;
    return true;
  }
  bool flush() override {
    ++seen_.flushes;
    return true;
  }
  bool close() override {
    ++seen_.closes;
    return state() == io::SinkState::open;
  }
  int watch_descriptor() const override { return 17; }
  std::optional<io::FileId> file_id() const override { return std::nullopt; }

  void fail_at(size_t size) { fails_at_ = size; }

 private:
  Seen& seen_;
  size_t fails_at_ = 0;
};

std::unique_ptr<FormSink> sink_for(Seen& seen, OutputFormat::Kind kind, size_t fails_at = 0) {
  auto to = std::make_unique<SeenSink>(seen);
  to->fail_at(fails_at);
  return std::make_unique<FormSink>(std::move(to), make_output_form({.kind = kind}));
}

TEST_CASE("a sink with a form: what is flushed has left, and what is closed is finished") {
  Seen seen;
  const auto sink = sink_for(seen, OutputFormat::Kind::json);
  CHECK(sink->watch_descriptor() == 17);
  CHECK(sink->write("1\n2\n"));
  CHECK(sink->flush());
  CHECK(seen.text == "[1,\n2");
  CHECK(seen.flushes == 1);
  CHECK(sink->write("\n \n3\n"));  // blank lines are no records
  CHECK(sink->close());
  CHECK(sink->close());
  CHECK(seen.text == "[1,\n2,\n3]\n");
  CHECK(sink->bytes_written() == seen.text.size());
}

TEST_CASE("a sink with a form: records are the same however they are written") {
  std::string lines, expected = "n,text\n";
  for (int i = 0; i < 300; ++i) {
    const std::string text(static_cast<size_t>(i % 90), 'x');
    lines += "{\"n\":" + std::to_string(i) + ",\"text\":\"" + text + "y\"}\n";
    expected += std::to_string(i) + "," + text + "y\n";
  }
  for (const size_t portion : {size_t{1}, size_t{2}, size_t{7}, size_t{300}}) {
    Seen seen;
    const auto sink = sink_for(seen, OutputFormat::Kind::csv);
    size_t at = 0;
    while (at < lines.size()) {
      size_t end = at;
      for (size_t i = 0; i < portion && end < lines.size(); ++i) end = lines.find('\n', end) + 1;
      // In memory of exactly that size.
      const std::vector<char> piece(lines.begin() + static_cast<ptrdiff_t>(at),
                                    lines.begin() + static_cast<ptrdiff_t>(end));
      CHECK(sink->write({piece.data(), piece.size()}));
      at = end;
    }
    CHECK(sink->close());
    CHECK(seen.text == expected);
  }
}

TEST_CASE("a sink with a form: large writes leave in pieces") {
  Seen seen;
  const auto sink = sink_for(seen, OutputFormat::Kind::text);
  std::string lines;
  for (int i = 0; i < 10'000; ++i) lines += "\"0123456789012345678901234567890123456789\"\n";
  CHECK(sink->write(lines));
  CHECK(seen.text.size() > 100'000);
  CHECK(sink->close());
  CHECK(seen.text.size() == 10'000 * 41);
}

TEST_CASE("a sink with a form: a failure behind it is its own") {
  Seen seen;
  const auto sink = sink_for(seen, OutputFormat::Kind::json, 8);
  CHECK(sink->write("1\n"));
  CHECK(sink->flush());
  CHECK(sink->write("\"much longer\"\n"));
  CHECK_FALSE(sink->flush());
  CHECK(sink->state() == io::SinkState::failed);
  CHECK(sink->error().message == "seen: no space");
  CHECK_FALSE(sink->close());
  CHECK(seen.text == "[1");
  CHECK(seen.closes == 1);
}

}  // namespace
}  // namespace runnel::format
