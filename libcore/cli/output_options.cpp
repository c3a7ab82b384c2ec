#include "cli/output_options.h"

#include <fmt/format.h>
#include <unistd.h>

#include "cli/cells.h"
#include "cli/screen.h"

namespace runnel::cli {

namespace {

using Kind = format::OutputFormat::Kind;
using Values = std::span<const std::string>;

constexpr const char* kDetails =
    "Says in which form records are written, where --to says. FMT is one of:\n\n"
    "`ndjson`: a record a line, as JSON.\n\n"
    "`json`: all records as one JSON array, a line each.\n\n"
    "`csv`: a header, then a line a record (RFC 4180). Columns are the members of the first record, or "
    "those that --columns names; null and what is missing are empty cells, arrays and objects are JSON in "
    "quotes. A string is in quotes where it would be read as anything else, so that numbers stay numbers "
    "and strings stay strings. Records that are no objects have one column, `value`.\n\n"
    "`tsv`: the same with tabs.\n\n"
    "`table`: the same for people, in columns, as wide as the terminal if it is written to one. The first "
    "100 records, or those that are there when the input is waited for, say how wide columns are.\n\n"
    "`logfmt`: `key=value` for each member.\n\n"
    "`text`: strings without quotes and escapes, all else as JSON.\n\n"
    "How many records have members for which there is no column is said at the end, and the exit status is "
    "4; with --columns it is a choice. Dead letters and late records are NDJSON in any case.";

Error wrong(std::string message) {
  return {ErrorKind::usage, std::move(message)};
}

bool has_columns(Kind kind) {
  return kind == Kind::csv || kind == Kind::tsv || kind == Kind::table;
}

Outcome set_format(OutputOptions& options, const std::string& text) {
  const auto format = format::parse_output_format(text);
  if (!format) return format.error();
  options.format = *format;
  return Done{};
}

Outcome set_columns(OutputOptions& options, const std::string& text) {
  auto names = names_value(text);
  if (!names) return names.error();
  options.columns = *std::move(names);
  return Done{};
}

Outcome set_delimiter(OutputOptions& options, const std::string& text) {
  const auto delimiter = delimiter_value(text);
  if (!delimiter) return delimiter.error();
  options.delimiter = *delimiter;
  return Done{};
}

}  // namespace

Flag output_format_flag(std::string summary, std::string details, std::string default_text, FlagSetter set) {
  return {.name = "output-format",
          .letter = 'o',
          .values = {"FMT"},
          .group = FlagGroup::output,
          .summary = std::move(summary),
          .details = std::move(details),
          .default_text = std::move(default_text),
          .set = std::move(set)};
}

void add_output_options(CommandLine& line, OutputOptions& options) {
  line.add(output_format_flag("write json, csv, tsv, table, logfmt or text", kDetails,
                              "`ndjson`, which the next program reads.",
                              [&options](Values v) { return set_format(options, v[0]); }));
  line.add({.name = "columns",
            .values = {"NAMES"},
            .group = FlagGroup::output,
            .shown = FlagShown::manual,
            .summary = "with -o csv, tsv, table: which members, in which order",
            .details = "Writes the members NAMES of each record, in that order, and no others. Names are "
                       "separated by commas; one that has a comma in it is written in double quotes: "
                       "`--columns 'ts,\"a,b\",path'`. With --select any value can be a member. The header "
                       "is written even if there is no record.",
            .default_text = "the members of the first record.",
            .set = [&options](Values v) { return set_columns(options, v[0]); }});
  line.add({.name = "output-delimiter",
            .values = {"C"},
            .group = FlagGroup::output,
            .shown = FlagShown::manual,
            .summary = "with -o csv: the character between cells",
            .details = "Writes the character C between the cells of CSV, such as `;`. It may be `\\t`.",
            .default_text = "`,`.",
            .set = [&options](Values v) { return set_delimiter(options, v[0]); }});
}

Outcome check_output_options(const OutputOptions& options, const TimeOptions& time) {
  const Kind kind = options.kind();
  const std::string_view name = format::name_of(kind);
  if (options.delimiter && kind != Kind::csv) {
    return wrong(fmt::format("--output-delimiter is for -o csv; {}",
                             kind == Kind::tsv ? "in tsv it is the tab" : "nothing else has cells"));
  }
  if (!options.columns.empty() && !has_columns(kind)) {
    return wrong(fmt::format(
        "--columns is for -o csv, tsv and table; {}",
        options.format ? fmt::format("in {} records have their own members", name) : "add one of them"));
  }
  if (time.emit_watermarks && kind != Kind::ndjson) {
    return wrong(fmt::format(
        "--emit-watermarks writes lines of JSON among the records, which -o {} has no place for", name));
  }
  return Done{};
}

Outcome check_passed_watermarks(const OutputOptions& options, const TimeOptions& time) {
  if (!time.watermarks || options.kind() == Kind::ndjson) return Done{};
  return wrong(fmt::format(
      "--watermarks hands on lines of JSON among the records, which -o {} has no place for; to drop them, "
      "put stream-filter 'has(\"$watermark\") | not' before it",
      format::name_of(options.kind())));
}

Outcome check_raw_output(const OutputOptions& options, RawOutput raw_output) {
  if (raw_output == RawOutput::no || options.kind() == Kind::ndjson || options.kind() == Kind::text) {
    return Done{};
  }
  return wrong(fmt::format("--raw-output writes strings as text, and -o {} has its own way to write them",
                           format::name_of(options.kind())));
}

format::OutputFormat output_format(const OutputOptions& options, const CommonOptions& common,
                                   const std::string& place) {
  format::OutputFormat format{
      .kind = options.kind(), .delimiter = options.delimiter, .columns = options.columns};
  if (format.kind != Kind::table || place != "-" || isatty(STDOUT_FILENO) == 0) return format;
  const Screen screen = stdout_screen(common.color);
  format.width = screen.columns;
  format.utf8 = screen.charset == Charset::unicode;
  format.bold = screen.styles == Screen::Styles::some;
  return format;
}

}  // namespace runnel::cli
