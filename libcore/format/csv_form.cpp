#include "format/csv_form.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/arena.h"
#include "format/csv_row.h"
#include "format/json_line.h"
#include "format/letter.h"
#include "format/slot_map.h"
#include "json/validator.h"
#include "json/writer.h"

namespace runnel::format {

namespace {

// JSON has no way to write a name that is not UTF-8.
bool are_names(const std::vector<std::string>& header) {
  return std::all_of(header.begin(), header.end(), json::utf8_valid);
}

// What of the header a program reads: columns and, for each, its number in the program's map.
struct WantedColumn {
  uint32_t column;
  uint32_t field;
};

class CsvReader final : public RecordReader {
 public:
  CsvReader(const CsvFormat& format, const std::vector<std::string>& keys, ProgramPaths programs)
      : format_(format), keys_(keys), has_names_(are_names(format.header)), row_(format.delimiter) {
    for (const std::vector<json::Path>* paths : programs) {
      const SlotMap& map = maps_.emplace_back(*paths);
      wanted_.push_back(columns_of(map));
    }
  }

  Record next(const io::Batch& batch, const char* at) override {
    if (batch.begin() != batch_ || batch.end() != batch_end_) {
      batch_ = batch.begin();
      batch_end_ = batch.end();
      row_.start(batch.text());
    }
    json_.clear();
    arena_.reset();
    const bool is_row = row_.read(at);
    text_ = {at, static_cast<size_t>(row_.end() - at)};
    Record record{Record::Kind::record, text_, row_.next(), 1};
    if (!is_row) {
      record.kind = Record::Kind::bad;
      fault_ = {
          static_cast<size_t>(row_.fault_at() - at),
          "the quoted cell that begins here has no end: expected a quote, and a delimiter or the end of "
          "the line behind it"};
      return record;
    }
    record.lines += row_.newlines();
    if (text_.empty()) {
      record.kind = Record::Kind::nothing;
    } else if (!has_names_) {
      record.kind = Record::Kind::bad;
      fault_ = {0, "the header is not UTF-8"};
    } else if (row_.cells().size() != format_.header.size()) {
      record.kind = Record::Kind::bad;
      const size_t cells = row_.cells().size();
      fault_ = {0, fmt::format("{} cell{}, and the header has {}", cells, cells == 1 ? "" : "s",
                               format_.header.size())};
    }
    return record;
  }

  bool check() override {
    if (json::utf8_valid(text_)) return true;
    fault_ = {0, "the text is not UTF-8"};
    return false;
  }

  void fill(size_t program, json::Slot* slots) override {
    const SlotMap& map = maps_[program];
    map.clear(slots);
    for (const WantedColumn& wanted : wanted_[program]) {
      const CsvCell& cell = row_.cells()[wanted.column];
      map.put(wanted.field, value_of(cell), type_of(cell), slots, arena_);
    }
    for (const uint32_t slot : map.whole()) {
      slots[slot].state = json::Slot::State::present;
      slots[slot].text = json_text();
    }
  }

  const char* line() override { return json_text().data(); }
  size_t line_size() override { return json_text().size(); }

 private:
  std::vector<WantedColumn> columns_of(const SlotMap& map) const {
    std::vector<WantedColumn> columns;
    std::vector<char> seen(map.size());
    for (uint32_t i = 0; i < format_.header.size(); ++i) {
      const auto field = map.find(format_.header[i]);
      // Of columns of one name the first counts.
      if (field && std::exchange(seen[*field], 1) == 0) columns.push_back({i, *field});
    }
    return columns;
  }

  Field::Kind type_of(const CsvCell& cell) const {
    if (cell.quotes != CsvCell::Quotes::none) return Field::Kind::string;
    if (cell.size == 0) return format_.infer == Infer::none ? Field::Kind::string : Field::Kind::json;
    return kind_of(cell.text(), format_.infer);
  }

  std::string_view value_of(const CsvCell& cell) {
    if (cell.quotes == CsvCell::Quotes::doubled) {
      scratch_.clear();
      append_cell(scratch_, cell);
      return arena_.copy(scratch_);
    }
    const bool is_null =
        cell.size == 0 && cell.quotes == CsvCell::Quotes::none && format_.infer != Infer::none;
    return is_null ? std::string_view("null") : cell.text();
  }

  std::string_view json_text() {
    if (json_.is_made()) return json_.text();
    std::string& json = json_.begin();
    for (size_t i = 0; i < keys_.size(); ++i) {
      const CsvCell& cell = row_.cells()[i];
      json += keys_[i];
      if (type_of(cell) == Field::Kind::json) {
        json += value_of(cell);
      } else {
        json::append_quoted(json, value_of(cell));
      }
    }
    json += '}';
    json_.finish();
    return json_.text();
  }

  const CsvFormat& format_;
  const std::vector<std::string>& keys_;
  const bool has_names_;
  CsvRow row_;
  std::vector<SlotMap> maps_;                      // by program
  std::vector<std::vector<WantedColumn>> wanted_;  // by program
  const char* batch_ = nullptr;
  const char* batch_end_ = nullptr;
  std::string_view text_;  // of the row
  Arena arena_;            // what had to be made of its cells
  std::string scratch_;
  JsonLine json_;  // of the record, once it is asked for
};

class CsvForm final : public Form {
 public:
  explicit CsvForm(CsvFormat format) : format_(std::move(format)) {
    char before = '{';
    for (const std::string& name : format_.header) {
      std::string& key = keys_.emplace_back(1, std::exchange(before, ','));
      json::append_quoted(key, name);
      key += ':';
    }
  }

  std::unique_ptr<RecordReader> make_reader(ProgramPaths programs) const override {
    return std::make_unique<CsvReader>(format_, keys_, programs);
  }

  // A header that JSON cannot hold is not there.
  std::string letter_members() const override {
    std::string members = R"(,"format":"csv")";
    if (format_.delimiter != ',') {
      members += R"(,"delimiter":)";
      json::append_quoted(members, {&format_.delimiter, 1});
    }
    if (are_names(format_.header)) append_header_member(members, format_.header);
    return members;
  }

 private:
  const CsvFormat format_;
  std::vector<std::string> keys_;  // of each column, as it is written in an object: `{"a":`, `,"b":`
};

}  // namespace

std::shared_ptr<const Form> make_csv_form(CsvFormat format) {
  return std::make_shared<const CsvForm>(std::move(format));
}

CsvHeader read_csv_header(std::string_view text, char delimiter) {
  CsvRow row(delimiter);
  row.start(text);
  row.read(text.data());
  CsvHeader header;
  for (const CsvCell& cell : row.cells()) append_cell(header.names.emplace_back(), cell);
  // What of a bad one could be read: its rows will not fit it, and say so.
  if (header.names.empty())
    header.names.emplace_back(text.substr(0, static_cast<size_t>(row.end() - text.data())));
  header.size = std::min(static_cast<size_t>(row.next() - text.data()), text.size());
  return header;
}

}  // namespace runnel::format
