// The formats of outputs, as -o and its options say them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "format/output/output_form.h"

namespace runnel::format {

struct OutputFormat {
  enum class Kind : uint8_t { ndjson, json, csv, tsv, table, text, logfmt };
  Kind kind = Kind::ndjson;
  std::optional<char> delimiter = {};     // csv; nothing: what the format has
  std::vector<std::string> columns = {};  // csv, tsv, table: their names; empty: those of the first record
  std::optional<size_t> width = {};       // table: of the screen; nothing: lines are as long as they are
  bool utf8 = true;                       // table: whether the screen has more than ASCII
  bool bold = false;                      // table: whether its headings are

  bool operator==(const OutputFormat&) const = default;
};

// `csv` ... Kind usage for what is none.
Result<OutputFormat::Kind> parse_output_format(std::string_view text);
std::string_view name_of(OutputFormat::Kind kind);

// Null for ndjson: records leave as they are.
std::unique_ptr<OutputForm> make_output_form(const OutputFormat& format);

}  // namespace runnel::format
