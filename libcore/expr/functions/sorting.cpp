#include "expr/functions/sorting.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <utility>

#include "expr/functions/support.h"

namespace runnel::expr {

using json::Value;

SortKeys::SortKeys(std::span<const Value> values) {
  parts_.reserve(values.size());
  for (const Value& value : values) add(value);
}

SortKeys::SortKeys(Context& context, Lists lists) {
  bool single = true;
  for (const Value& list : lists.lists) {
    if (list.is_array()) {
      const Value parts = opened(context, list);
      for (const Value& part : parts.items()) add(part);
    } else {
      add(list);
    }
    ends_.push_back(static_cast<uint32_t>(parts_.size()));
    single = single && parts_.size() == ends_.size();
  }
  if (single) ends_.clear();
}

void SortKeys::add(const Value& value) {
  if (value.is_number()) {
    const json::Number number = value.number();
    may_hold_nan_ = may_hold_nan_ || (number.kind == json::Number::Kind::real && std::isnan(number.d));
    parts_.push_back(Value::number(number));
  } else {
    const bool computed = value.type() >= json::Type::array && value.raw_text().empty();
    may_hold_nan_ = may_hold_nan_ || computed;  // what was read from text holds none
    parts_.push_back(parsed(value));
  }
}

std::span<const Value> SortKeys::key(size_t place) const {
  const size_t begin = place == 0 ? 0 : ends_[place - 1];
  return std::span<const Value>(parts_).subspan(begin, ends_[place] - begin);
}

int SortKeys::compare(size_t a, size_t b) const {
  if (ends_.empty()) return json::compare(parts_[a], parts_[b]);
  const std::span<const Value> left = key(a);
  const std::span<const Value> right = key(b);
  for (size_t i = 0; i < left.size() && i < right.size(); ++i) {
    if (const int order = json::compare(left[i], right[i]); order != 0) return order;
  }
  return (left.size() > right.size()) - (left.size() < right.size());
}

bool SortKeys::all_strings() const {
  return ends_.empty() &&
         std::all_of(parts_.begin(), parts_.end(), [](const Value& part) { return part.is_string(); });
}

bool SortKeys::all_integers() const {
  const auto is_integer = [](const Value& part) {
    return part.is_number() && part.number().kind == json::Number::Kind::integer;
  };
  return ends_.empty() && std::all_of(parts_.begin(), parts_.end(), is_integer);
}

// The place decides between equals, so that the sort need not be stable. Two not-a-numbers, each of which is
// less than the other, are equals here.
bool SortKeys::comes_before(uint32_t a, uint32_t b) const {
  const int order = compare(a, b);
  if (order == 0 || (order < 0 && may_hold_nan_ && compare(b, a) < 0)) return a < b;
  return order < 0;
}

// Keys that compare at once lie beside their places: sorting does not go through the values then.
template <class Key, class KeyOf>
SortKeys::Order SortKeys::sorted_by(KeyOf key_of) const {
  absl::InlinedVector<std::pair<Key, uint32_t>, 32> keys;
  keys.reserve(size());
  for (uint32_t i = 0; i < size(); ++i) keys.emplace_back(key_of(parts_[i]), i);
  std::sort(keys.begin(), keys.end());
  Order order(keys.size());
  for (size_t i = 0; i < keys.size(); ++i) order[i] = keys[i].second;
  return order;
}

SortKeys::Order SortKeys::sorted() const {
  if (all_integers()) return sorted_by<int64_t>([](const Value& part) { return part.number().i; });
  if (all_strings()) return sorted_by<std::string_view>([](const Value& part) { return part.text(); });
  Order order(size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [this](uint32_t a, uint32_t b) { return comes_before(a, b); });
  return order;
}

}  // namespace runnel::expr
