// What a value is, and turning it into another type.
#include <algorithm>
#include <cmath>

#include "expr/function.h"
#include "expr/functions/lists.h"
#include "expr/functions/support.h"
#include "json/lookup.h"
#include "json/number.h"
#include "json/parse.h"
#include "json/writer.h"

namespace runnel::expr {

using json::Number;
using json::Type;
using json::Value;

namespace {

Flow call_type(Context&, const Value& input, const Arguments&, Value& output) {
  return give(output, Value::string(json::type_name(input.type())));
}

Value magnitude(Number n) {
  if (n.kind == Number::Kind::real) return Value::real(std::fabs(n.d));
  if (n.kind == Number::Kind::unsigned_integer || n.i >= 0) return Value::number(n);
  return Value::unsigned_integer(uint64_t{0} - static_cast<uint64_t>(n.i));
}

size_t item_count(const Value& array) {
  return array.raw_text().empty() ? array.items().size() : json::count_items(array.raw_text());
}

Flow call_length(Context& context, const Value& input, const Arguments&, Value& output) {
  return length_of(context, input, output);
}

Flow call_not(Context&, const Value& input, const Arguments&, Value& output) {
  return give(output, !input.truthy());
}

// As jq: an index is cut to a whole number first.
bool has_item(const Value& array, Number index) {
  const double place = std::trunc(index.as_double());
  return place >= 0 && place < static_cast<double>(item_count(array));
}

bool has_member(const Value& object, std::string_view key) {
  if (!object.raw_text().empty()) return json::find_member(object.raw_text(), key).has_value();
  return find_member(object, key) != nullptr;
}

Flow call_has(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  const Value& key = arguments.values[0];
  if (input.is_null()) return give(output, false);
  if (input.is_object() && key.is_string()) return give(output, has_member(input, key.text()));
  if (input.is_array() && key.is_number()) return give(output, has_item(input, key.number()));
  std::string message = "Cannot check whether ";
  message += json::type_name(input.type());
  message += " has a ";
  message += json::type_name(key.type());
  message += " key";
  return context.fail(message);
}

Flow call_tostring(Context& context, const Value& input, const Arguments&, Value& output) {
  if (input.is_string()) return give(output, input);
  return give(output, Value::string(text_of(context, input)));
}

Flow call_tojson(Context& context, const Value& input, const Arguments&, Value& output) {
  context.scratch.clear();
  json::append_decoded_json(context.scratch, input);
  return give_copy(context, output, context.scratch);
}

bool is_json_number(std::string_view text) {
  const auto digit = [text](size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  size_t i = text.starts_with('-') ? 1 : 0;
  if (!digit(i)) return false;
  if (text[i] == '0') {
    ++i;
  } else {
    while (digit(i)) ++i;
  }
  if (i < text.size() && text[i] == '.') {
    if (!digit(++i)) return false;
    while (digit(i)) ++i;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (!digit(i)) return false;
    while (digit(i)) ++i;
  }
  return i == text.size();
}

// A string that is a JSON number keeps its text: 20 digits stay 20 digits.
std::optional<Value> number_in(Context& context, const Value& string) {
  if (is_json_number(string.text())) return Value::number_text(lasting_text(context, string));
  if (const auto number = json::number_from_string(string.text())) return Value::number(*number);
  return std::nullopt;
}

Flow call_tonumber(Context& context, const Value& input, const Arguments&, Value& output) {
  if (input.is_number()) return give(output, input);
  if (input.is_string()) {
    if (auto number = number_in(context, input)) return give(output, std::move(*number));
  }
  return fail_with(context, input, "cannot be parsed as a number");
}

Flow call_toboolean(Context& context, const Value& input, const Arguments&, Value& output) {
  if (input.type() == Type::boolean_true || input.type() == Type::boolean_false) return give(output, input);
  if (input.is_string() && input.text() == "true") return give(output, true);
  if (input.is_string() && input.text() == "false") return give(output, false);
  return fail_with(context, input, "cannot be parsed as a boolean");
}

Flow call_fromjson(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!input.is_string()) return fail_with(context, input, "only strings can be parsed");
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  std::string_view text = input.text();
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  auto value = json::parse(text);
  if (value) return give(output, std::move(*value));
  // jq's parser reads more as a number than JSON does: 01, nan, Infinity.
  if (auto number = number_in(context, input)) return give(output, std::move(*number));
  std::string message = std::move(value.error().message);
  message += " (while parsing '";
  message += input.text();
  message += "')";
  return context.fail(message);
}

Flow call_toarray(Context& context, const Value& input, const Arguments&, Value& output) {
  if (input.is_array()) return give(output, input);
  ItemList only(context.arena, 1);
  only.add(input);
  return give(output, only.take());
}

Flow call_search_list(Context&, const Value&, const Arguments&, Value& output) {
  return give(output, Value::array_view({}));
}

Flow call_empty(Context&, const Value&, const Arguments&, Value&) {
  return Flow::empty;
}

Flow call_error(Context& context, const Value& input, const Arguments& arguments, Value&) {
  context.error = arguments.values.empty() ? input : arguments.values[0];
  return Flow::error;
}

// The functions that pass on the values of some types and no others.
template <bool (*Passes)(Type)>
Flow call_only(Context&, const Value& input, const Arguments&, Value& output) {
  if (!Passes(input.type())) return Flow::empty;
  return give(output, input);
}

bool is_array(Type type) {
  return type == Type::array;
}
bool is_object(Type type) {
  return type == Type::object;
}
bool is_iterable(Type type) {
  return type == Type::array || type == Type::object;
}
bool is_scalar(Type type) {
  return !is_iterable(type);
}
bool is_boolean(Type type) {
  return type == Type::boolean_false || type == Type::boolean_true;
}
bool is_number(Type type) {
  return type == Type::number;
}
bool is_string(Type type) {
  return type == Type::string;
}
bool is_null(Type type) {
  return type == Type::null;
}
bool is_value(Type type) {
  return type != Type::null;
}

constexpr Function kFunctions[] = {
    {"type", 0, "type", "The name of the input's type: null, boolean, number, string, array or object.",
     "type", "[1]", R"("array")", call_type},
    {"length", 0, "length",
     "Characters of a string, items of an array, keys of an object, the absolute value of a number, 0 for "
     "null.",
     "length", R"("héllo")", "5", call_length},
    {"not", 0, "not", "True for false and null, false for all else.", "not", "null", "true", call_not},
    {"has", 1, "has(key)", "Whether an object has the key, whatever its value, or an array the index.",
     R"(has("a"))", R"({"a":null})", "true", call_has},
    {"tostring", 0, "tostring", "A string as it is, any other value as JSON text.", "tostring", "[1,2]",
     R"("[1,2]")", call_tostring},
    {"tonumber", 0, "tonumber", "A number as it is, a string read as one.", "tonumber", R"("1.5")", "1.5",
     call_tonumber},
    {"toboolean", 0, "toboolean", R"(A boolean as it is, "true" and "false" read as one.)", "toboolean",
     R"("true")", "true", call_toboolean},
    {"toarray", 0, "toarray", "An array as it is, any other value as the only item of one.", "toarray", "1",
     "[1]", call_toarray},
    {"tojson", 0, "tojson", "The value as JSON text.", "tojson", R"("a")", R"("\"a\"")", call_tojson},
    {"fromjson", 0, "fromjson", "The value that JSON text in a string stands for.", "fromjson",
     R"("{\"a\":[1]}")", R"({"a":[1]})", call_fromjson},
    {"arrays", 0, "arrays", "The input if it is an array, else nothing.", "arrays", "[]", "[]",
     call_only<is_array>},
    {"objects", 0, "objects", "The input if it is an object, else nothing.", "objects", "{}", "{}",
     call_only<is_object>},
    {"iterables", 0, "iterables", "The input if it is an array or object, else nothing.", "iterables", "[1]",
     "[1]", call_only<is_iterable>},
    {"booleans", 0, "booleans", "The input if it is true or false, else nothing.", "booleans", "false",
     "false", call_only<is_boolean>},
    {"numbers", 0, "numbers", "The input if it is a number, else nothing.", "numbers", "1", "1",
     call_only<is_number>},
    {"strings", 0, "strings", "The input if it is a string, else nothing.", "strings", R"("a")", R"("a")",
     call_only<is_string>},
    {"nulls", 0, "nulls", "The input if it is null, else nothing.", "nulls", "null", "null",
     call_only<is_null>},
    {"values", 0, "values", "The input unless it is null.", "values", "null", "", call_only<is_value>},
    {"scalars", 0, "scalars", "The input if it is neither array nor object, else nothing.", "scalars", "{}",
     "", call_only<is_scalar>},
    {"empty", 0, "empty", "Nothing: no output at all.", "empty", "1", "", call_empty},
    {"error", 0, "error", "Fails with the input as the error.", R"(try error catch "caught " + .)", R"("x")",
     R"("caught x")", call_error},
    {"error", 1, "error(message)", "Fails with the message, which may be any value.", R"(error("no host"))",
     "null", "error: no host", call_error},
    {"get_search_list", 0, "get_search_list", "The folders that modules are looked for in: none.",
     "get_search_list", "null", "[]", call_search_list},
};

}  // namespace

Flow length_of(Context& context, const Value& input, Value& output) {
  switch (input.type()) {
    case Type::null:
      return give(output, Value::integer(0));
    case Type::number:
      return give(output, magnitude(input.number()));
    case Type::string:
      return give(output, Value::integer(static_cast<int64_t>(character_count(input.text()))));
    case Type::array:
      return give(output, Value::integer(static_cast<int64_t>(item_count(input))));
    case Type::object:
      return give(output,
                  Value::integer(static_cast<int64_t>(with_distinct_keys(context, input).members().size())));
    default:
      return fail_with(context, input, "has no length");
  }
}

std::span<const Function> type_functions() {
  return kFunctions;
}

}  // namespace runnel::expr
