// Forms that go on in a later run, and in the next file.
#include "catch.h"
#include "form_fixture.h"
#include "format/output/form_sink.h"

namespace runnel::format {
namespace {

using Kind = OutputFormat::Kind;
using io::FilePart;
using io::Tally;

const std::vector<std::string> kRecords = {"{}",
                                           "{}",
                                           R"({"a":1,"b":"x y"})",
                                           R"({"a":2,"c":3})",
                                           R"({"b":null,"k y":4})",
                                           "{}",
                                           R"({"a":5,"d":[1]})"};

// The same in two runs, the second of which knows the state of the first.
Formed in_two_runs(const OutputFormat& format, size_t split, Tally tally) {
  const auto first = make_output_form(format);
  Formed formed;
  for (size_t i = 0; i < split; ++i) append_record(*first, formed.text, kRecords[i]);
  first->flush(formed.text);
  const auto second = make_output_form(format);
  REQUIRE(second->resume(first->state(tally)));
  for (size_t i = split; i < kRecords.size(); ++i) append_record(*second, formed.text, kRecords[i]);
  second->finish(formed.text);
  formed.lost = second->lost();
  return formed;
}

TEST_CASE("forms: two runs write what one does, and say what it does") {
  const OutputFormat formats[] = {{.kind = Kind::csv},  {.kind = Kind::csv, .delimiter = ';'},
                                  {.kind = Kind::tsv},  {.kind = Kind::csv, .columns = {"a", "z"}},
                                  {.kind = Kind::text}, {.kind = Kind::logfmt}};
  for (const OutputFormat& format : formats) {
    const Formed whole = formed(format, kRecords);
    for (size_t split = 0; split <= kRecords.size(); ++split) {
      const Formed parts = in_two_runs(format, split, Tally::carried);
      CHECK(parts.text == whole.text);
      CHECK(parts.lost == whole.lost);
      CHECK(in_two_runs(format, split, Tally::said).text == whole.text);
    }
  }
}

TEST_CASE("forms: what a run has said is not said again by the next") {
  CHECK(!formed({.kind = Kind::csv}, kRecords).lost.empty());
  CHECK(in_two_runs({.kind = Kind::csv}, kRecords.size(), Tally::said).lost.empty());
  CHECK(!formed({.kind = Kind::logfmt}, kRecords).lost.empty());
  CHECK(in_two_runs({.kind = Kind::logfmt}, kRecords.size(), Tally::said).lost.empty());
}

TEST_CASE("forms: a column that an earlier run has met is not taken for a slip") {
  const OutputFormat format{.kind = Kind::csv, .columns = {"status"}};
  std::string out;
  const auto first = make_output_form(format);
  append_record(*first, out, R"({"status":1})");
  const auto second = make_output_form(format);
  REQUIRE(second->resume(first->state(Tally::said)));
  append_record(*second, out, R"({"statu":1})");
  CHECK(second->hint().empty());
  const auto alone = make_output_form(format);
  append_record(*alone, out, R"({"statu":1})");
  CHECK(!alone->hint().empty());
}

TEST_CASE("forms: a state of another form, or of other columns, is refused and changes nothing") {
  const OutputFormat formats[] = {{.kind = Kind::csv},
                                  {.kind = Kind::tsv},
                                  {.kind = Kind::text},
                                  {.kind = Kind::logfmt},
                                  {.kind = Kind::json},
                                  {.kind = Kind::csv, .columns = {"a", "z"}},
                                  {.kind = Kind::csv, .columns = {"z", "a"}}};
  for (const OutputFormat& from : formats) {
    std::string out;
    const auto first = make_output_form(from);
    for (const std::string& record : kRecords) append_record(*first, out, record);
    const std::string state = first->state(Tally::carried);
    for (const OutputFormat& to : formats) {
      const auto second = make_output_form(to);
      if (to == from) {
        CHECK(second->resume(state));
        continue;
      }
      // Where no columns are asked for, those that stand in the file are as good as any.
      if (to.kind == from.kind && to.columns.empty()) continue;
      CHECK(!second->resume(state.empty() ? "x" : state));
      std::string text;
      for (const std::string& record : kRecords) append_record(*second, text, record);
      second->finish(text);
      CHECK(text == formed(to, kRecords).text);
    }
    for (size_t size = 0; size < state.size(); ++size) {
      CHECK(!make_output_form(from)->resume(std::string_view(state).substr(0, size)));
    }
    if (!state.empty()) CHECK(!make_output_form(from)->resume(state + "x"));
  }
}

// Collects what is written to each file.
class Files final : public io::Sink {
 public:
  explicit Files(std::vector<std::string>& texts) : Sink("files"), texts_(texts) { texts_.emplace_back(); }
  bool write(std::string_view text) override {
    texts_.back() += text;
    return true;
  }
  bool flush() override { return true; }
  bool close() override { return true; }
  int watch_descriptor() const override { return -1; }
  std::optional<io::FileId> file_id() const override { return std::nullopt; }
  bool has_moved() const override { return is_moved; }
  Outcome reopen() override {
    if (is_moved) texts_.emplace_back();
    is_moved = false;
    return Done{};
  }

  bool is_moved = false;

 private:
  std::vector<std::string>& texts_;
};

std::vector<std::string> in_two_files(Kind kind) {
  std::vector<std::string> texts;
  auto files = std::make_unique<Files>(texts);
  Files& behind = *files;
  FormSink sink(std::move(files), make_output_form({.kind = kind}));
  sink.write("{\"a\":1}\n");
  CHECK(sink.reopen().ok());
  sink.write("{\"b\":2,\"a\":2}\n");
  behind.is_moved = true;
  CHECK(sink.reopen().ok());
  sink.write("{\"a\":3}\n");
  CHECK(sink.close());
  return texts;
}

TEST_CASE("forms: after a rotation each file is whole, with a header of the same columns") {
  CHECK(in_two_files(Kind::csv) == std::vector<std::string>{"a\n1\n2\n", "a\n3\n"});
  CHECK(in_two_files(Kind::json) ==
        std::vector<std::string>{"[{\"a\":1},\n{\"b\":2,\"a\":2}]\n", "[{\"a\":3}]\n"});
  CHECK(in_two_files(Kind::logfmt) == std::vector<std::string>{"a=1\nb=2 a=2\n", "a=3\n"});
  const auto tables = in_two_files(Kind::table);
  REQUIRE(tables.size() == 2);
  CHECK(tables[0].starts_with("a\n"));
  CHECK(tables[1] == "a\n3\n");
}

TEST_CASE("forms: what goes on in a new file has its header there, whatever stood in the old one") {
  std::string out;
  const auto first = make_output_form({.kind = Kind::csv});
  append_record(*first, out, R"({"a":1,"b":2})");
  const std::string state = first->state(Tally::carried);
  std::vector<std::string> texts;
  FormSink same(std::make_unique<Files>(texts), make_output_form({.kind = Kind::csv}));
  REQUIRE(same.resume_form(state, FilePart::same));
  same.write("{\"b\":3}\n");
  same.close();
  FormSink next(std::make_unique<Files>(texts), make_output_form({.kind = Kind::csv}));
  REQUIRE(next.resume_form(state, FilePart::next));
  next.write("{\"b\":3}\n");
  next.close();
  FormSink other(std::make_unique<Files>(texts), make_output_form({.kind = Kind::csv, .columns = {"b"}}));
  REQUIRE(!other.resume_form(state, FilePart::same));
  REQUIRE(other.resume_form(state, FilePart::next));
  other.write("{\"b\":3}\n");
  other.close();
  CHECK(texts == std::vector<std::string>{",3\n", "a,b\n,3\n", "b\n3\n"});
}

}  // namespace
}  // namespace runnel::format
