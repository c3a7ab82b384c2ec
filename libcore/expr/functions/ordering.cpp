#include "expr/functions/ordering.h"

#include "expr/functions/lists.h"
#include "expr/functions/sorting.h"
#include "expr/functions/support.h"

namespace runnel::expr {

using json::Value;

namespace {

constexpr std::string_view kNotSortable = "cannot be sorted, as it is not an array";
constexpr std::string_view kNotBothArrays = "cannot be sorted, as they are not both arrays";

using Items = std::span<const Value>;

Value in_order(Context& context, Items items, const SortKeys& keys) {
  ItemList sorted(context.arena, items.size());
  for (const uint32_t place : keys.sorted()) sorted.add(items[place]);
  return sorted.take();
}

// The first item of each key.
Value once_each(Context& context, Items items, const SortKeys& keys) {
  ItemList unique(context.arena, items.size());
  const SortKeys::Order order = keys.sorted();
  for (size_t i = 0; i < order.size(); ++i) {
    if (i == 0 || keys.compare(order[i - 1], order[i]) != 0) unique.add(items[order[i]]);
  }
  return unique.take();
}

Value grouped(Context& context, Items items, const SortKeys& keys) {
  const SortKeys::Order order = keys.sorted();
  ItemList groups(context.arena, 0);
  for (size_t begin = 0; begin < order.size();) {
    size_t end = begin + 1;
    while (end < order.size() && keys.compare(order[begin], order[end]) == 0) ++end;
    ItemList group(context.arena, end - begin);
    for (; begin < end; ++begin) group.add(items[order[begin]]);
    groups.add(group.take());
  }
  return groups.take();
}

// The first of the least items; the last of the greatest, as in jq.
Value least(Context&, Items items, const SortKeys& keys) {
  if (items.empty()) return {};
  size_t best = 0;
  for (size_t i = 1; i < items.size(); ++i) {
    if (keys.compare(i, best) < 0) best = i;
  }
  return items[best];
}

Value greatest(Context&, Items items, const SortKeys& keys) {
  if (items.empty()) return {};
  size_t best = 0;
  for (size_t i = 1; i < items.size(); ++i) {
    if (keys.compare(i, best) >= 0) best = i;
  }
  return items[best];
}

using Answer = Value (*)(Context&, Items, const SortKeys&);

Flow by_value(Context& context, const Value& input, Value& output, Answer answer) {
  const Value held = opened(context, input);
  return give(output, answer(context, held.items(), SortKeys(held.items())));
}

Flow by_keys(Context& context, const Value& input, const Value& lists, Value& output, Answer answer) {
  const Value held = opened(context, input);
  const SortKeys keys(context, SortKeys::Lists{lists.items()});
  return give(output, answer(context, held.items(), keys));
}

Flow sorted_by_value(Context& context, const Value& input, Value& output, Answer answer) {
  if (!input.is_array()) return fail_with(context, input, kNotSortable);
  return by_value(context, input, output, answer);
}

size_t length_of(Context& context, const Value& array) {
  return opened(context, array).items().size();
}

Flow sorted_by_keys(Context& context, const Value& input, const Arguments& arguments, Value& output,
                    Answer answer) {
  const Value lists = opened(context, arguments.values[0]);
  if (!input.is_array() || !lists.is_array() || length_of(context, input) != lists.items().size()) {
    return fail_with(context, input, lists, kNotBothArrays);
  }
  return by_keys(context, input, lists, output, answer);
}

Flow extreme_by_value(Context& context, const Value& input, Value& output, Answer answer) {
  if (!input.is_array()) return fail_with(context, input, input, "cannot be iterated over");
  return by_value(context, input, output, answer);
}

Flow extreme_by_keys(Context& context, const Value& input, const Arguments& arguments, Value& output,
                     Answer answer) {
  const Value lists = opened(context, arguments.values[0]);
  if (!input.is_array() || !lists.is_array()) {
    return fail_with(context, input, lists, "cannot be iterated over");
  }
  if (length_of(context, input) != lists.items().size()) {
    return fail_with(context, input, lists, "have wrong length");
  }
  return by_keys(context, input, lists, output, answer);
}

}  // namespace

Flow call_sort(Context& context, const Value& input, const Arguments&, Value& output) {
  return sorted_by_value(context, input, output, in_order);
}
Flow call_unique(Context& context, const Value& input, const Arguments&, Value& output) {
  return sorted_by_value(context, input, output, once_each);
}
Flow call_min(Context& context, const Value& input, const Arguments&, Value& output) {
  return extreme_by_value(context, input, output, least);
}
Flow call_max(Context& context, const Value& input, const Arguments&, Value& output) {
  return extreme_by_value(context, input, output, greatest);
}

Flow call_sort_by(Context& context, const Value& input, const Arguments& keys, Value& output) {
  return sorted_by_keys(context, input, keys, output, in_order);
}
Flow call_group_by(Context& context, const Value& input, const Arguments& keys, Value& output) {
  return sorted_by_keys(context, input, keys, output, grouped);
}
Flow call_unique_by(Context& context, const Value& input, const Arguments& keys, Value& output) {
  return sorted_by_keys(context, input, keys, output, once_each);
}
Flow call_min_by(Context& context, const Value& input, const Arguments& keys, Value& output) {
  return extreme_by_keys(context, input, keys, output, least);
}
Flow call_max_by(Context& context, const Value& input, const Arguments& keys, Value& output) {
  return extreme_by_keys(context, input, keys, output, greatest);
}

}  // namespace runnel::expr
