#include "cli/input_options.h"

#include <fmt/format.h>

#include "base/regex.h"
#include "cli/cells.h"
#include "cli/values.h"

namespace runnel::cli {

namespace {

using format::InputFormat;
using Values = std::span<const std::string>;

constexpr const char* kDetails =
    "Says what the inputs look like. FMT is one of the following; runnel-formats(7) says what each reads:\n\n"
    "`ndjson`: a record a line, as JSON.\n\n"
    "`json`: JSON values one after another, or the items of arrays, over any number of lines.\n\n"
    "`csv`, `tsv`: a header, then a record a line, with commas or tabs between cells (RFC 4180).\n\n"
    "`logfmt`: `key=value key=\"value\"`.\n\n"
    "`combined`, `common`: the access logs of Apache and nginx.\n\n"
    "`syslog`, `journal`, `zeek`: RFC 5424 and RFC 3164; the export and JSON formats of journalctl; the logs "
    "of "
    "Zeek.\n\n"
    "`regex:RE`: the named groups of RE are the members: `regex:'(?<level>\\w+): (?<msg>.*)'`.\n\n"
    "`text`: each line is the record `{\"line\": \"...\"}`.\n\n"
    "`auto`: by the name of the input, else by its first line; never `text`.\n\n"
    "Formats that hold a time say what --time and --time-format are, where these are not given. A line that "
    "is "
    "not in its format is a bad record.";

FlagSetter keep_format(std::optional<InputFormat>& target) {
  return [&target](Values v) -> Outcome {
    auto format = format::parse_input_format(v[0]);
    if (!format) return format.error();
    target = *std::move(format);
    return Done{};
  };
}

void add_cell_flags(CommandLine& line, InputOptions& options) {
  line.add({.name = "delimiter",
            .values = {"C"},
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "the character between cells of CSV",
            .details =
                "Reads CSV with C between its cells, such as `;`. It may be `\\t`. Alone it means `-i csv`.",
            .default_text =
                "`,`, and a tab in tsv; where the format goes by the name of the input, what parts its "
                "first line.",
            .set = [&options](Values v) -> Outcome {
              const auto delimiter = delimiter_value(v[0]);
              if (!delimiter) return delimiter.error();
              options.delimiter = *delimiter;
              return Done{};
            }});
  line.add({.name = "header",
            .values = {"NAMES"},
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "the columns of CSV that has no header",
            .details =
                "Calls the columns of CSV NAMES, with commas between them, and takes its first line for a "
                "record: `--header host,time,code`. A name that has a comma in it is written in double "
                "quotes. Alone it means `-i csv`.",
            .default_text = "the first line of each input names its columns.",
            .set = [&options](Values v) -> Outcome {
              auto names = names_value(v[0]);
              if (!names) return names.error();
              options.header = *std::move(names);
              return Done{};
            }});
  line.add({.name = "no-infer",
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "take all values of CSV and logfmt for strings",
            .details =
                "Takes every value of csv, tsv, logfmt and regex for a string. Without it what is written "
                "like a number, true or false in JSON is one, and an empty cell is null; `007`, `+1` and "
                "what stands in quotes are strings in any case.",
            .set = switch_on(options.no_infer)});
}

}  // namespace

void add_input_options(CommandLine& line, InputOptions& options) {
  line.add(
      {.name = "input-format",
       .letter = 'i',
       .values = {"FMT"},
       .group = FlagGroup::records,
       .summary = "read json, csv, logfmt, combined, syslog, text ...",
       .details = kDetails,
       .default_text = "`auto` for what is named, `ndjson` on stdin, since that is what the programs write.",
       .set = keep_format(options.format)});
  add_cell_flags(line, options);
  line.add({.name = "multiline",
            .values = {"RE"},
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "RE matches the first line of each record",
            .details =
                "Joins lines: one that RE matches begins a record, and those that it does not match go on "
                "with the one before, as the lines of a stack trace do. For formats that are lines of "
                "text; without -i it is `text`. A record is whole when the next one begins, when nothing "
                "came for a second, or at the end.",
            .set = keep_text(options.multiline)});
  line.add({.name = "extract-json",
            .values = {"NAME"},
            .bare = "-",
            .group = FlagGroup::records,
            .shown = FlagShown::manual,
            .summary = "the record is the JSON object within a line of text",
            .details =
                "Takes the first JSON object in each line for the record, byte for byte: "
                "`12:00:01 app {\"a\": 1} done` is `{\"a\": 1}`. With =NAME what stands around it is its "
                "first member, NAME. A line without an object is a bad record.",
            .set = [&options, keep = keep_name(options.extract_json)](Values v) -> Outcome {
              if (v[0] != "-") return keep(v);
              options.extract_json = "";
              return Done{};
            }});
}

void add_side_input_flags(CommandLine& line, SideFormats& sides) {
  constexpr std::array<std::pair<const char*, const char*>, 2> kSides{{{"left", "LEFT"}, {"right", "RIGHT"}}};
  for (size_t i = 0; i < sides.size(); ++i) {
    line.add({.name = fmt::format("{}-input-format", kSides[i].first),
              .values = {"FMT"},
              .group = FlagGroup::records,
              .shown = FlagShown::manual,
              .summary = fmt::format("as --input-format, of {} alone", kSides[i].second),
              .details = fmt::format("As --input-format, for {} alone.", kSides[i].second),
              .default_text = "what --input-format says for both sides.",
              .set = keep_format(sides[i])});
  }
}

Outcome check_input_options(const InputOptions& options, const TimeOptions& time) {
  InputFormat format = options.format.value_or(InputFormat{});
  format.delimiter = options.delimiter;
  format.header = options.header;
  format.multiline = options.multiline;
  format.extract_json = options.extract_json;
  if (const auto checked = format::check(format); !checked) return checked;
  using Kind = InputFormat::Kind;
  const bool may_be_json =
      format.kind == Kind::automatic || format.kind == Kind::ndjson || format.kind == Kind::json;
  if (time.watermarks && !may_be_json) {
    return Error{ErrorKind::usage,
                 fmt::format("--watermarks reads lines of JSON among the records; {} has none",
                             format::name_of(format.kind))};
  }
  return Done{};
}

}  // namespace runnel::cli
