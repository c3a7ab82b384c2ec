#include "format/journal_entry.h"

#include <cstddef>
#include <cstring>

namespace runnel::format {

namespace {

// As systemd has them: what is beyond them is no field, but bytes that happen to look like one.
constexpr size_t kMaxName = 64;
constexpr uint64_t kMaxValue = uint64_t{768} << 20;
constexpr size_t kLengthSize = 8;

bool is_name(std::string_view text) {
  if (text.empty() || text.size() > kMaxName) return false;
  for (const char c : text) {
    if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_')) return false;
  }
  return text.front() < '0' || text.front() > '9';
}

uint64_t length_at(const char* p) {
  uint64_t length = 0;
  for (size_t i = kLengthSize; i > 0; --i) length = length << 8 | static_cast<unsigned char>(p[i - 1]);
  return length;
}

// What stands behind the line that ends at `newline`: length, value and newline.
void take_value(JournalField& field, const char* newline, const char* end, LastLine last) {
  field.state = JournalField::State::unfinished;
  field.reason = "the field's value is cut off";
  const char* const value = newline + 1 + kLengthSize;
  if (end - newline < static_cast<ptrdiff_t>(1 + kLengthSize)) return;
  const uint64_t length = length_at(newline + 1);
  if (length > kMaxValue) {
    field.state = JournalField::State::broken;
    field.reason = "the field's value is longer than 768 MiB";
    return;
  }
  const auto left = static_cast<uint64_t>(end - value);
  if (length > left || (length == left && last == LastLine::may_go_on)) return;
  if (length < left && value[length] != '\n') {
    field.state = JournalField::State::broken;
    field.reason = "expected a newline behind the field's value";
    return;
  }
  field.state = JournalField::State::whole;
  field.value = {value, static_cast<size_t>(length)};
  field.next = value + length + 1;
}

}  // namespace

JournalField journal_field(const char* p, const char* end, LastLine last) {
  JournalField field{JournalField::State::unfinished, {}, {}, nullptr, "the field is cut off"};
  const void* const found = std::memchr(p, '\n', static_cast<size_t>(end - p));
  if (found == nullptr && last == LastLine::may_go_on) return field;
  const char* const newline = found == nullptr ? end : static_cast<const char*>(found);
  const std::string_view line(p, static_cast<size_t>(newline - p));
  const size_t equals = line.find('=');
  field.name = line.substr(0, equals);
  field.next = newline + 1;
  if (!is_name(field.name)) {
    field.state = JournalField::State::broken;
    field.reason = "expected FIELD=value, or FIELD and the length of its value";
  } else if (equals != line.npos) {
    field.state = JournalField::State::whole;
    field.value = line.substr(equals + 1);
  } else {
    take_value(field, newline, end, last);
  }
  return field;
}

}  // namespace runnel::format
