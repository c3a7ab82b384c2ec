#include "expr/functions/support.h"

#include <cstddef>

#include "expr/functions/lists.h"
#include "json/lookup.h"
#include "json/parse.h"
#include "json/utf8.h"
#include "json/writer.h"

namespace runnel::expr {

std::string described(const json::Value& value) {
  std::string text(json::type_name(value.type()));
  text += " (";
  text += json::abbreviated_json(value);
  text += ')';
  return text;
}

Flow fail_with(Context& context, const json::Value& value, std::string_view message) {
  std::string text = described(value);
  text += ' ';
  text += message;
  return context.fail(text);
}

Flow fail_with(Context& context, const json::Value& a, const json::Value& b, std::string_view message) {
  std::string text = described(a);
  text += " and ";
  text += described(b);
  text += ' ';
  text += message;
  return context.fail(text);
}

Flow fail_index(Context& context, json::Type of, const json::Value& key) {
  std::string text = "Cannot index ";
  text += json::type_name(of);
  text += " with ";
  text += described(key);
  return context.fail(text);
}

std::string_view lasting_text(Context& context, const json::Value& value) {
  return value.borrows() ? value.text() : context.arena.copy(value.text());
}

std::string_view text_of(Context& context, const json::Value& value) {
  if (value.is_string()) return lasting_text(context, value);
  context.scratch.clear();
  json::append_decoded_json(context.scratch, value);
  return context.arena.copy(context.scratch);
}

size_t character_count(std::string_view text) {
  size_t count = 0;
  for (char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return count;
}

namespace {

// Whether the bytes end before the sequence does that its lead byte announces: jq takes all that is left for
// one.
bool lacks_bytes(const char* p, const char* end) {
  const auto lead = static_cast<unsigned char>(*p);
  const std::ptrdiff_t announced = lead < 0xC2 || lead > 0xF4 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return announced > end - p;
}

}  // namespace

void append_as_utf8(std::string& out, std::string_view bytes) {
  const char* const end = bytes.data() + bytes.size();
  for (const char* p = bytes.data(); p != end;) {
    const auto [length, valid] = json::utf8_sequence(p, end);
    if (!valid && lacks_bytes(p, end)) {
      out += "\xEF\xBF\xBD";
      return;
    }
    out += valid ? std::string_view(p, length) : std::string_view("\xEF\xBF\xBD");
    p += length;
  }
}

json::Value parsed(const json::Value& value) {
  return json::materialized(value);
}

json::Value opened(Context& context, const json::Value& value) {
  return json::opened(value, context.arena);
}

// Views are built with each key once; what is owned may have been read with a key twice.
json::Value with_distinct_keys(Context& context, const json::Value& object) {
  if (!object.owned()) return opened(context, object);
  ObjectBuilder distinct(context.arena, object.members().size());
  for (const auto& [key, value] : object.members()) distinct.add(key, value);
  return distinct.size() == object.members().size() ? object : distinct.take();
}

Children::Children(Context& context, const json::Value& container)
    : container_(container.is_object() ? with_distinct_keys(context, container) : opened(context, container)),
      items_(container_.items()),
      members_(container_.members()) {}

Flow fail_iteration(Context& context, const json::Value& value) {
  return context.fail("Cannot iterate over " + described(value));
}

const json::Value* find_member(const json::Value& object, std::string_view key) {
  for (const auto& [name, value] : object.members()) {
    if (name.text() == key) return &value;
  }
  return nullptr;
}

}  // namespace runnel::expr
