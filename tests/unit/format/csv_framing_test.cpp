#include "format/csv_framing.h"

#include <random>

#include "catch.h"
#include "framing_fixture.h"

namespace runnel::format {
namespace {

using Records = std::vector<std::string>;

io::Framer framer(CsvFormat format = {}) {
  return [format](uint32_t, std::string_view) { return make_csv_framing(format); };
}

Records read(std::string_view text, CsvFormat format = {}) {
  return framed(framer(std::move(format)), text);
}

constexpr std::string_view kNoEnd =
    "the quoted cell that begins here has no end: expected a quote, and a delimiter or the end of the line "
    "behind it";

std::string no_end(size_t offset) {
  return "bad " + std::to_string(offset) + ": " + std::string(kNoEnd);
}

// CSV read byte by byte, as csv_form.h says it is read; of two columns.
class SlowCsv {
 public:
  explicit SlowCsv(std::string_view text) : text_(text) {}

  Records rows() {
    Records rows;
    bool has_header = false;
    while (at_ < text_.size()) {
      const size_t begin = at_;
      const Row row = read_row();
      if (row.is_empty) continue;
      if (!std::exchange(has_header, true)) {
        columns_ = std::max<size_t>(row.cells.size(), 1);
        continue;
      }
      if (row.fault != std::string::npos) {
        rows.push_back(no_end(row.fault - begin));
      } else if (row.cells.size() != columns_) {
        rows.push_back("bad 0: " + std::to_string(row.cells.size()) +
                       (row.cells.size() == 1 ? " cell" : " cells") + ", and the header has " +
                       std::to_string(columns_));
      } else {
        std::string cells;
        for (const std::string& cell : row.cells) cells += cell + "|";
        rows.push_back(cells);
      }
    }
    return rows;
  }

 private:
  struct Row {
    std::vector<std::string> cells = {};
    bool is_empty = false;
    size_t fault = std::string::npos;
  };

  bool ends_line(size_t at) const {
    return at >= text_.size() || text_[at] == '\n' ||
           (text_[at] == '\r' && (at + 1 == text_.size() || text_[at + 1] == '\n'));
  }
  size_t behind_line(size_t at) const {
    const size_t newline = text_.find('\n', at);
    return newline == text_.npos ? text_.size() : newline + 1;
  }

  Row read_row() {
    Row row;
    const size_t begin = at_;
    row.is_empty = ends_line(at_);
    for (;;) {
      std::string cell;
      if (at_ < text_.size() && text_[at_] == '"') {
        const size_t quote = at_;
        for (++at_;; ++at_) {
          if (at_ >= text_.size()) return bad(begin, quote);
          if (text_[at_] != '"') {
            cell += text_[at_];
          } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
            cell += text_[++at_];
          } else {
            break;
          }
        }
        ++at_;
        cell = "Q" + cell;
        if (!ends_line(at_) && text_[at_] != ',') return bad(begin, quote);
      } else {
        while (!ends_line(at_) && text_[at_] != ',') cell += text_[at_++];
      }
      row.cells.push_back(cell);
      if (ends_line(at_)) break;
      ++at_;
    }
    at_ = behind_line(at_);
    return row;
  }

  Row bad(size_t begin, size_t quote) {
    at_ = behind_line(begin);
    if (quote < at_) return {.fault = quote};
    // What is wrong is looked for in the line that is the bad record.
    SlowCsv line(text_.substr(begin, text_.find('\n', begin) - begin));
    return {.fault = begin + line.read_row().fault};
  }

  std::string_view text_;
  size_t at_ = 0;
  size_t columns_ = 0;
};

// What the rows of a form say, as SlowCsv has it.
Records cells_of(const std::string& text) {
  Records rows;
  const io::Framer with_cells = framer();
  for (std::string row : framed(with_cells, text)) rows.push_back(std::move(row));
  return rows;
}

std::string random_text(std::mt19937& random, size_t most) {
  constexpr std::string_view kParts[] = {"a",  "b",  ",",    ",",  "\"",    "\"",
                                         "\n", "\n", "\r\n", "\r", "x,y\n", "\"\""};
  std::string text;
  const size_t parts = random() % most;
  for (size_t i = 0; i < parts; ++i) text += kParts[random() % std::size(kParts)];
  return text;
}

TEST_CASE("cells have the types of JSON", "[csv]") {
  CHECK(read("a,b,c,d\n1,-2.5e3,true,x y\n007,+1,,\"\"\n\"5\",.5,false,\"a\"\"b\"\n") ==
        Records{R"({"a":1,"b":-2.5e3,"c":true,"d":"x y"})", R"({"a":"007","b":"+1","c":null,"d":""})",
                R"({"a":"5","b":".5","c":false,"d":"a\"b"})"});
  CHECK(read("a,b\n1,\n", {.infer = Infer::none}) == Records{R"({"a":"1","b":""})"});
}

TEST_CASE("quoted cells hold delimiters, newlines and quotes", "[csv]") {
  CHECK(read("a,b\n\"x,\n\"\"y\"\"\",2\n") == Records{R"({"a":"x,\n\"y\"","b":2})"});
  CHECK(read("a,b\r\n1,\"2\"\r\n\r\n3,4\r\n") == Records{R"({"a":1,"b":"2"})", R"({"a":3,"b":4})"});
  // A quote within a cell is a character like others.
  CHECK(read("a,b\n5\" disk,a\"\"b\n") == Records{R"({"a":"5\" disk","b":"a\"\"b"})"});
}

TEST_CASE("a header may be given, and quoted, and any delimiter", "[csv]") {
  CHECK(read("1;2\n", {.delimiter = ';', .header = {"a", "b c"}}) == Records{R"({"a":1,"b c":2})"});
  CHECK(read("\"a\nb\",c\n1,2\n") == Records{R"({"a\nb":1,"c":2})"});
  CHECK(read("\xef\xbb\xbf"
             "a\n1") == Records{R"({"a":1})"});
  CHECK(read("\n\na,b\n\n1,2") == Records{R"({"a":1,"b":2})"});
  CHECK(read("").empty());
  CHECK(read("a,b").empty());
  CHECK(read("a,a\n1,2\n") == Records{R"({"a":1,"a":2})"});
}

TEST_CASE("a bad row costs a line", "[csv]") {
  CHECK(read("a,b\n1,2\n3\n4,5,6\n7,8\n") ==
        Records{R"({"a":1,"b":2})", "bad 0: 1 cell, and the header has 2",
                "bad 0: 3 cells, and the header has 2", R"({"a":7,"b":8})"});
  CHECK(read("a,b\n1,\"x\n2,3\n4,\"y\"\n") == Records{no_end(2), R"({"a":2,"b":3})", R"({"a":4,"b":"y"})"});
  CHECK(read("a,b\n\"x\"y,1\n2,3\n") == Records{no_end(0), R"({"a":2,"b":3})"});
  CHECK(read("a,b\n1,\"x\n2,3") == Records{no_end(2), R"({"a":2,"b":3})"});
  CHECK(read("a\n\xff\n1\n") == Records{"bad 0: the text is not UTF-8", R"({"a":1})"});
}

TEST_CASE("a quoted cell that does not end is given up at the bound of lines", "[csv]") {
  std::string text = "a,b\n1,\"x\n";
  for (int i = 0; i < 3000; ++i) text += std::to_string(i) + ",2\n";
  const Records records = framed(framer(), text + "3,\"y\"\n", 5000);
  REQUIRE(records.size() == 3002);
  CHECK(records[0] == no_end(2));
  CHECK(records[1] == R"({"a":0,"b":2})");
  CHECK(records[3001] == R"({"a":3,"b":"y"})");
}

TEST_CASE("rows are those that reading byte by byte finds, however the text is cut", "[csv]") {
  std::mt19937 random(Catch::rngSeed());
  for (int trial = 0; trial < 150; ++trial) {
    const std::string text = (trial % 4 == 0 ? "" : "a,b\n") + random_text(random, 40);
    INFO(text);
    CHECK(cut_that_shows(framer(), text) == "");
  }
  for (int trial = 0; trial < 20'000; ++trial) {
    const std::string text = "a,b\n" + random_text(random, 120);
    INFO(text);
    Records expected;
    for (const std::string& row : SlowCsv(text).rows()) {
      if (row.starts_with("bad ")) {
        expected.push_back(row);
        continue;
      }
      const size_t middle = row.find('|');
      const auto json = [](std::string cell) -> std::string {
        if (cell.empty()) return "null";
        if (cell.front() == 'Q') cell.erase(0, 1);
        std::string out;
        for (const char c : cell) {
          out += c == '"' ? std::string("\\\"") : c == '\n' ? "\\n" : c == '\r' ? "\\r" : std::string(1, c);
        }
        return '"' + out + '"';
      };
      expected.push_back("{\"a\":" + json(row.substr(0, middle)) +
                         ",\"b\":" + json(row.substr(middle + 1, row.size() - middle - 2)) + "}");
    }
    REQUIRE(cells_of(text) == expected);
  }
}

}  // namespace
}  // namespace runnel::format
