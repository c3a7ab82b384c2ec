// Looking for one value in another: part of a string, items of an array.
#include <cstring>
#include <optional>
#include <vector>

#include "expr/function.h"
#include "expr/functions/index.h"
#include "expr/functions/support.h"
#include "json/number.h"

namespace runnel::expr {

using json::Type;
using json::Value;

namespace {

// Whether the depth of a value fits the stack: records are at most 10,000 deep.
constexpr int kMaxDepth = 10'000;

bool holds(const Value& a, const Value& b, int depth);

bool array_holds(const Value& a, const Value& b, int depth) {
  for (const Value& wanted : b.items()) {
    bool found = false;
    for (const Value& item : a.items()) found = found || holds(item, wanted, depth);
    if (!found) return false;
  }
  return true;
}

bool object_holds(const Value& a, const Value& b, int depth) {
  for (const auto& [key, wanted] : b.members()) {
    if (find_member(b, key.text()) != &wanted) continue;  // of equal keys the first counts
    const Value* value = find_member(a, key.text());
    if (value == nullptr || !holds(*value, wanted, depth)) return false;
  }
  return true;
}

// jq's containment: at every depth, a string holds its parts, an array what its items hold, an object what
// its members do; all else holds its equal. Values of different types do not hold each other.
bool holds(const Value& a, const Value& b, int depth) {
  if (a.type() != b.type() || depth > kMaxDepth) return false;
  switch (a.type()) {
    case Type::string:
      return a.text().find(b.text()) != std::string_view::npos;
    case Type::array:
      return array_holds(parsed(a), parsed(b), depth + 1);
    case Type::object:
      return object_holds(parsed(a), parsed(b), depth + 1);
    default:
      return json::compare(a, b) == 0;
  }
}

Flow contains(Context& context, const Value& a, const Value& b, Value& output) {
  if (a.type() != b.type()) return fail_with(context, a, b, "cannot have their containment checked");
  return give(output, holds(a, b, 0));
}

Flow call_contains(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  return contains(context, input, arguments.values[0], output);
}

Flow call_inside(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  return contains(context, arguments.values[0], input, output);
}

enum class Which : uint8_t { first, last, all };

// Collects the places that index, rindex or indices asks for.
class Places {
 public:
  explicit Places(Which which) : which_(which) {}

  bool enough() const { return which_ == Which::first && last_ >= 0; }
  void add(int64_t place) {
    last_ = place;
    if (which_ == Which::all) all_.push_back(Value::integer(place));
  }
  Value result() {
    if (which_ == Which::all) return Value::array(std::move(all_));
    return last_ < 0 ? Value() : Value::integer(last_);
  }

 private:
  Which which_;
  int64_t last_ = -1;
  std::vector<Value> all_;
};

// In characters. Places may overlap; the empty string is nowhere.
Value places_in_text(std::string_view text, std::string_view wanted, Which which) {
  Places places(which);
  if (wanted.empty()) return places.result();
  if (which == Which::last) {
    const size_t found = text.rfind(wanted);
    if (found != std::string_view::npos)
      places.add(static_cast<int64_t>(character_count(text.substr(0, found))));
    return places.result();
  }
  size_t counted = 0;
  size_t characters = 0;
  for (size_t from = 0; !places.enough();) {
    const size_t found = text.find(wanted, from);
    if (found == std::string_view::npos) break;
    characters += character_count(text.substr(counted, found - counted));
    counted = found;
    places.add(static_cast<int64_t>(characters));
    from = found + 1;
  }
  return places.result();
}

Value places_in_items(std::span<const Value> items, std::span<const Value> wanted, Which which) {
  Places places(which);
  if (wanted.empty()) return places.result();
  for (size_t i = 0; i + wanted.size() <= items.size() && !places.enough(); ++i) {
    bool equal = true;
    for (size_t j = 0; j < wanted.size() && equal; ++j) equal = json::compare(items[i + j], wanted[j]) == 0;
    if (equal) places.add(static_cast<int64_t>(i));
  }
  return places.result();
}

// Elsewhere jq takes what is looked for as an index, and then the first or last item of what is there.
template <Which which>
Flow indexed(Context& context, const Value& input, const Value& wanted, Value& output) {
  Value found;
  if (const Flow flow = index_value(context, input, wanted, found); flow != Flow::value) return flow;
  if (which == Which::all || found.is_null()) return give(output, std::move(found));
  if (which == Which::first) return index_value(context, found, Value::integer(0), output);
  if (found.is_array()) return index_value(context, found, Value::integer(-1), output);
  if (found.is_string()) return fail_index(context, Type::string, Value::integer(0));
  const Value last =
      Value::object({{Value::string("start"), Value::integer(-1)}, {Value::string("end"), Value()}});
  return fail_index(context, found.type(), last);
}

template <Which which>
Flow call_places(Context& context, const Value& input, const Arguments& arguments, Value& output) {
  const Value& wanted = arguments.values[0];
  if (input.is_string() && wanted.is_string())
    return give(output, places_in_text(input.text(), wanted.text(), which));
  if (input.is_array()) {
    const Value sequence = wanted.is_array() ? parsed(wanted) : Value::array({wanted});
    return give(output, places_in_items(parsed(input).items(), sequence.items(), which));
  }
  return indexed<which>(context, input, wanted, output);
}

constexpr Function kFunctions[] = {
    {"contains", 1, "contains(b)",
     "Whether b is in the input: a part of a string, items of an array, members of an object.",
     R"(contains("bar"))", R"("foobar")", "true", call_contains},
    {"inside", 1, "inside(b)", "Whether the input is in b: contains, the other way round.",
     R"(inside("foobar"))", R"("bar")", "true", call_inside},
    {"index", 1, "index(s)",
     "The first place of a string in a string, or of a value or values in an array; else null.",
     R"(index(", "))", R"("a, b, c")", "1", call_places<Which::first>},
    {"rindex", 1, "rindex(s)",
     "The last place of a string in a string, or of a value or values in an array; else null.",
     R"(rindex(", "))", R"("a, b, c")", "4", call_places<Which::last>},
    {"indices", 1, "indices(s)", "All places of a string in a string, or of a value or values in an array.",
     R"(indices(", "))", R"("a, b, c")", "[1,4]", call_places<Which::all>},
};

}  // namespace

std::span<const Function> search_functions() {
  return kFunctions;
}

}  // namespace runnel::expr
