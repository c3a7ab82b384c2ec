#include "format/fields_form.h"

#include <string>
#include <utility>
#include <vector>

#include "format/json_line.h"
#include "format/record_ends.h"
#include "format/slot_map.h"
#include "json/validator.h"
#include "json/writer.h"

namespace runnel::format {

namespace {

class FieldsReader final : public RecordReader {
 public:
  FieldsReader(std::unique_ptr<RecordParser> parser, ProgramPaths programs) : parser_(std::move(parser)) {
    for (const std::vector<json::Path>* paths : programs) maps_.emplace_back(*paths);
    for (const SlotMap& map : maps_) seen_.emplace_back(map.size());
  }

  Record next(const io::Batch& batch, const char* at) override {
    const RecordSpan span = span_at(batch, at);
    text_ = span.text;
    json_.clear();
    Record record{Record::Kind::record, span.text, span.next, span.lines};
    if (is_blank(text_)) {
      record.kind = Record::Kind::nothing;
      return record;
    }
    fields_.clear();
    ++record_;
    if (parser_->parse(text_, fields_)) return record;
    fault_ = std::move(fields_.fault);
    record.kind = Record::Kind::bad;
    return record;
  }

  bool check() override {
    if (parser_->utf8() == RecordParser::Utf8::of_fields || json::utf8_valid(text_)) return true;
    fault_ = {0, "the text is not UTF-8"};
    return false;
  }

  void fill(size_t program, json::Slot* slots) override {
    const SlotMap& map = maps_[program];
    map.clear(slots);
    std::vector<uint64_t>& seen = seen_[program];
    for (size_t i = 0; i < fields_.list.size(); ++i) {
      const Field& field = fields_.list[i];
      const uint32_t number = column(i, field.name).numbers[program];
      // Of equal names the first counts.
      if (number == kUnwanted || std::exchange(seen[number], record_) == record_) continue;
      map.put(number, field.text, field.kind, slots, fields_.arena);
    }
    for (const uint32_t slot : map.whole()) {
      slots[slot].state = json::Slot::State::present;
      slots[slot].text = json_text();
    }
  }

  const char* line() override { return json_text().data(); }
  size_t line_size() override { return json_text().size(); }

 private:
  static constexpr uint32_t kUnwanted = UINT32_MAX;

  // What is known of the field that stood in a place last: most likely it is the same one again.
  struct Column {
    std::string name;
    std::string key;                // as it is written in an object, with its colon
    std::vector<uint32_t> numbers;  // by program
  };

  const Column& column(size_t place, std::string_view name) {
    if (place >= columns_.size()) {
      columns_.resize(place + 1);
    } else if (columns_[place].name == name && !columns_[place].key.empty()) {
      return columns_[place];
    }
    Column& column = columns_[place];
    column.name = name;
    column.key.clear();
    json::append_quoted(column.key, name);
    column.key += ':';
    column.numbers.clear();
    for (const SlotMap& map : maps_) column.numbers.push_back(map.find(name).value_or(kUnwanted));
    return column;
  }

  std::string_view json_text() {
    if (json_.is_made()) return json_.text();
    std::string& json = json_.begin();
    char before = '{';
    for (size_t i = 0; i < fields_.list.size(); ++i) {
      const Field& field = fields_.list[i];
      json += std::exchange(before, ',');
      json += column(i, field.name).key;
      if (field.kind == Field::Kind::json) {
        json += field.text;
      } else {
        json::append_quoted(json, field.text);
      }
    }
    json += before == '{' ? "{}" : "}";
    json_.finish();
    return json_.text();
  }

  const std::unique_ptr<RecordParser> parser_;
  std::vector<SlotMap> maps_;                // by program
  std::vector<std::vector<uint64_t>> seen_;  // by program and field: the record that had it last
  std::vector<Column> columns_;
  Fields fields_;
  std::string_view text_;
  uint64_t record_ = 0;
  JsonLine json_;  // of the record, once it is asked for
};

class FieldsForm final : public Form {
 public:
  FieldsForm(ParserMaker make, std::string letter_members)
      : make_(std::move(make)), letter_members_(std::move(letter_members)) {}

  std::unique_ptr<RecordReader> make_reader(ProgramPaths programs) const override {
    return std::make_unique<FieldsReader>(make_(), programs);
  }
  std::string letter_members() const override { return letter_members_; }

 private:
  const ParserMaker make_;
  const std::string letter_members_;
};

}  // namespace

std::shared_ptr<const Form> make_fields_form(ParserMaker make, std::string letter_members) {
  return std::make_shared<const FieldsForm>(std::move(make), std::move(letter_members));
}

}  // namespace runnel::format
