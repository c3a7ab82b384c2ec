#include "format/zeek_parser.h"

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "format/escapes.h"
#include "format/letter.h"
#include "format/scalar_text.h"
#include "format/scan.h"
#include "json/writer.h"

namespace runnel::format {

namespace {

// The first separator, or end.
const char* find_separator(const char* p, const char* end, const std::string& separator) {
  if (separator.size() == 1) return find_byte(p, end, separator.front());
  const void* const found = memmem(p, static_cast<size_t>(end - p), separator.data(), separator.size());
  return found == nullptr ? end : static_cast<const char*>(found);
}

// Most cells differ from the header's words in their first byte, or in their size.
bool is_word(std::string_view cell, const std::string& word) {
  return cell.size() == word.size() && (word.empty() || (cell.front() == word.front() && cell == word));
}

class ZeekParser final : public RecordParser {
 public:
  explicit ZeekParser(std::shared_ptr<const ZeekHeader> header)
      : header_(std::move(header)), fault_(header_->fault()) {
    if (fault_ == nullptr) columns_ = header_->columns();
  }

  bool parse(std::string_view record, Fields& fields) override {
    if (fault_ != nullptr) return fields.fail(0, fault_);
    const std::string& separator = header_->separator();
    const char* const begin = record.data();
    const char* const end = begin + record.size();
    has_escapes_ = std::memchr(begin, '\\', record.size()) != nullptr;
    const char* p = begin;
    for (size_t i = 0; i < columns_.size(); ++i) {
      const char* const cell_end = find_separator(p, end, separator);
      const bool is_last = i + 1 == columns_.size();
      const size_t at = static_cast<size_t>(p - begin);
      if ((cell_end == end) != is_last) return fail_count(fields, record);
      if (!add(columns_[i], {p, static_cast<size_t>(cell_end - p)}, fields)) return fail_type(fields, at, i);
      p = cell_end + separator.size();
    }
    return true;
  }

 private:
  bool fail_count(Fields& fields, std::string_view record) const {
    const std::string& separator = header_->separator();
    size_t cells = 1;
    for (size_t at = record.find(separator); at != record.npos; at = record.find(separator, at)) {
      ++cells;
      at += separator.size();
    }
    return fields.fail(record.size(), "expected " + std::to_string(columns_.size()) + " fields, found " +
                                          std::to_string(cells));
  }

  bool fail_type(Fields& fields, size_t at, size_t column) const {
    const bool is_number = columns_[column].kind == ZeekColumn::Kind::number;
    return fields.fail(at,
                       (is_number ? "expected a number in " : "expected T or F in ") + columns_[column].name);
  }

  bool add(const ZeekColumn& column, std::string_view cell, Fields& fields) {
    if (is_word(cell, header_->unset_field())) return true;
    const bool is_empty = is_word(cell, header_->empty_field());
    if (column.is_list) return add_list(column, is_empty ? std::string_view() : cell, fields);
    Field field{column.name, is_empty ? std::string_view() : cell, Field::Kind::string};
    if (!take_value(column.kind, field, fields.arena)) return false;
    fields.list.push_back(field);
    return true;
  }

  // From a field's text as written to what it is; false where it is not of that kind.
  bool take_value(ZeekColumn::Kind kind, Field& field, Arena& arena) const {
    switch (kind) {
      case ZeekColumn::Kind::number:
        if (is_json_number(field.text)) {
          field.kind = Field::Kind::json;
          return true;
        }
        return field.text == "nan" || field.text == "-nan" || field.text == "inf" || field.text == "-inf";
      case ZeekColumn::Kind::boolean:
        if (field.text != "T" && field.text != "F") return false;
        field.text = field.text == "T" ? "true" : "false";
        field.kind = Field::Kind::json;
        return true;
      case ZeekColumn::Kind::string:
        if (has_escapes_) field.text = decode_bytes(field.text, Escapes::zeek, arena);
        return true;
    }
    return false;
  }

  // `items` is empty for a list of none.
  bool add_list(const ZeekColumn& column, std::string_view items, Fields& fields) {
    json_ = "[";
    const char* p = items.data();
    const char* const end = p + items.size();
    while (!items.empty()) {
      const char* const item_end = find_separator(p, end, header_->set_separator());
      if (!append_item(column.kind, {p, static_cast<size_t>(item_end - p)}, fields.arena)) return false;
      if (item_end == end) break;
      json_ += ',';
      p = item_end + header_->set_separator().size();
    }
    json_ += ']';
    fields.add(column.name, fields.arena.copy(json_), Field::Kind::json);
    return true;
  }

  bool append_item(ZeekColumn::Kind kind, std::string_view text, Arena& arena) {
    if (is_word(text, header_->unset_field())) {
      json_ += "null";
      return true;
    }
    Field item{{}, is_word(text, header_->empty_field()) ? std::string_view() : text, Field::Kind::string};
    if (!take_value(kind, item, arena)) return false;
    if (item.kind == Field::Kind::json) {
      json_ += item.text;
    } else {
      json::append_quoted(json_, item.text);
    }
    return true;
  }

  const std::shared_ptr<const ZeekHeader> header_;
  const char* const fault_;  // of the header
  std::vector<ZeekColumn> columns_;
  std::string json_;
  bool has_escapes_ = false;
};

}  // namespace

ParserMaker make_zeek_parser(std::shared_ptr<const ZeekHeader> header) {
  return [header = std::move(header)] { return std::make_unique<ZeekParser>(header); };
}

std::shared_ptr<const Form> make_zeek_form(const ZeekHeader& header) {
  std::string members = R"(,"format":"zeek")";
  append_header_member(members, header.lines());
  return make_fields_form(make_zeek_parser(std::make_shared<const ZeekHeader>(header)), std::move(members));
}

}  // namespace runnel::format
