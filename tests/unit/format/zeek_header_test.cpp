#include "format/zeek_header.h"

#include "../catch.h"

namespace runnel::format {

TEST_CASE("zeek header: what Zeek writes") {
  ZeekHeader header;
  CHECK(header.fault() == std::string("expected a header with #fields before the first record"));
  for (const char* line :
       {"#separator \\x09", "#set_separator\t;", "#empty_field\tnone", "#unset_field\t?", "#path\tconn",
        "#open\t2024-04-20-00-00-00", "#fields\tts\tid.orig_h\tports\tok",
        "#types\ttime\taddr\tset[port]\tbool", "#close\t2024-04-20-01-00-00", "#", "#new\tx"}) {
    header.read(line);
  }
  CHECK(header.fault() == nullptr);
  CHECK(header.separator() == "\t");
  CHECK(header.set_separator() == ";");
  CHECK(header.empty_field() == "none");
  CHECK(header.unset_field() == "?");
  const std::vector<ZeekColumn> columns = header.columns();
  REQUIRE(columns.size() == 4);
  CHECK(columns[0].name == "ts");
  CHECK(columns[0].kind == ZeekColumn::Kind::number);
  CHECK(columns[1].name == "id.orig_h");
  CHECK(columns[1].kind == ZeekColumn::Kind::string);
  CHECK(columns[2].kind == ZeekColumn::Kind::number);
  CHECK(columns[2].is_list);
  CHECK(columns[3].kind == ZeekColumn::Kind::boolean);
  CHECK_FALSE(columns[3].is_list);
}

TEST_CASE("zeek header: every type") {
  ZeekHeader header;
  header.read("#fields\ta\tb\tc\td\te\tf\tg\th\ti\tj");
  header.read("#types\tcount\tint\tport\tdouble\tinterval\ttime\tvector[double]\tenum\tvector[string]\tfunc");
  using Kind = ZeekColumn::Kind;
  const Kind kinds[] = {Kind::number, Kind::number, Kind::number, Kind::number, Kind::number,
                        Kind::number, Kind::number, Kind::string, Kind::string, Kind::string};
  const std::vector<ZeekColumn> columns = header.columns();
  REQUIRE(columns.size() == std::size(kinds));
  for (size_t i = 0; i < columns.size(); ++i) {
    CHECK(columns[i].kind == kinds[i]);
    CHECK(columns[i].is_list == (i == 6 || i == 8));
  }
}

TEST_CASE("zeek header: other separators, and headers that are not whole") {
  ZeekHeader header;
  header.read("#separator ,");
  header.read("#fields,a,b");
  CHECK(header.columns().size() == 2);
  header.read("#types,count");
  CHECK(header.fault() == std::string("the header has not as many #types as #fields"));
  header.read("#fields,a");
  CHECK(header.fault() == nullptr);
  CHECK(header.columns()[0].kind == ZeekColumn::Kind::string);
  header.read("#separator \\x7c\\x7c");
  CHECK(header.fault() != nullptr);
  header.read("#fields||a||b||c");
  CHECK(header.columns().size() == 3);
}

}  // namespace runnel::format
