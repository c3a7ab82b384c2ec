#include "json/containers.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <vector>

namespace runnel::json {

namespace {

bool is_owned(const Value& value) {
  return value.owned();
}
bool is_owned(const Value::Member& member) {
  return member.first.owned() || member.second.owned();
}

template <class Part>
bool any_owned(std::span<Part> parts) {
  return std::any_of(parts.begin(), parts.end(), [](const Part& part) { return is_owned(part); });
}

template <class Part>
std::vector<Part> moved(std::span<Part> parts) {
  return {std::make_move_iterator(parts.begin()), std::make_move_iterator(parts.end())};
}

template <class Part>
std::span<const Part> placed(Arena& arena, std::span<Part> parts) {
  auto* const memory = reinterpret_cast<Part*>(arena.alloc(parts.size_bytes()));
  std::uninitialized_move(parts.begin(), parts.end(), memory);
  return {memory, parts.size()};
}

}  // namespace

Value array_in(Arena& arena, std::span<Value> items) {
  return any_owned(items) ? Value::array(moved(items)) : Value::array_view(placed(arena, items));
}

Value object_in(Arena& arena, std::span<Value::Member> members) {
  return any_owned(members) ? Value::object(moved(members)) : Value::object_view(placed(arena, members));
}

}  // namespace runnel::json
