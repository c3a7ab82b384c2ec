#include "expr/functions/slices.h"

#include <cmath>

#include "expr/functions/lists.h"
#include "expr/functions/support.h"

namespace runnel::expr {

using json::Value;

namespace {

double bound(const Value& value, double otherwise) {
  if (value.is_null()) return otherwise;
  const double number = value.number().as_double();
  return std::isnan(number) ? otherwise : number;
}

std::optional<SliceBounds> bounds_of(Context& context, const Value& from, const Value& to, size_t count) {
  if ((!from.is_null() && !from.is_number()) || (!to.is_null() && !to.is_number())) {
    context.fail("Array/string slice indices must be integers");
    return std::nullopt;
  }
  const auto length = static_cast<double>(count);
  const auto inside = [length](double place, double least) {
    if (place < 0) place += length;
    return place < least ? least : place > length ? length : place;
  };
  const double begin = std::floor(inside(bound(from, 0), 0));
  double end = bound(to, length);
  if (end < 0) end = end + length < 0 ? begin : end + length;
  end = std::ceil(inside(end, begin));
  return SliceBounds{static_cast<size_t>(begin), static_cast<size_t>(end)};
}

struct Step {
  Value from;
  Value to;
};

Step step_of(Context& context, const Value& object) {
  const Value step = opened(context, object);
  const Value* from = find_member(step, "start");
  const Value* to = find_member(step, "end");
  const Value none = Value::boolean(false);  // what is not there is no bound, unlike null
  return {from != nullptr ? *from : none, to != nullptr ? *to : none};
}

Flow slice_array(Context& context, const Value& array, const Value& from, const Value& to, Value& out) {
  const Value held = opened(context, array);
  const std::span<const Value> items = held.items();
  const auto bounds = bounds_of(context, from, to, items.size());
  if (!bounds) return Flow::error;
  const auto part = items.subspan(bounds->begin, bounds->end - bounds->begin);
  if (!held.owned()) return give(out, Value::array_view(part));
  if (part.size() == items.size()) return give(out, held);
  ItemList copied(context.arena, part.size());
  for (const Value& item : part) copied.add(item);
  return give(out, copied.take());
}

// The byte where the character of that number begins. REQUIRES: there are so many before the end.
size_t byte_of(std::string_view text, size_t from, size_t characters) {
  size_t at = from;
  for (; characters > 0; --characters) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  }
  return at;
}

Flow slice_string(Context& context, const Value& string, const Value& from, const Value& to, Value& out) {
  const std::string_view text = string.text();
  const size_t characters = character_count(text);
  const auto bounds = bounds_of(context, from, to, characters);
  if (!bounds) return Flow::error;
  size_t begin = bounds->begin;
  size_t end = bounds->end;
  if (characters != text.size()) {
    begin = byte_of(text, 0, bounds->begin);
    end = byte_of(text, begin, bounds->end - bounds->begin);
  }
  if (begin == 0 && end == text.size()) return give(out, string);
  return give(out, Value::string(lasting_text(context, string).substr(begin, end - begin)));
}

}  // namespace

Flow slice_value(Context& context, const Value& of, const Value& from, const Value& to, Value& out) {
  if (of.is_array()) return slice_array(context, of, from, to, out);
  if (of.is_string()) return slice_string(context, of, from, to, out);
  if (of.is_null()) return give(out, Value());
  const Value step = Value::object({{Value::string("start"), from}, {Value::string("end"), to}});
  return fail_index(context, of.type(), step);
}

Flow slice_value(Context& context, const Value& of, const Value& step, Value& out) {
  if (!of.is_array() && !of.is_string() && !of.is_null()) return fail_index(context, of.type(), step);
  const auto [from, to] = step_of(context, step);
  return slice_value(context, of, from, to, out);
}

std::optional<SliceBounds> slice_bounds(Context& context, const Value& step, size_t count) {
  const auto [from, to] = step_of(context, step);
  return bounds_of(context, from, to, count);
}

Flow set_slice(Context& context, Value& array, const Value& step, const Value& items) {
  const auto bounds = slice_bounds(context, step, array.items().size());
  if (!bounds) return Flow::error;
  if (!items.is_array()) return context.fail("A slice of an array can only be assigned another array");
  const Value held = opened(context, items);
  std::vector<Value>& into = array.own_items();
  const auto at = [&into](size_t place) { return into.begin() + static_cast<std::ptrdiff_t>(place); };
  const std::span<const Value> added = held.items();
  const size_t replaced = std::min(added.size(), bounds->end - bounds->begin);
  std::copy_n(added.begin(), replaced, at(bounds->begin));
  const size_t place = bounds->begin + replaced;
  if (added.size() > replaced) {
    into.insert(at(place), added.begin() + static_cast<std::ptrdiff_t>(replaced), added.end());
  } else {
    into.erase(at(place), at(bounds->end));
  }
  return Flow::value;
}

}  // namespace runnel::expr
