#include "format/syslog_rfc5424.h"

#include "base/time_text.h"
#include "json/writer.h"

namespace runnel::format {

namespace {

// What ends an id or a name in structured data. RFC 5424 allows printable ASCII (SD-NAME); other characters
// are let pass.
const char* name_end(const char* p, const char* end) {
  const auto is_inner = [](char c) {
    return static_cast<unsigned char>(c) > ' ' && c != '=' && c != ']' && c != '"' && c != 0x7F;
  };
  while (p < end && is_inner(*p)) ++p;
  return p;
}

// The value between quotes: \" \\ and \] are the characters behind the backslash, any other backslash is
// itself (6.3.3).
std::string_view decoded(std::string_view text, Arena& arena) {
  char* const begin = arena.alloc(text.size());
  char* out = begin;
  for (size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
    if (next == '"' || next == '\\' || next == ']') ++i;
    *out++ = text[i];
  }
  return {begin, static_cast<size_t>(out - begin)};
}

}  // namespace

bool Rfc5424::take(SyslogCursor& cursor) {
  const bool is_header = take_time(cursor) &&
                         take_word(cursor, "host", "expected a host name and a blank behind it") &&
                         take_word(cursor, "app", "expected the application's name and a blank behind it") &&
                         take_word(cursor, "procid", "expected a process id and a blank behind it") &&
                         take_word(cursor, "msgid", "expected a message id and a blank behind it");
  if (!is_header || !take_structured_data(cursor)) return false;
  if (cursor.p < cursor.end && *cursor.p != ' ') return cursor.fail("expected a blank before the message");
  cursor.skip_blank();
  if (cursor.rest().starts_with("\xEF\xBB\xBF")) cursor.p += 3;  // says that it is UTF-8
  cursor.add_message();
  return true;
}

bool Rfc5424::take_time(SyslogCursor& cursor) {
  const std::string_view text = cursor.word();
  if (text != "-") {
    if (!read_rfc3339(text)) return cursor.fail("expected an RFC 3339 time or -");
    cursor.fields.add("timestamp", text);
  }
  cursor.p += text.size();
  cursor.skip_blank();
  return true;
}

bool Rfc5424::take_word(SyslogCursor& cursor, const char* name, const char* reason) {
  const std::string_view text = cursor.word();
  if (text.empty() || cursor.p + text.size() == cursor.end) return cursor.fail(reason);
  if (text != "-") cursor.fields.add(name, text);
  cursor.p += text.size() + 1;
  return true;
}

bool Rfc5424::take_structured_data(SyslogCursor& cursor) {
  if (cursor.p < cursor.end && *cursor.p == '-') {
    ++cursor.p;
    return true;
  }
  if (cursor.p == cursor.end || *cursor.p != '[') {
    return cursor.fail("expected structured data in [ ], or -");
  }
  json_ = "{";
  while (cursor.p < cursor.end && *cursor.p == '[') {
    if (json_.size() > 1) json_ += ',';
    if (!take_element(cursor)) return false;
  }
  json_ += '}';
  cursor.fields.add("structured_data", cursor.fields.arena.copy(json_), Field::Kind::json);
  return true;
}

// `[id name="value" ...]`
bool Rfc5424::take_element(SyslogCursor& cursor) {
  const char* const id = ++cursor.p;
  cursor.p = name_end(id, cursor.end);
  if (cursor.p == id) return cursor.fail("expected the id of an element of structured data");
  json::append_quoted(json_, {id, static_cast<size_t>(cursor.p - id)});
  json_ += ":{";
  while (cursor.p < cursor.end && *cursor.p == ' ') {
    ++cursor.p;
    if (json_.back() != '{') json_ += ',';
    if (!take_parameter(cursor)) return false;
  }
  if (cursor.p == cursor.end || *cursor.p != ']')
    return cursor.fail("expected a blank or ] in structured data");
  ++cursor.p;
  json_ += '}';
  return true;
}

bool Rfc5424::take_parameter(SyslogCursor& cursor) {
  const char* const name = cursor.p;
  cursor.p = name_end(name, cursor.end);
  if (cursor.p == name || cursor.end - cursor.p < 2 || cursor.p[0] != '=' || cursor.p[1] != '"') {
    return cursor.fail("expected name=\"value\" in structured data");
  }
  json::append_quoted(json_, {name, static_cast<size_t>(cursor.p - name)});
  json_ += ':';
  cursor.p += 2;
  const char* const value = cursor.p;
  const char* p = find_either(value, cursor.end, '"', '\\');
  bool is_escaped = false;
  while (p < cursor.end && *p == '\\') {
    is_escaped = true;
    p = find_either(p + 2, cursor.end, '"', '\\');
  }
  if (p >= cursor.end) return cursor.fail("expected \" behind the value");
  const std::string_view text(value, static_cast<size_t>(p - value));
  json::append_quoted(json_, is_escaped ? decoded(text, cursor.fields.arena) : text);
  cursor.p = p + 1;
  return true;
}

}  // namespace runnel::format
