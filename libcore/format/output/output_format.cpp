#include "format/output/output_format.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/spelling.h"
#include "format/output/cells_form.h"
#include "format/output/json_array_form.h"
#include "format/output/logfmt_form.h"
#include "format/output/table_form.h"
#include "format/output/text_form.h"

namespace runnel::format {

namespace {

using Kind = OutputFormat::Kind;

constexpr std::array<std::string_view, 7> kNames = {"ndjson", "json", "csv",   "tsv",
                                                    "table",  "text", "logfmt"};

}  // namespace

Result<Kind> parse_output_format(std::string_view text) {
  const auto found = std::find(kNames.begin(), kNames.end(), text);
  if (found != kNames.end()) return static_cast<Kind>(found - kNames.begin());
  std::string message = fmt::format("'{}' is none of {}", text, fmt::join(kNames, ", "));
  if (const std::string_view near = nearest_name(text, kNames); !near.empty()) {
    message += fmt::format("; did you mean {}?", near);
  }
  return Error{ErrorKind::usage, std::move(message)};
}

std::string_view name_of(Kind kind) {
  return kNames[static_cast<size_t>(kind)];
}

std::unique_ptr<OutputForm> make_output_form(const OutputFormat& format) {
  switch (format.kind) {
    case Kind::ndjson:
      break;
    case Kind::json:
      return std::make_unique<JsonArrayForm>();
    case Kind::csv:
      return std::make_unique<CellsForm>(format.delimiter.value_or(','), format.columns);
    case Kind::tsv:
      return std::make_unique<CellsForm>(format.delimiter.value_or('\t'), format.columns);
    case Kind::table:
      return std::make_unique<TableForm>(format);
    case Kind::text:
      return std::make_unique<TextForm>();
    case Kind::logfmt:
      return std::make_unique<LogfmtForm>();
  }
  return nullptr;
}

}  // namespace runnel::format
