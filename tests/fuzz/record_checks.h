// What the fuzz targets of record parsers and framings hold theirs to.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../unit/format/framing_fixture.h"
#include "../unit/format/parse_fixture.h"
#include "json/validator.h"

namespace runnel::format {

inline void require(bool holds) {
  if (!holds) std::abort();
}

// Of a record that the parser takes: JSON is JSON, and what it made of UTF-8 is UTF-8. Of one that it does
// not: the place lies within.
inline void check_fields(const RecordParser& parser, std::string_view record, const Fields& fields,
                         bool is_record) {
  if (!is_record) {
    require(!fields.fault.reason.empty() && fields.fault.offset <= record.size());
    return;
  }
  static json::Validator validator;
  const bool is_text = parser.utf8() == RecordParser::Utf8::of_fields || json::utf8_valid(record);
  for (const Field& field : fields.list) {
    if (is_text) require(json::utf8_valid(field.name) && json::utf8_valid(field.text));
    if (field.kind == Field::Kind::string) continue;
    const json::PaddedLine line(field.text);
    require(!validator.check_grammar(line.text()));
  }
}

// Takes the record apart, and again with something else behind its newline and fields that were in use.
inline void check_parser(RecordParser& parser, std::string_view record) {
  Fields fields;
  std::string first;
  for (const std::string_view filler :
       {std::string_view("\n"), std::string_view("\""), std::string_view("=")}) {
    const json::PaddedLine line(record, filler);
    fields.clear();
    const bool is_record = parser.parse(line.text(), fields);
    check_fields(parser, record, fields, is_record);
    const std::string text = text_of(fields, is_record);
    require(first.empty() || text == first);
    first = text;
  }
}

inline void check_parser(RecordParser& parser, const std::uint8_t* data, std::size_t size) {
  check_parser(parser, {reinterpret_cast<const char*>(data), size});
}

inline std::vector<io::Piece> random_pieces(std::string_view text, std::minstd_rand& random, io::Kind kind) {
  static constexpr std::size_t kLargest[] = {1, 5, 100, 5000};
  const std::size_t largest = std::max(kLargest[random() % std::size(kLargest)], text.size() / 2000);
  std::vector<io::Piece> pieces;
  while (!text.empty()) {
    const std::size_t size = std::min<std::size_t>(text.size(), 1 + random() % largest);
    pieces.emplace_back(std::string(text.substr(0, size)));
    text.remove_prefix(size);
    if (kind == io::Kind::live && random() % 3 == 0) pieces.emplace_back(io::Pause{});
  }
  return pieces;
}

// Four bytes that choose how the rest is cut into reads, which must not show. A byte from 0xf4 on stands for
// many equal ones, so that short inputs make long records; with a bound on these, what is given up may depend
// on the reads, but all of it comes to an end.
inline void check_framing(const io::Framer& framer, const std::uint8_t* data, std::size_t size) {
  std::uint32_t seed = 0;
  if (size < sizeof seed) return;
  std::memcpy(&seed, data, sizeof seed);
  std::minstd_rand random(seed);
  std::string text;
  for (std::size_t i = sizeof seed; i < size && text.size() < 100'000; ++i) {
    const std::size_t count = data[i] < 0xf4 ? 1 : std::size_t{1} << (data[i] - 0xf0);
    text.append(count, data[i] < 0xf4 ? static_cast<char>(data[i]) : 'x');
  }
  // The reader takes a byte order mark away, or not, before the framing sees it.
  const io::Kind kind = seed & 1 ? io::Kind::live : io::Kind::plain;
  require(framed(framer, random_pieces(text, random, kind), kind) == framed(framer, text));
  framed(framer, random_pieces(text, random, kind), kind, 5000);
}

}  // namespace runnel::format
