#include "expr/functions/index.h"

#include <cmath>

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
  const Value built =
      index < 0 ? json::materialized(array) : array;  // to count from the end, one must know the end
  index = std::trunc(index);
  if (const std::string_view raw = built.raw_text(); !raw.empty()) {
    if (index > 4e9) return Flow::value;
    if (const auto found = json::find_item(raw, static_cast<size_t>(index)))
      out = json::borrow(*found, context.arena);
    return Flow::value;
  }
  const auto size = static_cast<double>(built.items().size());
  if (index < 0) index += size;
  if (index >= 0 && index < size) out = built.items()[static_cast<size_t>(index)];
  return Flow::value;
}

bool occurs_at(const std::vector<Value>& items, const std::vector<Value>& wanted, size_t at) {
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (json::compare(items[at + i], wanted[i]) != 0) return false;
  }
  return true;
}

Flow occurrences(const Value& array, const Value& wanted, Value& out) {
  const Value in = json::materialized(array);
  const Value what = json::materialized(wanted);
  std::vector<Value> found;
  const size_t count = what.items().size();
  for (size_t at = 0; count > 0 && at + count <= in.items().size(); ++at) {
    if (occurs_at(in.items(), what.items(), at)) found.push_back(Value::integer(static_cast<int64_t>(at)));
  }
  out = Value::array(std::move(found));
  return Flow::value;
}

}  // namespace

Flow index_value(Context& context, const Value& of, const Value& key, Value& out) {
  if (of.is_object() && key.is_string()) return member(context, of, key.text(), out);
  if (of.is_array() && key.is_number()) return item(context, of, key.number().as_double(), out);
  if (of.is_array() && key.is_array()) return occurrences(of, key, out);
  const bool slice = key.is_object();
  if (of.is_null() && (key.is_string() || key.is_number() || slice)) {
    out = {};
    return Flow::value;
  }
  if (slice && (of.is_array() || of.is_string())) {
    return context.fail("Array/string slice indices must be integers");
  }
  return fail_index(context, of.type(), key);
}

Flow cannot_index(Context& context, Type type, const json::PathStep& step) {
  if (const auto* key = std::get_if<std::string>(&step))
    return fail_index(context, type, Value::string(*key));
  return fail_index(context, type, Value::integer(std::get<uint32_t>(step)));
}

}  // namespace runnel::expr
