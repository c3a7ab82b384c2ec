// Builds a Value from its parts in the order of their text, without recursion: open a container, add what is
// in it, close.
//
// Not thread-safe. Values keep borrowing what they borrowed when they were added.
#pragma once

#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

#include "json/value.h"

namespace runnel::json {

class Builder {
 public:
  void open_array() { open_.push_back({Type::array, values_.size()}); }
  void open_object() { open_.push_back({Type::object, values_.size()}); }

  // An item; in an object by turns a key and its value.
  void add(Value value) { values_.push_back(std::move(value)); }

  // REQUIRES: depth() > 0, and in an object as many values as keys.
  void close() {
    const Open top = open_.back();
    open_.pop_back();
    Value built = top.type == Type::array ? array_from(top.base) : object_from(top.base);
    values_.resize(top.base);
    values_.push_back(std::move(built));
  }

  size_t depth() const { return open_.size(); }
  // REQUIRES: depth() > 0.
  bool in_object() const { return open_.back().type == Type::object; }

  // What was built; null where nothing was. REQUIRES: depth() == 0.
  Value take() {
    Value value = values_.empty() ? Value() : std::move(values_.back());
    values_.clear();
    return value;
  }

 private:
  struct Open {
    Type type;
    size_t base;  // where in values_ its parts begin
  };

  Value array_from(size_t base) {
    const auto first = values_.begin() + static_cast<std::ptrdiff_t>(base);
    return Value::array({std::make_move_iterator(first), std::make_move_iterator(values_.end())});
  }

  Value object_from(size_t base) {
    std::vector<Value::Member> members;
    members.reserve((values_.size() - base) / 2);
    for (size_t i = base; i + 1 < values_.size(); i += 2) {
      members.emplace_back(std::move(values_[i]), std::move(values_[i + 1]));
    }
    return Value::object(std::move(members));
  }

  std::vector<Value> values_;  // the parts of all containers that are open, the innermost last
  std::vector<Open> open_;
};

}  // namespace runnel::json
