#include "format/zeek_header.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/arena.h"
#include "format/escapes.h"
#include "json/validator.h"

namespace runnel::format {

namespace {

ZeekColumn column_of(const std::string& name, std::string_view type) {
  ZeekColumn column{name, ZeekColumn::Kind::string, false};
  for (const std::string_view list : {"set[", "vector["}) {
    if (!type.starts_with(list) || !type.ends_with(']')) continue;
    column.is_list = true;
    type = type.substr(list.size(), type.size() - list.size() - 1);
    break;
  }
  for (const std::string_view number : {"count", "int", "port", "double", "interval", "time"}) {
    if (type == number) column.kind = ZeekColumn::Kind::number;
  }
  if (type == "bool") column.kind = ZeekColumn::Kind::boolean;
  return column;
}

}  // namespace

void ZeekHeader::read(std::string_view line) {
  constexpr std::string_view kSeparator = "#separator ";
  if (line.starts_with(kSeparator)) {
    *this = ZeekHeader();
    Arena arena;
    const std::string_view separator = decode_bytes(line.substr(kSeparator.size()), Escapes::zeek, arena);
    if (!separator.empty()) separator_ = separator;
    return;
  }
  const size_t end = line.find(separator_);
  const std::string_view name = line.substr(0, end);
  const std::string_view rest = end == line.npos ? "" : line.substr(end + separator_.size());
  if (name == "#fields") {
    names_ = words(rest);
    types_.clear();
  } else if (name == "#types") {
    types_ = words(rest);
  } else if (name == "#set_separator" && !rest.empty()) {
    set_separator_ = rest;
  } else if (name == "#empty_field") {
    empty_ = rest;
  } else if (name == "#unset_field") {
    unset_ = rest;
  }
}

std::vector<std::string> ZeekHeader::words(std::string_view text) const {
  std::vector<std::string> words;
  for (;;) {
    const size_t end = text.find(separator_);
    words.emplace_back(text.substr(0, end));
    if (end == text.npos) return words;
    text.remove_prefix(end + separator_.size());
  }
}

std::vector<ZeekColumn> ZeekHeader::columns() const {
  std::vector<ZeekColumn> columns;
  for (size_t i = 0; i < names_.size(); ++i) {
    columns.push_back(column_of(names_[i], types_.empty() ? "string" : types_[i]));
  }
  return columns;
}

void ZeekHeader::save(ByteWriter& out) const {
  for (const std::string* word : {&separator_, &set_separator_, &empty_, &unset_}) out.text(*word);
  for (const std::vector<std::string>* words : {&names_, &types_}) {
    out.u64(words->size());
    for (const std::string& word : *words) out.text(word);
  }
}

void ZeekHeader::load(ByteReader& in) {
  for (std::string* const word : {&separator_, &set_separator_, &empty_, &unset_}) *word = in.text();
  for (std::vector<std::string>* const words : {&names_, &types_}) {
    words->clear();
    for (uint64_t left = in.count(sizeof(uint64_t)); left > 0; --left) words->emplace_back(in.text());
  }
  // Words are parted by it, which nothing cannot do.
  if (separator_.empty()) in.fail();
}

std::vector<std::string> ZeekHeader::lines() const {
  std::vector<std::string> lines{"#separator "};
  for (const char c : separator_) lines.back() += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  const auto add = [&](std::string_view name, const std::vector<std::string>& words) {
    std::string& line = lines.emplace_back(name);
    for (const std::string& word : words) line += separator_ + word;
  };
  add("#set_separator", {set_separator_});
  add("#empty_field", {empty_});
  add("#unset_field", {unset_});
  if (!names_.empty()) add("#fields", names_);
  if (!types_.empty()) add("#types", types_);
  if (!std::all_of(lines.begin(), lines.end(), json::utf8_valid)) lines.clear();
  return lines;
}

const char* ZeekHeader::fault() const {
  if (names_.empty()) return "expected a header with #fields before the first record";
  if (!types_.empty() && types_.size() != names_.size()) {
    return "the header has not as many #types as #fields";
  }
  if (!std::all_of(names_.begin(), names_.end(), json::utf8_valid))
    return "the names in #fields are not UTF-8";
  return nullptr;
}

}  // namespace runnel::format
