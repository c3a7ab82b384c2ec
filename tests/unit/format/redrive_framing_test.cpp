#include "format/redrive_framing.h"

#include <fmt/format.h>

#include <random>

#include "../catch.h"
#include "base/base64.h"
#include "format/letter.h"
#include "framing_fixture.h"
#include "journal_fixture.h"
#include "json/validator.h"
#include "json/writer.h"

namespace runnel::format {

namespace {

using Kind = InputFormat::Kind;
using Records = std::vector<std::string>;

InputFormat of(Kind kind) {
  InputFormat format;
  format.kind = kind;
  return format;
}

InputFormat redriven(InputFormat format) {
  format.holds = InputFormat::Holds::dead_letters;
  return format;
}

io::Framer framer(const InputFormat& format) {
  return [format](uint32_t, std::string_view name) { return make_framing(format, name); };
}

std::string letter(std::string_view record, std::string_view members = "") {
  std::string text = R"({"reason":"so","source":"in","line":3)" + std::string(members);
  if (json::utf8_valid(record)) {
    text += R"(,"record":)";
    json::append_quoted(text, record);
  } else {
    text += R"(,"record_base64":")";
    append_base64(text, record);
    text += '"';
  }
  return text + "}\n";
}

// A letter of each record in the source, as if none could be processed.
std::string letters_of(const InputFormat& format, std::string_view source) {
  io::Scripts scripts;
  scripts.add("in", io::Kind::plain, {std::string(source)});
  const io::StopRequest stop;
  FakeClock clock;
  io::ReaderOptions options{4096, 1 << 20, 1};
  options.framer = framer(format);
  io::Reader reader({"in"}, scripts.opener(), options, stop, clock);
  std::string letters;
  io::Batch batch;
  while (reader.next(batch) == io::Reader::Next::batch) {
    if (batch.form == nullptr) {
      const std::string_view text = batch.text().substr(batch.preamble);
      for (size_t at = 0; at < text.size();) {
        const size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view members = batch.has_blanks ? R"(,"format":"json")" : "";
        if (end > at) letters += letter(text.substr(at, end - at), members);
        at = end + 1;
      }
      continue;
    }
    const auto records = static_cast<const Form&>(*batch.form).make_reader({});
    for (const char* at = batch.begin() + batch.preamble; at < batch.end();) {
      const RecordReader::Record record = records->next(batch, at);
      if (record.kind != RecordReader::Record::Kind::nothing) {
        letters += letter(record.line, batch.form->letter_members());
      }
      at = record.next;
    }
  }
  return letters;
}

// Whether the letters of a source give the records that the source gives; by -i as it was, and without.
void check_again(const InputFormat& format, std::string_view source) {
  CAPTURE(name_of(format.kind), source);
  const Records expected = framed(framer(format), source);
  const std::string letters = letters_of(format, source);
  INFO(letters);
  CHECK(framed(framer(redriven(format)), letters) == expected);
  InputFormat without = format;
  without.kind = Kind::automatic;
  without.regex.clear();
  CHECK(framed(framer(redriven(without)), letters) == expected);
  // What the letters of letters hold are the same records.
  CHECK(framed(framer(redriven(format)), letters_of(redriven(format), letters)) == expected);
}

}  // namespace

TEST_CASE("redrive: letters give the records that their sources gave") {
  check_again(of(Kind::ndjson), "{\"a\":1}\n\n{\"a\"\r\nx\xff\n[1,\"\\u0000\"]\n");
  check_again(of(Kind::csv),
              "a,\"b\nc\"\r\n1,2\n\n3\n\"x\ny\",\"\"\"z\"\"\"\n4,\"no end\n5,\"e\",\n6,\"\xff\"\n7,8");
  check_again(of(Kind::tsv), "a\tb\n1\t2\n\"3\n");
  check_again(of(Kind::csv), "a\n1\r\r\n\r\r\n\"2\"\r\n");
  check_again(of(Kind::text), "x\r\r\n\r\r\ny\n");
  InputFormat cells = of(Kind::csv);
  cells.delimiter = ';';
  cells.infer = Infer::none;
  check_again(cells, "a;b\n1;2\n3\n");
  cells.header = {"p", "q"};
  check_again(cells, "1;2\n3\n");
  check_again(of(Kind::logfmt), "a=1 b=\"x\ny\nc=\"\n");
  check_again(of(Kind::text), "x\n\xff\n\"y\"\r\n");
  check_again(of(Kind::syslog), "<34>Oct 11 22:14:15 host su: failed\noops\n");
  check_again(of(Kind::combined),
              "1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 2 \"-\" \"x\"\n-\n");
  InputFormat regex = of(Kind::regex);
  regex.regex = "(?<a>\\d+) \"(?<b>.*)\"";
  check_again(regex, "1 \"x\"\nno\n");
  check_again(of(Kind::journal), "A=1\nB=2\n\n" + with_length("M", "x\n\nA=9\n\n") + "C=3\n\noops\n\nM\n" +
                                     length_of(500) + "x");
  check_again(of(Kind::journal), "{\"A\":\"1\"}\n{\"B\":\n");
  check_again(
      of(Kind::zeek),
      "1\n#separator \\x09\n#set_separator\t,\n#fields\ta\tb\n#types\tcount\tset[string]\n1\tx,y\nz\tz\n"
      "#separator \\x7c\\x7c\n#unset_field||~\n#fields||c||d\nT||~\n");
  check_again(of(Kind::zeek), "{\"ts\":1}\n{\"ts\":\n");
  InputFormat joined = of(Kind::logfmt);
  joined.multiline = "^level=";
  check_again(joined, "head\n more\nlevel=info\n  a=1\nlevel=warn\noops\n\"\n");
  joined.kind = Kind::automatic;
  check_again(joined, "head\n more\nlevel=info\n  a=1\n");
  InputFormat extract = of(Kind::text);
  extract.extract_json = "rest";
  check_again(extract, "x {\"a\":1} y\nno\n");
}

TEST_CASE("redrive: values of JSON are lines, whatever they stood in") {
  check_again(of(Kind::json), "[[1],\n{\"a\" :\n 1},{\"b\":tru}\n, {\"c\":\"x\n");
}

TEST_CASE("redrive: a source whose format was found by itself") {
  CHECK(framed(framer(redriven(of(Kind::automatic))), letters_of(of(Kind::automatic), "a;b\n1;2\n3\n")) ==
        Records{R"({"a":1,"b":2})", "bad 0: 1 cell, and the header has 2"});
}

TEST_CASE("redrive: what is no letter, or holds no whole record, is a bad record") {
  const std::string none = "bad 0: expected a dead letter: an object with record or record_base64";
  const InputFormat any = redriven(of(Kind::automatic));
  for (const std::string_view text :
       {"oops", "[1]", "{}", R"({"record":1})", R"({"record_base64":"?"})", R"({"record":"a","record":"b"})",
        R"({"record":"a","bytes":-1})", R"({"record":"a","delimiter":"ab"})",
        R"({"record":"a","header":[1]})", R"({"record":"a","origin":[]})", R"({"record":"a")",
        "{\"record\":\"\xff\"}"}) {
    CAPTURE(text);
    CHECK(framed(framer(any), letter("{\"a\":1}") + std::string(text) + "\n\n" + letter("{\"a\":2}")) ==
          Records{R"({"a":1})", none, R"({"a":2})"});
    CHECK(framed(framer(any), text) == Records{none});
  }
  CHECK(framed(framer(any), letter("{\"a\":1", R"(,"bytes":500)")) ==
        Records{"bad 0: the dead letter holds only the beginning of the record, which has 500 bytes"});
  CHECK(framed(framer(any), letter("1,2", R"(,"format":"csv")")) ==
        Records{"bad 0: the dead letter does not name the columns; --header does"});
  CHECK(framed(framer(any), letter("1,2", R"(,"format":"cvs")")) ==
        Records{"bad 0: the dead letter's format is none: cvs"});
}

TEST_CASE("redrive: the beginning of a record stays one in the next letter") {
  const InputFormat any = redriven(of(Kind::automatic));
  const std::string once = letter("1,", R"(,"bytes":500,"format":"csv","delimiter":";","header":["a","b"])");
  CHECK(letters_of(any, once) == once);
}

TEST_CASE("redrive: records stand on the lines of their letters, and columns count from their beginning") {
  const std::string text =
      "\n" + letter("{\"a\"") + "{}\n" + letter("x", R"(,"origin":{"source":"first","line":9})");
  const auto framing = make_redrive_framing(of(Kind::ndjson));
  std::string padded = text;
  padded.append(io::kBatchPadding, 'x');
  size_t gone = 0;
  std::vector<std::string> places;
  while (gone < text.size()) {
    const auto found =
        framing->find(padded.data() + gone, 0, text.size() - gone, io::Framing::More::may_come);
    REQUIRE(found.end > 0);
    io::Batch batch;
    batch.buffer.reserve(found.end + io::kBatchPadding, 0);
    padded.copy(batch.buffer.data(), found.end, gone);
    batch.last = found.end;
    batch.offset = gone;
    framing->leave(batch);
    REQUIRE(batch.rewriting);
    const io::Rewriting& source = *batch.rewriting;
    for (size_t i = 0; i < source.newlines.size(); ++i) {
      const size_t begin = i == 0 ? 0 : source.newlines[i - 1] + 1;
      CHECK(source.line_of(begin) == i);
      CHECK(source.source_offset(begin + 1) == source.source_offset(begin) + 1);
      const uint64_t offset = batch.offset + source.source_offset(begin);
      CHECK(source.begin_of(static_cast<uint32_t>(i), batch.offset) == offset);
      places.push_back(std::to_string(offset) + ' ' + source.origins[i].source + ' ' +
                       std::to_string(source.origins[i].line));
    }
    gone += found.end;
  }
  const size_t second = 1 + letter("{\"a\"").size();
  CHECK(places ==
        Records{"0  0", "1 in 3", std::to_string(second) + "  0", std::to_string(second + 3) + " first 9"});
}

TEST_CASE("redrive: how the letters are cut into reads does not show, and any place is one to go on from") {
  const std::string letters = letters_of(of(Kind::csv), "a,b\n1,\"x\n2,\"y\"\n3\n4,5\n") + "oops\n\n" +
                              letters_of(of(Kind::text), "x\ny\n") + letter("{\"a\":1}") + letter("[2]");
  CHECK(cut_that_shows(framer(redriven(of(Kind::automatic))), letters) == "");
  CHECK(make_redrive_framing(of(Kind::automatic))->state().empty());
}

TEST_CASE("redrive: any rows of CSV, each for itself") {
  std::mt19937 random(Catch::rngSeed());
  constexpr std::string_view kParts[] = {"a", ",", ",", "\"", "\"", "\n", "\r", "1,2", "\"\""};
  for (int trial = 0; trial < 300; ++trial) {
    std::string letters;
    Records expected;
    for (size_t i = 0, size = random() % 8; i < size; ++i) {
      std::string row;
      for (size_t k = 0, parts = random() % 8; k < parts; ++k) row += kParts[random() % std::size(kParts)];
      const std::string one = letter(row, R"(,"format":"csv","header":["a","b"])");
      letters += one;
      for (std::string& record : framed(framer(redriven(of(Kind::csv))), one))
        expected.push_back(std::move(record));
    }
    INFO(letters);
    CHECK(framed(framer(redriven(of(Kind::csv))), letters) == expected);
  }
}

}  // namespace runnel::format
