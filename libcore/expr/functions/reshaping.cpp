#include "expr/functions/reshaping.h"

#include <cmath>
#include <vector>

#include "expr/functions/arithmetic.h"
#include "expr/functions/index.h"
#include "expr/functions/lists.h"
#include "expr/functions/support.h"

namespace runnel::expr {

using json::Value;

namespace {

// What is left to flatten of an array, in place of recursion. What the span lies in is kept by whoever holds
// the outermost array.
struct Flattening {
  std::span<const Value> items;
  double depth;
  size_t next = 0;
};

// jq counts the depth down as it goes in, and stops where it is exactly 0.
Flow flatten(Context& context, const Value& input, const Value& depth, Value& output) {
  const Children values(context, input);
  ItemList flat(context.arena, values.size());
  std::vector<Flattening> open;
  const double levels = depth.is_number() ? depth.number().as_double() : 1;
  for (size_t i = 0; i < values.size(); ++i) {
    const auto place = [&](const Value& value, double left) {
      if (!value.is_array() || left == 0) return flat.add(value);
      open.push_back({opened(context, value).items(), left - 1});
    };
    if (values[i].is_array() && !depth.is_number()) {
      return subtract(context, depth, Value::integer(1), output);
    }
    place(values[i], levels);
    while (!open.empty()) {
      Flattening& top = open.back();
      if (top.next == top.items.size()) {
        open.pop_back();
      } else {
        place(top.items[top.next++], top.depth);
      }
    }
  }
  return give(output, flat.take());
}

// The largest length among the rows, as jq's `length` and `max` have it; 0 where there are none.
Flow column_count(Context& context, const Children& rows, double& count) {
  Value longest;
  for (size_t i = 0; i < rows.size(); ++i) {
    Value of_row;
    if (length_of(context, rows[i], of_row) == Flow::error) return Flow::error;
    if (i == 0 || json::compare(of_row, longest) >= 0) longest = std::move(of_row);
  }
  count = longest.is_null() ? 0 : longest.number().as_double();
  return Flow::value;
}

}  // namespace

// As jq defines it, by indexes from length - 1 down: what has no items fails at the first of them.
Flow call_reverse(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!input.is_array()) {
    Value length;
    if (length_of(context, input, length) == Flow::error) return Flow::error;
    const double count = length.number().as_double();
    const Value last = Value::real(count - 1);
    if (count > 0 || std::isnan(count)) return fail_index(context, input.type(), last);
    return give(output, Value::array_view({}));
  }
  const Value held = opened(context, input);
  const std::span<const Value> items = held.items();
  ItemList reversed(context.arena, items.size());
  for (size_t i = items.size(); i > 0; --i) reversed.add(items[i - 1]);
  return give(output, reversed.take());
}

Flow call_flatten(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  const Value depth = arguments.values.empty() ? Value::integer(-1) : arguments.values[0];
  if (!arguments.values.empty() && json::compare(depth, Value::integer(0)) < 0) {
    return context.fail("flatten depth must not be negative");
  }
  if (!is_iterable(input)) return fail_iteration(context, input);
  return flatten(context, input, depth, output);
}

Flow call_transpose(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!is_iterable(input)) return fail_iteration(context, input);
  const Children rows(context, input);
  double columns = 0;
  if (column_count(context, rows, columns) == Flow::error) return Flow::error;
  ItemList cells_of_rows(context.arena, rows.size());
  for (size_t i = 0; i < rows.size(); ++i) cells_of_rows.add(opened(context, rows[i]));
  ItemList transposed(context.arena, 0);
  for (double column = 0; column < columns; ++column) {
    ItemList cells(context.arena, rows.size());
    for (const Value& row : cells_of_rows.parts()) {
      Value cell;
      if (index_value(context, row, Value::integer(static_cast<int64_t>(column)), cell) == Flow::error) {
        return Flow::error;
      }
      cells.add(std::move(cell));
    }
    transposed.add(cells.take());
  }
  return give(output, transposed.take());
}

}  // namespace runnel::expr
