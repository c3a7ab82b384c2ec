#include "op/bad_records.h"

#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "json/parse.h"
#include "op/memory_sink.h"

namespace runnel::op {
namespace {

class Said final : public BadRecordListener {
 public:
  void on_bad_record(const BadRecordNotice& n) override {
    notices.push_back(std::string(n.source) + ':' + std::to_string(n.line) + ':' + std::to_string(n.column) +
                      ' ' + std::string(n.reason));
  }
  bool will_say() const override { return true; }
  std::vector<std::string> notices;
};

io::Batch batch_of(std::string_view text, uint64_t offset = 1000) {
  io::Batch batch;
  batch.buffer.reserve(text.size() + io::kBatchPadding, 0);
  std::memcpy(batch.buffer.data(), text.data(), text.size());
  batch.buffer.data()[text.size()] = '\n';
  batch.last = text.size();
  batch.offset = offset;
  return batch;
}

BadRecord not_json(std::string reason = "unterminated string") {
  return {BadRecord::Kind::not_json, 1, 3, 4, 2, std::move(reason)};
}
const std::string_view kText = "[]\n\"a\"\"\n1\n";

TEST_CASE("each policy, without a dead letter") {
  struct Case {
    OnError policy;
    Demand demand;
    size_t said;
    uint64_t lost;
  };
  for (const Case& c : {Case{OnError::report, Demand::more, 1, 1}, Case{OnError::skip, Demand::more, 0, 0},
                        Case{OnError::fail, Demand::enough, 1, 1}, Case{OnError::wrap, Demand::more, 1, 1}}) {
    CAPTURE(static_cast<int>(c.policy));
    Said said;
    BadRecords bad(c.policy, nullptr, said);
    CHECK(bad.take(batch_of(kText), "in.ndjson", 7, not_json()) == c.demand);
    CHECK(said.notices.size() == c.said);
    if (c.said > 0) CHECK(said.notices[0] == "in.ndjson:7:2 unterminated string");
    CHECK(bad.count() == 1);
    CHECK(bad.lost() == c.lost);
  }
}

TEST_CASE("each policy, with a dead letter: what is kept is neither lost nor said") {
  struct Case {
    OnError policy;
    Demand demand;
    size_t said;
    uint64_t lost;  // by `fail`: the records behind it are not read
  };
  for (const Case& c : {Case{OnError::report, Demand::more, 0, 0}, Case{OnError::skip, Demand::more, 0, 0},
                        Case{OnError::fail, Demand::enough, 1, 1}, Case{OnError::wrap, Demand::more, 0, 0}}) {
    CAPTURE(static_cast<int>(c.policy));
    Said said;
    MemorySink sink;
    BadRecords bad(c.policy, &sink, said);
    CHECK(bad.take(batch_of(kText), "in.ndjson", 7, not_json()) == c.demand);
    CHECK(said.notices.size() == c.said);
    CHECK(bad.lost() == c.lost);
    CHECK(
        sink.text ==
        R"({"reason":"unterminated string","source":"in.ndjson","line":7,"column":2,"offset":1003,"record":"\"a\"\""})"
        "\n");
  }
}

TEST_CASE("a dead letter is JSON, whatever the record and its place hold") {
  struct Case {
    std::string_view record, shown;
  };
  for (const Case& c :
       {Case{"\"\\\x01\t", R"("record":"\"\\\u0001\t"})"}, Case{"é\x7f", "\"record\":\"é"},
        Case{"a\xff", R"("record_base64":"Yf8="})"}, Case{{"\0", 1}, R"("record":"\u0000"})"}}) {
    Said said;
    MemorySink sink;
    BadRecords bad(OnError::report, &sink, said);
    const auto size = static_cast<uint32_t>(c.record.size());
    bad.take(batch_of(c.record, 0), "a\"b\n.ndjson", 1,
             {BadRecord::Kind::failed, 0, 0, size, 0, "no \"such\" thing"});
    CAPTURE(sink.text);
    CHECK(json::parse(sink.text.substr(0, sink.text.size() - 1)).ok());
    CHECK(sink.text.find(c.shown) != std::string::npos);
    CHECK(sink.text.find("column") == std::string::npos);
    CHECK(std::count(sink.text.begin(), sink.text.end(), '\n') == 1);
  }
}

TEST_CASE("of a line that is too long only the head is kept, so it is lost and said") {
  for (const bool cut_by_reader : {true, false}) {
    CAPTURE(cut_by_reader);
    Said said;
    MemorySink sink;
    BadRecords bad(OnError::report, &sink, said);
    io::Batch batch = batch_of("xxxx");
    if (cut_by_reader) batch.overlong = 123'456;
    CHECK(bad.take(batch, "in", 3,
                   {BadRecord::Kind::too_long, 0, 0, 3, 0, "the line is longer than 3 bytes"}) ==
          Demand::more);
    CHECK(bad.lost() == 1);
    CHECK(said.notices.size() == 1);
    CHECK(sink.text.find(R"("record":"xxx"})") != std::string::npos);
    CHECK(sink.text.find(cut_by_reader ? R"("bytes":123456,)" : R"("bytes":4,)") != std::string::npos);
  }
}

TEST_CASE("a dead letter that cannot be written ends the program, and what it did not keep is lost") {
  Said said;
  MemorySink sink;
  sink.break_now();
  BadRecords bad(OnError::report, &sink, said);
  CHECK(bad.take(batch_of(kText), "in", 1, not_json()) == Demand::enough);
  CHECK(bad.lost() == 1);
  CHECK(said.notices.size() == 1);
}

// A form of which letters say something.
class Described final : public io::RecordForm {
 public:
  explicit Described(bool is_cut_off = false) : is_cut_off_(is_cut_off) {}
  std::string letter_members() const override { return R"(,"format":"csv","header":["a"])"; }
  bool is_cut_off() const override { return is_cut_off_; }

 private:
  const bool is_cut_off_;
};

TEST_CASE("a dead letter says how its record is read") {
  Said said;
  MemorySink sink;
  BadRecords bad(OnError::report, &sink, said);
  io::Batch batch = batch_of(kText);
  batch.form = std::make_shared<const Described>();
  bad.take(batch, "in", 7, not_json());
  CHECK(
      sink.text ==
      R"({"reason":"unterminated string","source":"in","line":7,"column":2,"offset":1003,"format":"csv","header":["a"],"record":"\"a\"\""})"
      "\n");
  sink.text.clear();
  batch.form = nullptr;
  batch.has_blanks = true;
  bad.take(batch, "in", 7, not_json());
  CHECK(sink.text.find(R"("offset":1003,"format":"json","record":)") != std::string::npos);
  CHECK(bad.lost() == 0);
}

TEST_CASE("of the beginning of a record no letter makes a whole one") {
  Said said;
  MemorySink sink;
  BadRecords bad(OnError::report, &sink, said);
  io::Batch batch = batch_of(kText);
  batch.form = std::make_shared<const Described>(true);
  bad.take(batch, "in", 7, not_json());
  CHECK(sink.text.find(R"("format":"csv")") != std::string::npos);
  CHECK(bad.lost() == 1);
  CHECK(said.notices.size() == 1);
}

TEST_CASE("a record that was read elsewhere first says where") {
  Said said;
  MemorySink sink;
  const Said* const all = &said;
  io::Batch batch = batch_of(kText);
  io::Rewriting& source = batch.rewriting.emplace();
  source.newlines = {2, 7, 9};
  source.line_begins = {0, 50, 100};
  source.origins = {{}, {"first", 12}, {}};
  BadRecords without(OnError::report, nullptr, said);
  without.take(batch, "dead", 7, not_json());
  REQUIRE(all->notices.size() == 1);
  CHECK(all->notices[0] == "dead:7:2 unterminated string (read first at first:12)");
  BadRecords with(OnError::report, &sink, said);
  with.take(batch, "dead", 7, not_json());
  CHECK(
      sink.text ==
      R"({"reason":"unterminated string","source":"dead","line":7,"column":2,"offset":1050,"origin":{"source":"first","line":12},"record":"\"a\"\""})"
      "\n");
}

TEST_CASE("a wrapped line") {
  struct Case {
    std::string_view line, wrapped;
  };
  for (const Case& c :
       {Case{"", R"({"line":""})"}, Case{"a \"b\"\r", R"({"line":"a \"b\""})"},
        Case{"\xc3\xa9\xff", "{\"line\":\"é\xef\xbf\xbd\"}"}, Case{"\t", R"({"line":"\t"})"}}) {
    std::string out = "before";
    append_wrapped_line(out, c.line);
    CHECK(out == "before" + std::string(c.wrapped) + '\n');
  }
}

}  // namespace
}  // namespace runnel::op
