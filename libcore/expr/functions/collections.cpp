// Arrays and objects as wholes: their keys and entries, sums, order, groups, depth.
#include <algorithm>
#include <string>

#include "expr/function.h"
#include "expr/functions/arithmetic.h"
#include "expr/functions/lists.h"
#include "expr/functions/ordering.h"
#include "expr/functions/reshaping.h"
#include "expr/functions/support.h"

namespace runnel::expr {

using json::Value;

namespace {

// Sums the values from `i` on that are of the type of `sum` (null adds nothing to any), and returns where the
// next one of another type is. All at once: one by one, each sum would be a copy of the one before it.
size_t add_strings(Context& context, const Children& values, size_t i, Value& sum) {
  std::string& text = context.scratch;
  text = sum.text();
  for (; i < values.size() && (values[i].is_string() || values[i].is_null()); ++i) {
    if (values[i].is_string()) text += values[i].text();
  }
  sum = Value::string(context.arena.copy(text));
  return i;
}

size_t add_arrays(Context& context, const Children& values, size_t i, Value& sum) {
  ItemList items(context.arena, 0);
  const auto append = [&](const Value& array) {
    const Value held = opened(context, array);
    for (const Value& item : held.items()) items.add(item);
  };
  append(sum);
  for (; i < values.size() && (values[i].is_array() || values[i].is_null()); ++i) {
    if (values[i].is_array()) append(values[i]);
  }
  sum = items.take();
  return i;
}

size_t add_objects(Context& context, const Children& values, size_t i, Value& sum) {
  ObjectBuilder object(context.arena, 0);
  const auto unite = [&](const Value& other) {
    const Value held = with_distinct_keys(context, other);
    for (const auto& [key, value] : held.members()) object.set(key, value);
  };
  unite(sum);
  for (; i < values.size() && (values[i].is_object() || values[i].is_null()); ++i) {
    if (values[i].is_object()) unite(values[i]);
  }
  sum = object.take();
  return i;
}

Flow call_add(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!is_iterable(input)) return fail_iteration(context, input);
  const Children values(context, input);
  Value sum;
  for (size_t i = 0; i < values.size();) {
    if (sum.is_string() && values[i].is_string()) {
      i = add_strings(context, values, i, sum);
    } else if (sum.is_array() && values[i].is_array()) {
      i = add_arrays(context, values, i, sum);
    } else if (sum.is_object() && values[i].is_object()) {
      i = add_objects(context, values, i, sum);
    } else {
      Value next;
      if (add(context, sum, values[i], next) == Flow::error) return Flow::error;
      sum = std::move(next);
      ++i;
    }
  }
  return give(output, std::move(sum));
}

// `any` looks for a true value, `all` for one that is not.
template <bool wanted>
Flow call_search(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!is_iterable(input)) return fail_iteration(context, input);
  const Children values(context, input);
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i].truthy() == wanted) return give(output, wanted);
  }
  return give(output, !wanted);
}

enum class KeyOrder : uint8_t { sorted, as_they_come };

template <KeyOrder order>
Flow call_keys(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!is_iterable(input)) return fail_with(context, input, "has no keys");
  const Children values(context, input);
  ItemList keys(context.arena, values.size());
  if (input.is_array()) {
    for (size_t i = 0; i < values.size(); ++i) keys.add(Value::integer(static_cast<int64_t>(i)));
    return give(output, keys.take());
  }
  for (const auto& [key, value] : values.members()) keys.add(key);
  if (order == KeyOrder::sorted) {
    const auto all = keys.parts();
    std::sort(all.begin(), all.end(), [](const Value& a, const Value& b) { return a.text() < b.text(); });
  }
  return give(output, keys.take());
}

Value entry(Context& context, Value key, const Value& value) {
  MemberList members(context.arena, 2);
  members.add({Value::string("key"), std::move(key)});
  members.add({Value::string("value"), value});
  return members.take();
}

Flow call_to_entries(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!is_iterable(input)) return fail_with(context, input, "has no keys");
  const Children values(context, input);
  ItemList entries(context.arena, values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    const bool array = input.is_array();
    Value key = array ? Value::integer(static_cast<int64_t>(i)) : values.members()[i].first;
    entries.add(entry(context, std::move(key), values[i]));
  }
  return give(output, entries.take());
}

// What from_entries reads of one entry, by the first name that counts. Pointers into the entry.
struct Entry {
  const Value* keys[4] = {};
  const Value* value = nullptr;
  const Value* capital_value = nullptr;

  explicit Entry(const Value& object) {
    static constexpr std::string_view kKeys[] = {"key", "Key", "name", "Name"};
    for (const auto& [name, held] : object.members()) {
      const std::string_view text = name.text();
      for (size_t i = 0; i < std::size(kKeys); ++i) {
        if (keys[i] == nullptr && text == kKeys[i]) keys[i] = &held;
      }
      if (value == nullptr && text == "value") value = &held;
      if (capital_value == nullptr && text == "Value") capital_value = &held;
    }
  }

  // As `.key // .Key // .name // .Name`.
  Value key() const {
    for (const Value* candidate : keys) {
      if (candidate != nullptr && candidate->truthy()) return *candidate;
    }
    return keys[3] != nullptr ? *keys[3] : Value();
  }

  // A value of null counts.
  Value chosen_value() const {
    const Value* chosen = value != nullptr ? value : capital_value;
    return chosen != nullptr ? *chosen : Value();
  }
};

Flow call_from_entries(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!is_iterable(input)) return fail_iteration(context, input);
  const Children entries(context, input);
  ObjectBuilder object(context.arena, entries.size());
  for (size_t i = 0; i < entries.size(); ++i) {
    if (!entries[i].is_object() && !entries[i].is_null()) {
      return fail_index(context, entries[i].type(), Value::string("key"));
    }
    const Value held = opened(context, entries[i]);
    const Entry entry(held);
    const Value key = entry.key();
    if (!key.is_string()) return context.fail("Cannot use " + described(key) + " as object key");
    object.set(key, entry.chosen_value());
  }
  return give(output, object.take());
}

Flow call_bsearch(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  if (!input.is_array()) return fail_with(context, input, "cannot be searched from");
  const Value held = opened(context, input);
  const Value& wanted = arguments.values[0];
  size_t begin = 0;
  for (size_t end = held.items().size(); begin < end;) {
    const size_t middle = begin + (end - begin) / 2;
    const int order = json::compare(wanted, held.items()[middle]);
    if (order == 0) return give(output, Value::integer(static_cast<int64_t>(middle)));
    order < 0 ? end = middle : begin = middle + 1;
  }
  return give(output, Value::integer(-1 - static_cast<int64_t>(begin)));
}

constexpr Function kFunctions[] = {
    {"add", 0, "add", "The sum of the items or values; null where there are none.", "add", R"(["a","b","c"])",
     R"("abc")", call_add},
    {"any", 0, "any", "Whether an item or value is neither false nor null.", "any", "[null,0]", "true",
     call_search<true>},
    {"all", 0, "all", "Whether no item or value is false or null.", "all", "[]", "true", call_search<false>},
    {"keys", 0, "keys", "The keys of an object, sorted by code points; the indexes of an array.", "keys",
     R"({"b":1,"a":2})", R"(["a","b"])", call_keys<KeyOrder::sorted>},
    {"keys_unsorted", 0, "keys_unsorted", "The same, in the order of the object.", "keys_unsorted",
     R"({"b":1,"a":2})", R"(["b","a"])", call_keys<KeyOrder::as_they_come>},
    {"to_entries", 0, "to_entries", "Each key and its value as an object.", "to_entries", R"({"a":1})",
     R"([{"key":"a","value":1}])", call_to_entries},
    {"from_entries", 0, "from_entries",
     "The object of such entries; key may be called Key, name or Name, and value Value.", "from_entries",
     R"([{"key":"a","value":1},{"name":"b","value":2}])", R"({"a":1,"b":2})", call_from_entries},
    {"reverse", 0, "reverse", "The items of an array from the last to the first.", "reverse", "[1,2,3]",
     "[3,2,1]", call_reverse},
    {"flatten", 0, "flatten", "The items, with arrays among them replaced by what they hold, at every depth.",
     "flatten", "[1,[2,[3]]]", "[1,2,3]", call_flatten},
    {"flatten", 1, "flatten(depth)", "The same down to a depth.", "flatten(1)", "[1,[2,[3]]]", "[1,2,[3]]",
     call_flatten},
    {"transpose", 0, "transpose", "Rows made columns; null where a row is too short.", "transpose",
     "[[1,2],[3]]", "[[1,3],[2,null]]", call_transpose},
    {"sort", 0, "sort", "The items in order: null, false, true, numbers, strings, arrays, objects.", "sort",
     R"([2,"a",null,1])", R"([null,1,2,"a"])", call_sort},
    {"unique", 0, "unique", "The items in order, each once.", "unique", "[2,1,2]", "[1,2]", call_unique},
    {"min", 0, "min", "The least item, by the order of sort; null where there are none.", "min", "[2,1,3]",
     "1", call_min},
    {"max", 0, "max", "The greatest item.", "max", "[2,1,3]", "3", call_max},
    {"bsearch", 1, "bsearch(value)",
     "Where the value is in a sorted array; -1 less the place where it would be, if it is not there.",
     "bsearch(2)", "[1,3]", "-2", call_bsearch},
};

constexpr Function helper(std::string_view name, decltype(Function::call) call) {
  return {name, 1, {}, {}, {}, {}, {}, call};
}

constexpr Function kHelpers[] = {
    helper("_sort_by", call_sort_by),     helper("_group_by", call_group_by),
    helper("_unique_by", call_unique_by), helper("_min_by", call_min_by),
    helper("_max_by", call_max_by),
};

}  // namespace

std::span<const Function> collection_functions() {
  return kFunctions;
}

std::span<const Function> collection_helpers() {
  return kHelpers;
}

}  // namespace runnel::expr
