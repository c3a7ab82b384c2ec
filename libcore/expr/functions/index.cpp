#include "expr/functions/index.h"

#include <cmath>

#include "expr/functions/lists.h"
#include "expr/functions/slices.h"
#include "expr/functions/support.h"
#include "json/lookup.h"
#include "json/parse.h"

namespace runnel::expr {

namespace {

using json::Type;
using json::Value;

Flow member(Context& context, const Value& object, std::string_view key, Value& out) {
  out = {};
  if (const std::string_view raw = object.raw_text(); !raw.empty()) {
    if (const auto found = json::find_member(raw, key)) out = json::borrow(*found, context.arena);
    return Flow::value;
  }
  for (const auto& [name, value] : object.members()) {
    if (name.text() == key) {
      out = value;
      break;
    }
  }
  return Flow::value;
}

Flow item(Context& context, const Value& array, double index, Value& out) {
  out = {};
  if (std::isnan(index)) return Flow::value;
  const std::string_view raw = array.raw_text();
  index = std::trunc(index);
  if (index < 0) index += static_cast<double>(raw.empty() ? array.items().size() : json::count_items(raw));
  if (index < 0 || index > 4e9) return Flow::value;
  const auto place = static_cast<size_t>(index);
  if (!raw.empty()) {
    if (const auto found = json::find_item(raw, place)) out = json::borrow(*found, context.arena);
  } else if (place < array.items().size()) {
    out = array.items()[place];
  }
  return Flow::value;
}

bool occurs_at(std::span<const Value> items, std::span<const Value> wanted, size_t at) {
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (json::compare(items[at + i], wanted[i]) != 0) return false;
  }
  return true;
}

Flow occurrences(Context& context, const Value& array, const Value& wanted, Value& out) {
  const Value in = parsed(array);
  const Value what = parsed(wanted);
  ItemList found(context.arena, 0);
  const size_t count = what.items().size();
  for (size_t at = 0; count > 0 && at + count <= in.items().size(); ++at) {
    if (occurs_at(in.items(), what.items(), at)) found.add(Value::integer(static_cast<int64_t>(at)));
  }
  out = found.take();
  return Flow::value;
}

}  // namespace

Flow index_value(Context& context, const Value& of, const Value& key, Value& out) {
  if (of.is_object() && key.is_string()) return member(context, of, key.text(), out);
  if (of.is_array() && key.is_number()) return item(context, of, key.number().as_double(), out);
  if (of.is_array() && key.is_array()) return occurrences(context, of, key, out);
  if (key.is_object()) return slice_value(context, of, key, out);
  if (of.is_null() && (key.is_string() || key.is_number())) {
    out = {};
    return Flow::value;
  }
  return fail_index(context, of.type(), key);
}

Flow cannot_index(Context& context, Type type, const json::PathStep& step) {
  if (const auto* key = std::get_if<std::string>(&step))
    return fail_index(context, type, Value::string(*key));
  return fail_index(context, type, Value::integer(std::get<uint32_t>(step)));
}

}  // namespace runnel::expr
