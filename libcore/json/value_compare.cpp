#include <algorithm>
#include <cmath>

#include "json/member_order.h"
#include "json/parse.h"
#include "json/value.h"

namespace runnel::json {

namespace {

template <class T>
int three_way(T a, T b) {
  return (a > b) - (a < b);
}

constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr double kTwoTo64 = 18446744073709551616.0;

// The integer against the double without rounding either: the double's whole part is exact in the integer's
// type once it is known to lie within its range, and its fraction decides between equals.
int compare_exactly(int64_t a, double b) {
  if (b >= kTwoTo63) return -1;
  if (b < -kTwoTo63) return 1;
  const double whole = std::trunc(b);
  const int order = three_way(a, static_cast<int64_t>(whole));
  return order != 0 ? order : three_way(whole, b);
}

// REQUIRES: a is above the largest int64, so that a double below 0 needs no care.
int compare_exactly(uint64_t a, double b) {
  if (b >= kTwoTo64) return -1;
  if (b < kTwoTo63) return 1;
  return three_way(a, static_cast<uint64_t>(b));  // a double this large has no fraction
}

int compare_with_real(Number a, double b) {
  return a.kind == Number::Kind::integer ? compare_exactly(a.i, b) : compare_exactly(a.u, b);
}

int compare_reals(double a, double b) {
  if (std::isnan(a)) return -1;
  if (std::isnan(b)) return 1;
  return three_way(a, b);
}

}  // namespace

int compare(Number a, Number b) {
  using Kind = Number::Kind;
  if (a.kind == b.kind) {
    if (a.kind == Kind::integer) return three_way(a.i, b.i);
    return a.kind == Kind::real ? compare_reals(a.d, b.d) : three_way(a.u, b.u);
  }
  if (a.kind == Kind::real) return std::isnan(a.d) ? -1 : -compare_with_real(b, a.d);
  if (b.kind == Kind::real) return std::isnan(b.d) ? 1 : compare_with_real(a, b.d);
  return a.kind == Kind::unsigned_integer ? 1 : -1;
}

namespace {

bool is_container(Type type) {
  return type >= Type::array;
}

int compare_scalars(const Value& a, const Value& b) {
  switch (a.type()) {
    case Type::number:
      return compare(a.number(), b.number());
    case Type::string:
      return a.text().compare(b.text());  // as unsigned bytes, which in UTF-8 is the order of code points
    default:
      return 0;
  }
}

// Two arrays or two objects, side by side. Holds what was parsed to look into them.
struct Pair {
  Value a, b;
  std::vector<uint32_t> places_a, places_b;  // objects only
  size_t next = 0;

  int compare_keys() {
    places_a = places_by_key(a.members());
    places_b = places_by_key(b.members());
    const size_t common = std::min(places_a.size(), places_b.size());
    for (size_t i = 0; i < common; ++i) {
      const int order = a.members()[places_a[i]].first.text().compare(b.members()[places_b[i]].first.text());
      if (order != 0) return order;
    }
    return three_way(places_a.size(), places_b.size());
  }

  bool at_end() const {
    return next == (a.is_object() ? places_a.size() : std::min(a.items().size(), b.items().size()));
  }
  // What is left to decide once all common parts are equal.
  int rest() const { return a.is_object() ? 0 : three_way(a.items().size(), b.items().size()); }
  const Value& part_a() const { return a.is_object() ? a.members()[places_a[next]].second : a.items()[next]; }
  const Value& part_b() const { return b.is_object() ? b.members()[places_b[next]].second : b.items()[next]; }
};

// The stack is a vector, since values may nest 10,000 deep.
class ContainerComparison {
 public:
  int run(const Value& first_a, const Value& first_b) {
    int order = enter(first_a, first_b);
    while (order == 0 && !open_.empty()) {
      Pair& top = open_.back();
      if (top.at_end()) {
        order = top.rest();
        open_.pop_back();
        continue;
      }
      const Value& a = top.part_a();
      const Value& b = top.part_b();
      ++top.next;
      if (a.type() != b.type()) {
        order = three_way(a.type(), b.type());
      } else {
        order = is_container(a.type()) ? enter(a, b) : compare_scalars(a, b);
      }
    }
    return order;
  }

 private:
  int enter(const Value& a, const Value& b) {
    if (!a.raw_text().empty() && a.raw_text() == b.raw_text()) return 0;
    Pair pair{materialized(a), materialized(b), {}, {}};
    const int order = pair.a.is_object() ? pair.compare_keys() : 0;
    if (order == 0) open_.push_back(std::move(pair));
    return order;
  }

  std::vector<Pair> open_;
};

}  // namespace

int compare(const Value& a, const Value& b) {
  if (a.type() != b.type()) return three_way(a.type(), b.type());
  return is_container(a.type()) ? ContainerComparison().run(a, b) : compare_scalars(a, b);
}

}  // namespace runnel::json
