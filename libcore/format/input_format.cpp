#include "format/input_format.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/clock.h"
#include "base/regex.h"
#include "base/spelling.h"
#include "format/access_log_parser.h"
#include "format/csv_framing.h"
#include "format/detecting_framing.h"
#include "format/extract_json.h"
#include "format/journal_framing.h"
#include "format/json_framing.h"
#include "format/line_framing.h"
#include "format/logfmt_parser.h"
#include "format/multiline_framing.h"
#include "format/redrive_framing.h"
#include "format/regex_parser.h"
#include "format/syslog_parser.h"
#include "format/text_parser.h"
#include "format/zeek_framing.h"
#include "json/writer.h"

namespace runnel::format {

namespace {

using Kind = InputFormat::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 13> kNames{{{"auto", Kind::automatic},
                                                                    {"ndjson", Kind::ndjson},
                                                                    {"json", Kind::json},
                                                                    {"csv", Kind::csv},
                                                                    {"tsv", Kind::tsv},
                                                                    {"logfmt", Kind::logfmt},
                                                                    {"text", Kind::text},
                                                                    {"regex", Kind::regex},
                                                                    {"combined", Kind::combined},
                                                                    {"common", Kind::common},
                                                                    {"syslog", Kind::syslog},
                                                                    {"journal", Kind::journal},
                                                                    {"zeek", Kind::zeek}}};

Error usage(std::string message) {
  return {ErrorKind::usage, std::move(message)};
}

bool is_cells(Kind kind) {
  return kind == Kind::csv || kind == Kind::tsv;
}

// Null for formats that are no lines of text.
ParserMaker parser_of(const InputFormat& format) {
  switch (format.kind) {
    case Kind::logfmt:
      return make_logfmt_parser(format.infer);
    case Kind::text:
      return make_text_parser();
    case Kind::regex:
      return make_regex_parser(*compile_record_regex(format.regex), format.infer);
    case Kind::combined:
      return make_combined_parser();
    case Kind::common:
      return make_common_parser();
    case Kind::syslog:
      return make_syslog_parser(Clock::system());
    default:
      return nullptr;
  }
}

bool is_text(Kind kind) {
  switch (kind) {
    case Kind::logfmt:
    case Kind::text:
    case Kind::regex:
    case Kind::combined:
    case Kind::common:
    case Kind::syslog:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string_view name_of(Kind kind) {
  for (const auto& [name, each] : kNames) {
    if (each == kind) return name;
  }
  return {};
}

Result<InputFormat> parse_input_format(std::string_view text) {
  InputFormat format;
  constexpr std::string_view kRegex = "regex:";
  if (text.starts_with(kRegex)) {
    format.kind = Kind::regex;
    format.regex = text.substr(kRegex.size());
    const auto regex = compile_record_regex(format.regex);
    if (!regex) return regex.error();
    return format;
  }
  std::vector<std::string_view> words;
  std::string list;
  for (const auto& [name, kind] : kNames) {
    if (kind != Kind::regex && name == text) {
      format.kind = kind;
      return format;
    }
    words.push_back(name);
    list += (list.empty() ? "" : ", ") + std::string(kind == Kind::regex ? "regex:RE" : name);
  }
  if (text == "regex")
    return usage("regex is written with its expression: regex:'(?<level>[A-Z]+) (?<msg>.*)'");
  const std::string_view near = nearest_name(text, words);
  return usage(
      fmt::format("'{}' is none of {}{}", text, list, near.empty() ? "" : fmt::format("; perhaps {}", near)));
}

Outcome check(const InputFormat& format) {
  const Kind kind = format.kind;
  const bool may_be_cells = is_cells(kind) || kind == Kind::automatic;
  if (format.delimiter && !may_be_cells) {
    return usage(fmt::format("--delimiter is of cells; {} has none (-i csv)", name_of(kind)));
  }
  if (!format.header.empty() && !may_be_cells) {
    return usage(fmt::format("--header names columns; {} has none (-i csv)", name_of(kind)));
  }
  if (format.extract_json && kind != Kind::text && kind != Kind::automatic) {
    return usage(fmt::format("--extract-json reads lines of text, and not {} (leave out -i)", name_of(kind)));
  }
  if (format.extract_json && format.multiline) {
    return usage("--extract-json looks at each line, and --multiline joins them: one of the two");
  }
  if (!format.multiline) return Done{};
  if (!is_text(kind) && kind != Kind::automatic) {
    return usage(fmt::format("--multiline joins lines of text, and not of {} (-i text)", name_of(kind)));
  }
  const auto regex = Regex::compile(*format.multiline, {});
  if (!regex) return usage(fmt::format("--multiline: {}", regex.error().message));
  return Done{};
}

std::optional<FormatTime> time_of(const InputFormat& format) {
  switch (format.kind) {
    case Kind::combined:
    case Kind::common:
      return FormatTime{".time_local", "%d/%b/%Y:%H:%M:%S %z"};
    case Kind::syslog:
      return FormatTime{".timestamp", ""};
    case Kind::journal:
      return FormatTime{".__REALTIME_TIMESTAMP", "us"};
    case Kind::zeek:
      return FormatTime{".ts", ""};
    default:
      return std::nullopt;
  }
}

std::shared_ptr<const Form> make_text_form(const InputFormat& format) {
  std::string members = R"(,"format":)";
  const bool has_regex = format.kind == Kind::regex;
  json::append_quoted(members, has_regex ? "regex:" + format.regex : std::string(name_of(format.kind)));
  return make_fields_form(parser_of(format), std::move(members));
}

std::unique_ptr<io::Framing> make_framing(const InputFormat& format, std::string_view name) {
  if (format.holds == InputFormat::Holds::dead_letters) return make_redrive_framing(format);
  if (format.extract_json) return make_line_framing(make_extract_json_form(*format.extract_json));
  switch (format.kind) {
    case Kind::automatic:
      if (format.multiline) break;
      return make_detecting_framing(format, name);
    case Kind::ndjson:
      return nullptr;
    case Kind::json:
      return make_json_framing();
    case Kind::csv:
    case Kind::tsv:
      return make_csv_framing({.delimiter = format.delimiter.value_or(format.kind == Kind::csv ? ',' : '\t'),
                               .header = format.header,
                               .infer = format.infer});
    case Kind::journal:
      return make_journal_framing();
    case Kind::zeek:
      return make_zeek_framing();
    default:
      break;
  }
  InputFormat text = format;
  if (text.kind == Kind::automatic) text.kind = Kind::text;
  auto form = make_text_form(text);
  if (!text.multiline) return make_line_framing(std::move(form));
  auto start = Regex::compile(*text.multiline, {});
  return make_multiline_framing(std::move(form), std::make_shared<const Regex>(std::move(*start)));
}

}  // namespace runnel::format
