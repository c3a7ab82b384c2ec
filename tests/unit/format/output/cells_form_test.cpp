#include "format/output/cells_form.h"

#include <map>
#include <optional>

#include "catch.h"
#include "format/output/form_fixture.h"
#include "format/output/random_records.h"
#include "format/scalar_text.h"

namespace runnel::format {
namespace {

using Kind = OutputFormat::Kind;

std::string csv(const std::vector<std::string>& records) {
  return text_of(Kind::csv, records);
}

// A cell as RFC 4180 has it.
struct ReadCell {
  std::string text;
  bool is_quoted = false;
};
using ReadRow = std::vector<ReadCell>;

// The slow and obvious reader: nullopt for what is no CSV.
std::optional<std::vector<ReadRow>> read(const std::string& text, char delimiter) {
  std::vector<ReadRow> rows;
  size_t at = 0;
  while (at < text.size()) {
    ReadRow row;
    for (;;) {
      ReadCell cell;
      if (at < text.size() && text[at] == '"') {
        cell.is_quoted = true;
        for (++at;; ++at) {
          if (at == text.size()) return std::nullopt;
          if (text[at] == '"') {
            if (at + 1 == text.size() || text[at + 1] != '"') break;
            ++at;
          }
          cell.text += text[at];
        }
        ++at;
      } else {
        while (at < text.size() && text[at] != delimiter && text[at] != '\n') {
          if (text[at] == '"' || text[at] == '\r') return std::nullopt;
          cell.text += text[at++];
        }
      }
      row.push_back(cell);
      if (at == text.size() || (text[at] != delimiter && text[at] != '\n')) return std::nullopt;
      if (text[at++] == '\n') break;
    }
    rows.push_back(row);
  }
  return rows;
}

Scalar scalar_of(const ReadCell& cell) {
  if (cell.is_quoted) return {true, cell.text};
  if (cell.text.empty()) return {};
  return {kind_of(cell.text, Infer::scalars) == Field::Kind::string, cell.text};
}

TEST_CASE("CSV: a header of the first record's names, then a line a record") {
  CHECK(csv({R"({"a":1,"b":"x"})", R"({"a":2,"b":"y"})"}) == "a,b\n1,x\n2,y\n");
  CHECK(csv({}).empty());
  CHECK(text_of(Kind::tsv, {R"({"a":1,"b":"x,y"})"}) == "a\tb\n1\tx,y\n");
  CHECK(formed({.kind = Kind::csv, .delimiter = ';'}, {R"({"a":"x;y","b":"x,y"})"}).text ==
        "a;b\n\"x;y\";x,y\n");
}

TEST_CASE("CSV: members go to their columns in whatever order they come, with blanks around them or not") {
  CHECK(csv({R"({"a":1,"b":2})", R"({"b":4,"a":3})",
             R"( { "a" : 5 , "b" : 6 } )"
             "\r",
             R"({"b":8,"a":7})"}) == "a,b\n1,2\n3,4\n5,6\n7,8\n");
  CHECK(csv({R"({"st\u0061tus":1})", R"({"status":2})"}) == "status\n1\n2\n");
  CHECK(csv({R"({"a":1,"a":2})", R"({"a":3,"a":4})"}) == "a\n1\n3\n");
}

TEST_CASE("CSV: scalars keep their text and their type") {
  CHECK(csv({R"({"n":12345678901234567890123,"f":-1.50E+3,"t":true,"u":false,"z":null,"e":""})"}) ==
        "n,f,t,u,z,e\n12345678901234567890123,-1.50E+3,true,false,,\"\"\n");
  CHECK(csv({R"({"a":"12","b":"true","c":"-1.5e3","d":"007","e":"1_0","f":"nullx","g":"-"})"}) ==
        "a,b,c,d,e,f,g\n\"12\",\"true\",\"-1.5e3\",007,1_0,nullx,-\n");
}

TEST_CASE("CSV: what would end a cell is in quotes, and so are blanks at the ends") {
  CHECK(csv({R"({"a":"x,y","b":"say \"hi\"","c":"two\nlines","d":"cr\r","e":" x","f":"x\t","g":"a b"})"}) ==
        "a,b,c,d,e,f,g\n\"x,y\",\"say \"\"hi\"\"\",\"two\nlines\",\"cr\r\",\" x\",\"x\t\",a b\n");
  CHECK(csv({R"({"x,y":1,"\"":2,"":3," ":4,"404":5})"}) == "\"x,y\",\"\"\"\",\"\",\" \",404\n1,2,3,4,5\n");
}

TEST_CASE("CSV: arrays and objects are their JSON text") {
  CHECK(csv({R"({"a":[1,{"b":[]}],"c":{"d":"x"},"e":1})"}) ==
        "a,c,e\n\"[1,{\"\"b\"\":[]}]\",\"{\"\"d\"\":\"\"x\"\"}\",1\n");
}

TEST_CASE("CSV: a record of more members than are looked at together") {
  std::string record = "{";
  std::string header, row;
  for (int i = 0; i < 1000; ++i) {
    const std::string name = "m" + std::to_string(i);
    record += (i > 0 ? ",\"" : "\"") + name + "\":[" + std::to_string(i) + "," + std::to_string(i) + "]";
    header += (i > 0 ? "," : "") + name;
    row += (i > 0 ? ",\"[" : "\"[") + std::to_string(i) + "," + std::to_string(i) + "]\"";
  }
  CHECK(csv({record + "}"}) == header + "\n" + row + "\n");
}

TEST_CASE("CSV: records that are no objects have one column") {
  CHECK(csv({"1", R"("x")", "[1,2]", "null", "true"}) == "value\n1\nx\n\"[1,2]\"\n\"\"\ntrue\n");
}

TEST_CASE("CSV: no record becomes a line of nothing, which readers pass over") {
  CHECK(csv({R"({"a":null})", R"({"a":""})", R"({"b":null})"}) == "a\n\"\"\n\"\"\n\"\"\n");
}

TEST_CASE("CSV: records without members wait for the header") {
  const Formed later = formed({.kind = Kind::csv}, {"{}", "{}", R"({"a":1,"b":2})", "{}"});
  CHECK(later.text == "a,b\n,\n,\n1,2\n,\n");
  CHECK(later.lost.empty());
  const Formed never = formed({.kind = Kind::csv}, {"{}", "{}"});
  CHECK(never.text.empty());
  CHECK(never.lost == "2 records are without members, which make no columns; --columns names some");
}

TEST_CASE("CSV: members that are no columns are counted and named") {
  const Formed one = formed({.kind = Kind::csv}, {R"({"a":1})", R"({"a":2,"b":3})", R"({"a":2,"c":null})"});
  CHECK(one.text == "a\n1\n2\n2\n");
  CHECK(one.lost == "1 record has members that are no columns (b); --columns names them");
  const Formed many = formed({.kind = Kind::csv},
                             {R"({"a":1})", R"({"b":1,"c":2,"d":3,"e":4,"f":5,"g":6})", R"({"b":1})", "7"});
  CHECK(many.lost == "3 records have members that are no columns (b, c, d, e, f, ...); --columns names them");
}

TEST_CASE("CSV: a null that is no column at first does not hide what is none later") {
  const Formed two = formed({.kind = Kind::csv}, {R"({"a":1})", R"({"a":1,"b":null})", R"({"a":1,"b":2})"});
  CHECK(two.lost == "1 record has members that are no columns (b); --columns names them");
}

TEST_CASE("CSV: chosen columns") {
  const OutputFormat chosen{.kind = Kind::csv, .columns = {"b", "x,y", "z"}};
  const Formed some = formed(chosen, {R"({"a":1,"b":2,"x,y":"v"})", "7"});
  CHECK(some.text == "b,\"x,y\",z\n2,v,\n,,\n");
  CHECK(some.lost.empty());
  CHECK(formed(chosen, {}).text == "b,\"x,y\",z\n");
}

TEST_CASE("CSV: a chosen column that looks like a slip is said") {
  const auto hint = [](const std::vector<std::string>& columns, const std::vector<std::string>& records) {
    const auto form = make_output_form({.kind = Kind::csv, .columns = columns});
    std::string out;
    for (const std::string& record : records) append_record(*form, out, record);
    return form->hint();
  };
  const std::string record = R"({"status":1,"path":2})";
  CHECK(hint({"path", "stauts"}, {record}) ==
        "no record has stauts, which --columns names; did you mean status?");
  CHECK(hint({"status", "path"}, {record}).empty());
  CHECK(hint({"status", "statuz"}, {record}).empty());  // that name is another column
  CHECK(hint({"error"}, {record}).empty());             // it may come some day
  CHECK(hint({"stauts"}, {R"({"stauts":1})", record}).empty());
  CHECK(hint({"stauts"}, {}).empty());
}

TEST_CASE("CSV: what is written reads back as the same scalars") {
  rc::check([] {
    const char delimiter = *rc::gen::element(',', ';', '\t', '|', ' ');
    const auto names = *rc::gen::nonEmpty(rc::gen::unique<std::vector<std::string>>(awkward_text()));
    const auto count = *rc::gen::inRange<size_t>(1, 6);
    std::vector<std::vector<Scalar>> rows;
    std::vector<std::string> records;
    for (size_t i = 0; i < count; ++i) {
      rows.push_back(*rc::gen::container<std::vector<Scalar>>(names.size(), any_scalar()));
      std::string record = "{";
      for (size_t k = 0; k < names.size(); ++k) {
        const size_t at = (i % 2 == 0) ? k : names.size() - 1 - k;
        if (k > 0) record += ',';
        record += json_of({true, names[at]}) + ":" + json_of(rows[i][at]);
      }
      records.push_back(record + "}");
    }
    const Formed out = formed({.kind = Kind::csv, .delimiter = delimiter}, records);
    RC_ASSERT(out.lost.empty());
    const auto read_back = read(out.text, delimiter);
    RC_ASSERT(read_back.has_value());
    RC_ASSERT(read_back->size() == count + 1);
    for (size_t k = 0; k < names.size(); ++k) RC_ASSERT(read_back->at(0).at(k).text == names[k]);
    for (size_t i = 0; i < count; ++i) {
      RC_ASSERT(read_back->at(i + 1).size() == names.size());
      for (size_t k = 0; k < names.size(); ++k) {
        // A line of one cell always has text in it.
        const bool is_only = names.size() == 1 && rows[i][k] == Scalar{};
        RC_ASSERT(scalar_of(read_back->at(i + 1)[k]) == (is_only ? Scalar{true, ""} : rows[i][k]));
      }
    }
  });
}

}  // namespace
}  // namespace runnel::format
