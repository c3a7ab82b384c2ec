#include "json/writer.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

#include "json/number.h"
#include "json/parse.h"
#include "json/plain_run.h"
#include "json/utf8.h"

namespace runnel::json {

namespace {

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kNamed = "\"\\\b\f\n\r\t";
  constexpr std::string_view kNames = "\"\\bfnrt";
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '\\';
  if (const size_t named = kNamed.find(c); named != std::string_view::npos) {
    out += kNames[named];
    return;
  }
  out += "u00";
  out += kHex[static_cast<unsigned char>(c) >> 4];
  out += kHex[static_cast<unsigned char>(c) & 15];
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Past the string that begins at p, which is at its quote; the end where it is not closed.
const char* after_string(const char* p, const char* end) {
  for (p = skip_plain(p + 1, end); p != end; p = skip_plain(p + 1, end)) {
    if (*p == '"') return p + 1;
    if (*p == '\\' && ++p == end) break;
  }
  return end;
}

// Writing stops soon after out has reached this size.
constexpr size_t kNoLimit = static_cast<size_t>(-1);

void append_without_space(std::string& out, std::string_view raw, size_t limit) {
  const char* p = raw.data();
  const char* const end = p + raw.size();
  const char* run = p;
  while (p != end && out.size() + static_cast<size_t>(p - run) < limit) {
    if (*p == '"') {
      p = after_string(p, end);
    } else if (is_space(*p)) {
      out.append(run, p);
      while (p != end && is_space(*p)) ++p;
      run = p;
    } else {
      ++p;
    }
  }
  out.append(run, p);
}

void append_string(std::string& out, const Value& string);

void append_scalar(std::string& out, const Value& value) {
  switch (value.type()) {
    case Type::null:
      out += "null";
      return;
    case Type::boolean_false:
      out += "false";
      return;
    case Type::boolean_true:
      out += "true";
      return;
    case Type::number:
      if (const std::string_view source = value.number_source(); !source.empty()) {
        out += source;
      } else {
        append_number(out, value.number());
      }
      return;
    default:
      append_string(out, value);
  }
}

// How a raw array or object is written.
enum class Raw : uint8_t { as_read, decoded };

// The object without the members whose key came before: of equal keys the first counts.
Value without_repeats(Value object) {
  const auto& members = object.members();
  std::vector<uint32_t> places(members.size());
  std::iota(places.begin(), places.end(), 0U);
  const auto key = [&](uint32_t place) { return members[place].first.text(); };
  std::stable_sort(places.begin(), places.end(), [&](uint32_t a, uint32_t b) { return key(a) < key(b); });
  const auto equal = [&](uint32_t a, uint32_t b) { return key(a) == key(b); };
  places.erase(std::unique(places.begin(), places.end(), equal), places.end());
  if (places.size() == members.size()) return object;
  std::sort(places.begin(), places.end());
  std::vector<Value::Member> kept;
  for (const uint32_t place : places) kept.push_back(members[place]);
  return Value::object(std::move(kept));
}

// An array or object that is being written; it holds what was parsed to do so.
struct Writing {
  Value container;
  size_t next = 0;  // the item or member that comes next
};

void append_string(std::string& out, const Value& string) {
  if (!string.is_plain_string()) return append_quoted(out, string.text());
  const std::string_view text = string.text();
  out.reserve(out.size() + text.size() + 2);
  out += '"';
  out += text;
  out += '"';
}

// Values of ordinary depth are written by recursion, those that are deeper with a stack of their own.
constexpr int kOrdinaryDepth = 32;

void append_limited(std::string& out, const Value& root, Raw raw_mode, size_t limit);

void append_as_read(std::string& out, const Value& value, int depth, size_t limit) {
  if (value.type() < Type::array) return append_scalar(out, value);
  if (const std::string_view raw = value.raw_text(); !raw.empty())
    return append_without_space(out, raw, limit);
  if (depth == kOrdinaryDepth) return append_limited(out, value, Raw::as_read, limit);
  char before = value.is_array() ? '[' : '{';
  if (value.is_array()) {
    for (const Value& item : value.items()) {
      if (out.size() >= limit) return;
      out += std::exchange(before, ',');
      append_as_read(out, item, depth + 1, limit);
    }
    if (before == '[') out += '[';
    out += ']';
    return;
  }
  for (const auto& [key, member] : value.members()) {
    if (out.size() >= limit) return;
    out += std::exchange(before, ',');
    append_string(out, key);
    out += ':';
    append_as_read(out, member, depth + 1, limit);
  }
  if (before == '{') out += '{';
  out += '}';
}

void append_limited(std::string& out, const Value& root, Raw raw_mode, size_t limit) {
  std::vector<Writing> open;
  const auto append = [&](const Value& value) {
    if (raw_mode == Raw::decoded && value.is_string()) {
      append_quoted(out, value.text());  // DEL too is written as an escape
    } else if (value.type() < Type::array) {
      append_scalar(out, value);
    } else if (raw_mode == Raw::as_read && !value.raw_text().empty()) {
      append_without_space(out, value.raw_text(), limit);
    } else {
      out += value.is_array() ? '[' : '{';
      Value container = materialized(value);
      if (raw_mode == Raw::decoded && value.is_object()) container = without_repeats(std::move(container));
      open.push_back({std::move(container)});
    }
  };
  append(root);
  while (!open.empty() && out.size() < limit) {
    const size_t place = open.back().next++;
    const Value& container =
        open.back().container;  // not to be looked at after append(), which moves the stack
    if (place == (container.is_array() ? container.items().size() : container.members().size())) {
      out += container.is_array() ? ']' : '}';
      open.pop_back();
      continue;
    }
    if (place > 0) out += ',';
    if (container.is_array()) {
      append(container.items()[place]);
    } else {
      const auto& [key, value] = container.members()[place];
      append_quoted(out, key.text());
      out += ':';
      append(value);
    }
  }
}

// The beginning of a value, of which at least `limit` bytes can be written. A raw array or object is cut
// before it is parsed: behind a whole string, and far enough, since escapes shrink to a third at most.
Value beginning(const Value& value, size_t limit, std::string& memory) {
  if (value.raw_text().empty()) return value;
  append_without_space(memory, value.raw_text(), 4 * limit);
  return value.is_array() ? Value::raw_array(memory) : Value::raw_object(memory);
}

// The start of the character that the byte at `at` is part of.
size_t character_start(std::string_view text, size_t at) {
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

}  // namespace

void append_json(std::string& out, const Value& value, size_t limit) {
  append_as_read(out, value, 0, limit);
}

void append_decoded_json(std::string& out, const Value& value) {
  append_limited(out, value, Raw::decoded, kNoLimit);
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  const char* p = text.data();
  const char* const end = p + text.size();
  const char* run = p;  // what has been looked at and not yet written
  while (true) {
    p = skip_plain(p, end);
    if (p == end) break;
    if (static_cast<unsigned char>(*p) < 0x80) {
      out.append(run, p);
      append_escaped(out, *p++);
      run = p;
      continue;
    }
    const Utf8Sequence sequence = utf8_sequence(p, end);
    if (!sequence.valid) {
      out.append(run, p);
      out += "\xEF\xBF\xBD";
      run = p + sequence.length;
    }
    p += sequence.length;
  }
  out.append(run, p);
  out += '"';
}

std::string abbreviated_json(const Value& value, size_t limit) {
  std::string text;
  if (value.is_string()) {
    // 4 bytes that are not UTF-8 shrink to 3: twice the limit is enough to reach it, wherever a character is
    // cut.
    append_quoted(text, value.text().substr(0, 2 * limit));
  } else {
    std::string memory;
    append_limited(text, beginning(value, limit + 1, memory), Raw::decoded, limit + 1);
  }
  if (text.size() <= limit) return text;
  constexpr std::string_view kOpening = "\"[{";
  constexpr std::string_view kClosing = "\"]}";
  const size_t kind = kOpening.find(text.front());
  const bool closed = kind != std::string_view::npos;
  text.resize(character_start(text, limit - (closed ? 4 : 3)));
  text += "...";
  if (closed) text += kClosing[kind];
  return text;
}

}  // namespace runnel::json
