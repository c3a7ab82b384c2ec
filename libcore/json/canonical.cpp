#include "json/canonical.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "json/member_order.h"
#include "json/number.h"
#include "json/parse.h"
#include "json/writer.h"

namespace runnel::json {

namespace {

constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr double kTwoTo64 = 18446744073709551616.0;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A double that is an integer equals that integer. Beyond the integers of 64 bits the shortest text of each
// double is its own; infinity is not equal to the largest double, as which it would be written.
void append_real(std::string& out, double value) {
  if (std::isinf(value)) {
    out += value < 0 ? "-1e+999" : "1e+999";
  } else if (value != std::trunc(value) || value < -kTwoTo63 || value >= kTwoTo64) {
    append_number(out, Number::real(value));  // also not-a-number
  } else if (value < kTwoTo63) {
    append_number(out, Number::integer(static_cast<int64_t>(value)));
  } else {
    append_number(out, Number::unsigned_integer(static_cast<uint64_t>(value)));
  }
}

void append_number_of(std::string& out, const Value& value) {
  if (const std::string_view source = value.number_source(); is_surely_canonical(source)) {
    out += source;
    return;
  }
  const Number number = value.number();
  if (number.kind == Number::Kind::real) {
    append_real(out, number.d);
  } else {
    append_number(out, number);
  }
}

// REQUIRES: value is no array or object.
void append_scalar(std::string& out, const Value& value) {
  if (value.is_number()) return append_number_of(out, value);
  if (value.is_string()) return append_quoted(out, value.text());
  append_json(out, value);
}

// An array or object that is being written; it holds what was parsed to do so.
class Writing {
 public:
  explicit Writing(const Value& value) : container_(materialized(value)) {
    if (container_.is_object()) places_ = places_by_key(container_.members());
  }

  char opening() const { return container_.is_array() ? '[' : '{'; }
  char closing() const { return container_.is_array() ? ']' : '}'; }
  bool at_end() const {
    return next_ == (container_.is_array() ? container_.items().size() : places_.size());
  }

  // Writes what stands before the next part, and gives it: valid as long as the container. REQUIRES:
  // !at_end().
  const Value& next(std::string& out) {
    const size_t place = next_++;
    if (place > 0) out += ',';
    if (container_.is_array()) return container_.items()[place];
    const auto& [key, value] = container_.members()[places_[place]];
    append_quoted(out, key.text());
    out += ':';
    return value;
  }

 private:
  Value container_;
  std::vector<uint32_t> places_;
  size_t next_ = 0;
};

// The stack is a vector, since values may nest 10,000 deep.
void append_container(std::string& out, const Value& root) {
  std::vector<Writing> open;
  const auto enter = [&](const Value& value) {
    open.emplace_back(value);
    out += open.back().opening();
  };
  enter(root);
  while (!open.empty()) {
    Writing& top = open.back();
    if (top.at_end()) {
      out += top.closing();
      open.pop_back();
      continue;
    }
    const Value& part = top.next(out);
    if (part.type() < Type::array) {
      append_scalar(out, part);
    } else {
      enter(Value(part));  // a copy, since the stack may move
    }
  }
}

}  // namespace

// Up to 18 digits are an exact integer. Up to 15 survive the way to a double and back, and no other number
// with so few digits gives the same double, so that they are the shortest text for it.
bool is_surely_canonical(std::string_view number) {
  const std::string_view digits = number.starts_with('-') ? number.substr(1) : number;
  const auto point = std::find_if_not(digits.begin(), digits.end(), is_digit);
  if (digits.empty() || point == digits.begin()) return false;
  const bool zero = digits.front() == '0';
  if (point == digits.end()) return digits.size() <= 18 && (!zero || number == "0");
  if (*point != '.' || digits.size() > 15 + 1 || digits.back() == '0') return false;
  // 0.0001 and less may be written with an exponent.
  if (zero && (point != digits.begin() + 1 || digits.starts_with("0.00"))) return false;
  return digits.end() - point > 1 && std::all_of(point + 1, digits.end(), is_digit);
}

void append_canonical(std::string& out, const Value& value) {
  if (value.type() < Type::array) {
    append_scalar(out, value);
  } else {
    append_container(out, value);
  }
}

}  // namespace runnel::json
