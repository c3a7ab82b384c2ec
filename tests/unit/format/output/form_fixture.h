// What a form makes of records, each given to it as the sink gives it: with no byte behind it that must not
// be read.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "format/output/output_format.h"
#include "json/line_fixture.h"

namespace runnel::format {

inline void append_record(OutputForm& form, std::string& out, std::string_view record) {
  const json::PaddedLine line(record, "\",:{");
  form.append(out, line.text());
}

struct Formed {
  std::string text;
  std::string lost;
};

inline Formed formed(const OutputFormat& format, const std::vector<std::string>& records) {
  const auto form = make_output_form(format);
  Formed formed;
  for (const std::string& record : records) append_record(*form, formed.text, record);
  form->finish(formed.text);
  formed.lost = form->lost();
  return formed;
}

inline std::string text_of(OutputFormat::Kind kind, const std::vector<std::string>& records) {
  return formed({.kind = kind}, records).text;
}

}  // namespace runnel::format
