#include "format/letter.h"

#include "base/base64.h"
#include "json/parse.h"
#include "json/writer.h"

namespace runnel::format {

namespace {

using json::Value;

bool take(const Value& value, std::string& text) {
  if (!value.is_string()) return false;
  text = value.text();
  return true;
}

bool take(const Value& value, uint64_t& number) {
  if (!value.is_number()) return false;
  const json::Number n = value.number();
  if (n.kind == json::Number::Kind::real || (n.kind == json::Number::Kind::integer && n.i < 0)) return false;
  number = n.kind == json::Number::Kind::integer ? static_cast<uint64_t>(n.i) : n.u;
  return true;
}

bool take(const Value& value, std::vector<std::string>& words) {
  if (!value.is_array()) return false;
  for (const Value& item : json::materialized(value).items()) {
    if (!take(item, words.emplace_back())) return false;
  }
  return true;
}

bool take(const Value& value, io::Origin& origin) {
  if (!value.is_object()) return false;
  const Value members = json::materialized(value);
  bool is_one = true;
  for (const auto& [key, member] : members.members()) {
    if (key.text() == "source") is_one = is_one && take(member, origin.source);
    if (key.text() == "line") is_one = is_one && take(member, origin.line);
  }
  return is_one;
}

// The bytes that stand in a letter under that name.
bool take_record(std::string_view name, const Value& value, std::string& record) {
  if (name == "record") return take(value, record);
  const auto bytes = value.is_string() ? base64_decoded(value.text()) : std::nullopt;
  if (bytes) record = *bytes;
  return bytes.has_value();
}

}  // namespace

std::optional<Letter> read_letter(std::string_view line) {
  const auto parsed = json::parse(line);
  if (!parsed || !parsed->is_object()) return std::nullopt;
  const Value members = json::materialized(*parsed);
  Letter letter;
  io::Origin first;
  bool has_record = false;
  for (const auto& [key, value] : members.members()) {
    const std::string_view name = key.text();
    Letter::Reading& reading = letter.reading;
    std::string delimiter;
    bool is_one = true;
    if (name == "record" || name == "record_base64") {
      is_one = !has_record && take_record(name, value, letter.record);
      has_record = true;
    } else if (name == "source") {
      is_one = take(value, letter.origin.source);
    } else if (name == "line") {
      is_one = take(value, letter.origin.line);
    } else if (name == "origin") {
      is_one = take(value, first);
    } else if (name == "bytes") {
      is_one = take(value, reading.bytes.emplace());
    } else if (name == "format") {
      is_one = take(value, reading.format);
    } else if (name == "delimiter") {
      is_one = take(value, delimiter) && delimiter.size() == 1;
      if (is_one) reading.delimiter = delimiter.front();
    } else if (name == "header") {
      is_one = take(value, reading.header);
    }
    if (!is_one) return std::nullopt;
  }
  if (!has_record) return std::nullopt;
  if (!first.source.empty()) letter.origin = first;
  return letter;
}

void append_header_member(std::string& out, const std::vector<std::string>& words) {
  out += R"(,"header":[)";
  for (const std::string& word : words) {
    if (out.back() != '[') out += ',';
    json::append_quoted(out, word);
  }
  out += ']';
}

}  // namespace runnel::format
