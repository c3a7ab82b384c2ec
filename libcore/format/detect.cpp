#include "format/detect.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "format/access_log_parser.h"
#include "format/csv_form.h"
#include "format/logfmt_parser.h"
#include "format/syslog_parser.h"
#include "json/validator.h"

namespace runnel::format {

namespace {

using Kind = InputFormat::Kind;

constexpr std::string_view kBlanks = " \t\r\n";

// A line with the padding that parsers ask for.
class PaddedLine {
 public:
  explicit PaddedLine(std::string_view line) : text_(line), size_(line.size()) {
    text_.append(1 + json::kPadding, '\n');
  }
  std::string_view text() const { return std::string_view(text_).substr(0, size_); }

 private:
  std::string text_;
  size_t size_;
};

std::string_view line_at(std::string_view text, size_t begin) {
  std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::optional<Kind> by_extension(std::string_view name) {
  for (const std::string_view compressed : {".gz", ".zst"}) {
    if (name.ends_with(compressed)) name.remove_suffix(compressed.size());
  }
  constexpr std::array<std::pair<std::string_view, Kind>, 7> kKnown{{{".ndjson", Kind::ndjson},
                                                                     {".jsonl", Kind::ndjson},
                                                                     {".ldjson", Kind::ndjson},
                                                                     {".csv", Kind::csv},
                                                                     {".tsv", Kind::tsv},
                                                                     {".tab", Kind::tsv},
                                                                     {".logfmt", Kind::logfmt}}};
  for (const auto& [extension, kind] : kKnown) {
    if (name.ends_with(extension)) return kind;
  }
  return std::nullopt;
}

bool is_json(std::string_view line) {
  const PaddedLine padded(line);
  json::Validator validator;
  return !validator.check(padded.text()).has_value();
}

// A document, or values that are no lines of their own. `text` begins with a bracket.
bool is_json_document(std::string_view text) {
  const std::string_view first = line_at(text, 0);
  const bool is_value = is_json(first);
  const char end = first[first.find_last_not_of(kBlanks)];
  const bool goes_on = first.size() < text.size() && (end == '{' || end == '[' || end == ',');
  if (text.front() == '{') return !is_value && goes_on;
  const size_t item = text.find_first_not_of(kBlanks, 1);
  if (is_value) {  // an array a line, unless there is but one
    const size_t second = text.find_first_not_of(kBlanks, first.size());
    return second == text.npos && (item == text.npos || text[item] == '{' || text[item] == ']');
  }
  return item == text.npos || text[item] == '{' || goes_on;
}

bool parses(const ParserMaker& make, std::string_view line, Fields& fields) {
  const PaddedLine padded(line);
  fields.clear();
  const bool parsed = make()->parse(padded.text(), fields);
  // What they view goes with the line.
  return parsed;
}

bool is_logfmt(std::string_view line) {
  Fields fields;
  if (!parses(make_logfmt_parser(Infer::scalars), line, fields) || fields.list.size() < 2) return false;
  // Words without a value may stand in any text.
  return static_cast<size_t>(std::count(line.begin(), line.end(), '=')) >= fields.list.size();
}

// A line with a time says little: what every program logs has one, too, and a level behind it is no host.
bool is_syslog(std::string_view line) {
  Fields fields;
  if (!parses(make_syslog_parser(Clock::system()), line, fields)) return false;
  const auto has = [&](std::string_view name) {
    return std::any_of(fields.list.begin(), fields.list.end(),
                       [&](const Field& f) { return f.name == name; });
  };
  const bool has_old_time = line.front() < '0' || line.front() > '9';
  return has("timestamp") && (has("facility") || has("procid") || (has("app") && has_old_time));
}

bool is_column_name(const std::string& name) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto is_inner = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == ' ' || c == '.' || c == '-';
  };
  return !name.empty() && is_letter(name.front()) && name.back() != ' ' &&
         std::all_of(name.begin(), name.end(), is_inner);
}

std::vector<std::string> cells_of(std::string_view line, char delimiter) {
  const PaddedLine padded(line);
  return read_csv_header(padded.text(), delimiter).names;
}

constexpr std::array kTableDelimiters{',', '\t', ';'};

// As many cells as there are; 0 where they cannot be the names of columns.
size_t header_cells(std::string_view line, char delimiter) {
  std::vector<std::string> header = cells_of(line, delimiter);
  if (header.size() < 2 || !std::all_of(header.begin(), header.end(), is_column_name)) return 0;
  std::sort(header.begin(), header.end());
  return std::adjacent_find(header.begin(), header.end()) == header.end() ? header.size() : 0;
}

// Whether a header stands over a row.
bool is_table(std::string_view text, char delimiter) {
  const std::string_view first = line_at(text, 0);
  const size_t second = std::min(text.find('\n'), text.size() - 1) + 1;
  if (text.find('\n', second) == text.npos) return false;
  const size_t cells = header_cells(first, delimiter);
  return cells > 0 && cells_of(line_at(text, second), delimiter).size() == cells;
}

// Whether more of the text may say something else: an array may be a document or the first of many lines, and
// names are a header over a row alone. The first line of `text` is whole.
bool is_open(std::string_view text) {
  const size_t second = text.find_first_not_of(kBlanks, text.find('\n'));
  if (text.front() == '[') return second == text.npos && is_json(line_at(text, 0));
  if (second != text.npos && text.find('\n', second) != text.npos) return false;
  const auto may_be_header = [&](char delimiter) { return header_cells(line_at(text, 0), delimiter) > 0; };
  return std::any_of(kTableDelimiters.begin(), kTableDelimiters.end(), may_be_header);
}

// Of the delimiters that tables have, the one that parts the first line into most cells.
char delimiter_of(std::string_view text, char usual) {
  const std::string_view line = line_at(text, 0);
  char best = usual;
  size_t most = cells_of(line, usual).size();
  for (const char other : {',', ';', '\t', '|'}) {
    const size_t cells = cells_of(line, other).size();
    if (most == 1 && cells > 1) {
      best = other;
      most = cells;
    }
  }
  return best;
}

// What the first bytes say; `text` has something in it.
InputFormat by_bytes(InputFormat format, std::string_view text) {
  const auto is = [&](Kind kind) {
    format.kind = kind;
    return format;
  };
  const std::string_view line = line_at(text, 0);
  if (text.front() == '{' || text.front() == '[')
    return is(is_json_document(text) ? Kind::json : Kind::ndjson);
  if (text.starts_with("__CURSOR=") || text.starts_with("__REALTIME_TIMESTAMP=")) return is(Kind::journal);
  if (text.starts_with("#separator ")) return is(Kind::zeek);
  Fields fields;
  if (parses(make_combined_parser(), line, fields)) return is(Kind::combined);
  if (parses(make_common_parser(), line, fields)) return is(Kind::common);
  if (is_syslog(line)) return is(Kind::syslog);
  if (is_logfmt(line)) return is(Kind::logfmt);
  for (const char delimiter : kTableDelimiters) {
    if (!is_table(text, delimiter)) continue;
    format.delimiter = delimiter;
    return is(Kind::csv);
  }
  return is(Kind::ndjson);
}

}  // namespace

Detected detect(const InputFormat& asked, std::string_view name, std::string_view head) {
  InputFormat format = asked;
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  head.remove_prefix(std::min(head.find_first_not_of(kBlanks), head.size()));
  if (const auto kind = by_extension(name)) {
    format.kind = *kind;
    const bool is_cells = kind == Kind::csv || kind == Kind::tsv;
    if (is_cells && !format.delimiter) format.delimiter = delimiter_of(head, kind == Kind::csv ? ',' : '\t');
    return {format, "its name"};
  }
  if (head.empty()) {
    format.kind = Kind::ndjson;
    return {format, {}};
  }
  format = by_bytes(std::move(format), head);
  const bool is_sure = format.kind != Kind::ndjson || head.front() == '{' || head.front() == '[';
  return {format, is_sure ? "its first line" : ""};
}

bool may_say_more(std::string_view name, std::string_view text) {
  const std::string_view head = text.substr(std::min(text.find_first_not_of(kBlanks), text.size()));
  return head.find('\n') == head.npos || (!by_extension(name) && is_open(head));
}

}  // namespace runnel::format
