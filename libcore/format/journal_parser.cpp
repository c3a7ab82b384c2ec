#include "format/journal_parser.h"

#include <absl/container/flat_hash_map.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "format/journal_entry.h"
#include "json/validator.h"
#include "json/writer.h"

namespace runnel::format {

namespace {

class JournalParser final : public RecordParser {
 public:
  Utf8 utf8() const override { return Utf8::of_fields; }

  bool parse(std::string_view record, Fields& fields) override {
    places_.clear();
    again_.clear();
    is_text_ = json::utf8_valid(record);
    const char* const end = record.data() + record.size();
    for (const char* p = record.data(); p < end;) {
      if (*p == '\n') {
        ++p;
        continue;
      }
      const JournalField field = journal_field(p, end, LastLine::is_whole);
      if (field.state != JournalField::State::whole) {
        return fields.fail(static_cast<size_t>(p - record.data()), field.reason);
      }
      add(field, fields);
      p = field.next;
    }
    if (!again_.empty()) join(fields);
    return true;
  }

 private:
  struct Again {
    uint32_t place;  // in the list, of the first field of that name
    Field field;
  };

  void add(const JournalField& field, Fields& fields) {
    Field value{field.name, field.value, Field::Kind::string};
    if (!is_text_ && !json::utf8_valid(field.value)) {
      value.text = byte_array(field.value, fields.arena);
      value.kind = Field::Kind::json;
    }
    const auto place = static_cast<uint32_t>(fields.list.size());
    const auto [known, is_new] = places_.try_emplace(key_of(field.name), place);
    if (is_new) {
      fields.list.push_back(value);
    } else {
      again_.push_back({known->second, value});
    }
  }

  static std::string_view byte_array(std::string_view bytes, Arena& arena) {
    char* const begin = arena.alloc(2 + bytes.size() * 4);
    char* out = begin;
    *out++ = '[';
    for (const char c : bytes) {
      const unsigned byte = static_cast<unsigned char>(c);
      if (out > begin + 1) *out++ = ',';
      if (byte >= 100) *out++ = static_cast<char>('0' + byte / 100);
      if (byte >= 10) *out++ = static_cast<char>('0' + byte / 10 % 10);
      *out++ = static_cast<char>('0' + byte % 10);
    }
    *out++ = ']';
    return {begin, static_cast<size_t>(out - begin)};
  }

  // Makes arrays of the fields that are there more than once.
  void join(Fields& fields) {
    std::stable_sort(again_.begin(), again_.end(),
                     [](const Again& a, const Again& b) { return a.place < b.place; });
    for (auto again = again_.begin(); again != again_.end();) {
      Field& first = fields.list[again->place];
      const uint32_t place = again->place;
      json_ = '[';
      append(first);
      for (; again != again_.end() && again->place == place; ++again) {
        json_ += ',';
        append(again->field);
      }
      json_ += ']';
      first.text = fields.arena.copy(json_);
      first.kind = Field::Kind::json;
    }
  }

  void append(const Field& field) {
    if (field.kind == Field::Kind::json) {
      json_ += field.text;
    } else {
      json::append_quoted(json_, field.text);
    }
  }

  static absl::string_view key_of(std::string_view name) { return {name.data(), name.size()}; }

  absl::flat_hash_map<absl::string_view, uint32_t> places_;  // of the fields in the list, by name
  std::vector<Again> again_;                                 // those whose name was there before
  std::string json_;
  bool is_text_ = false;  // the whole record is UTF-8
};

}  // namespace

ParserMaker make_journal_parser() {
  return [] { return std::make_unique<JournalParser>(); };
}

std::shared_ptr<const Form> make_journal_form() {
  return make_fields_form(make_journal_parser(), R"(,"format":"journal")");
}

}  // namespace runnel::format
