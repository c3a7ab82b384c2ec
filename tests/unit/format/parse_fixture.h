// What the tests of record parsers share: a record in memory that ends where reading it must end, and its
// fields as one line of JSON.
#pragma once

#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include "../json/line_fixture.h"
#include "format/fields_form.h"
#include "json/writer.h"

namespace runnel::format {

// `{"a":1,"b":"x"}`; `bad 12: reason` for a record that is none.
inline std::string text_of(const Fields& fields, bool is_record) {
  if (!is_record) return "bad " + std::to_string(fields.fault.offset) + ": " + fields.fault.reason;
  std::string json = "{";
  for (const Field& field : fields.list) {
    if (json.size() > 1) json += ',';
    json::append_quoted(json, field.name);
    json += ':';
    if (field.kind == Field::Kind::json) {
      json += field.text;
    } else {
      json::append_quoted(json, field.text);
    }
  }
  return json + '}';
}

// The record as the parser takes it apart, whatever lies behind the newline that ends it. Where that made a
// difference, both answers.
inline std::string parsed(RecordParser& parser, std::string_view record) {
  std::string answer;
  for (size_t i = 0; i < std::size(json::kFillers); ++i) {
    const json::PaddedLine line(record, json::kFillers[i]);
    Fields fields;
    const bool is_record = parser.parse(line.text(), fields);
    const std::string text = text_of(fields, is_record);
    if (i == 0) answer = text;
    if (text != answer) return answer + "\nbut also\n" + text;
  }
  return answer;
}

inline std::string parsed(const ParserMaker& make, std::string_view record) {
  return parsed(*make(), record);
}

}  // namespace runnel::format
