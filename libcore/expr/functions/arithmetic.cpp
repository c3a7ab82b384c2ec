#include "expr/functions/arithmetic.h"

#include <cmath>
#include <limits>

#include "expr/functions/compounds.h"
#include "expr/functions/support.h"

namespace runnel::expr {

using json::Number;
using json::Value;

namespace {

// Holds any sum, difference, quotient and remainder of two integers of 64 bits, signed or not.
__extension__ using Wide = __int128;

using Kind = Number::Kind;

Wide wide(Number n) {
  return n.kind == Kind::integer ? Wide{n.i} : Wide{n.u};
}

bool both_integers(Number a, Number b) {
  return a.kind != Kind::real && b.kind != Kind::real;
}

bool fits(Wide n) {
  return n >= std::numeric_limits<int64_t>::min() && n <= Wide{std::numeric_limits<uint64_t>::max()};
}

// REQUIRES: fits(n).
Value exact(Wide n) {
  if (n > std::numeric_limits<int64_t>::max()) return Value::unsigned_integer(static_cast<uint64_t>(n));
  return Value::integer(static_cast<int64_t>(n));
}

bool both_numbers(const Value& a, const Value& b) {
  return a.is_number() && b.is_number();
}

// Only integers come here that their own 64 bits did not hold.
Value sum(Number a, Number b) {
  if (both_integers(a, b)) {
    if (const Wide n = wide(a) + wide(b); fits(n)) return exact(n);
  }
  return Value::real(a.as_double() + b.as_double());
}

Value difference(Number a, Number b) {
  if (both_integers(a, b)) {
    if (const Wide n = wide(a) - wide(b); fits(n)) return exact(n);
  }
  return Value::real(a.as_double() - b.as_double());
}

Value product(Number a, Number b) {
  Wide n = 0;
  if (both_integers(a, b) && !__builtin_mul_overflow(wide(a), wide(b), &n) && fits(n)) return exact(n);
  return Value::real(a.as_double() * b.as_double());
}

// REQUIRES: b is not 0.
Value quotient(Number a, Number b) {
  if (both_integers(a, b) && wide(a) % wide(b) == 0) {
    if (const Wide n = wide(a) / wide(b); fits(n)) return exact(n);
  }
  return Value::real(a.as_double() / b.as_double());
}

// Towards zero, and to the nearest of int64 where it is beyond. REQUIRES: n is a number.
Wide whole(Number n) {
  if (n.kind != Kind::real) return wide(n);
  constexpr double kTwoTo63 = 9223372036854775808.0;
  if (n.d < -kTwoTo63) return std::numeric_limits<int64_t>::min();
  if (n.d >= kTwoTo63) return std::numeric_limits<int64_t>::max();
  return static_cast<int64_t>(n.d);
}

bool is_nan(Number n) {
  return n.kind == Kind::real && std::isnan(n.d);
}

}  // namespace

Flow add(Context& context, const Value& a, const Value& b, Value& output) {
  if (both_numbers(a, b)) {
    const Number left = a.number();
    const Number right = b.number();
    int64_t n = 0;
    if (left.kind == Kind::integer && right.kind == Kind::integer &&
        !__builtin_add_overflow(left.i, right.i, &n)) {
      return give(output, Value::integer(n));
    }
    return give(output, sum(left, right));
  }
  if (a.is_null()) return give(output, b);
  if (b.is_null()) return give(output, a);
  if (a.is_string() && b.is_string()) return concatenate(context, a, b, output);
  if (a.is_array() && b.is_array()) return give(output, concatenated_arrays(context, a, b));
  if (a.is_object() && b.is_object()) return give(output, united(context, a, b));
  return fail_with(context, a, b, "cannot be added");
}

// Few parts are copied faster than they are made owned; from then on, each further part costs but itself.
constexpr size_t kFewParts = 8;

Flow add_onto(Context& context, Value a, const Value& b, Value& output) {
  const bool many = a.raw_text().empty() && a.items().size() + a.members().size() >= kFewParts;
  if (many && a.is_array() && b.is_array()) {
    append_items(context, a, b);
  } else if (many && a.is_object() && b.is_object()) {
    unite_into(context, a, b);
  } else {
    return add(context, a, b, output);
  }
  return give(output, std::move(a));
}

Flow subtract(Context& context, const Value& a, const Value& b, Value& output) {
  if (both_numbers(a, b)) {
    const Number left = a.number();
    const Number right = b.number();
    int64_t n = 0;
    if (left.kind == Kind::integer && right.kind == Kind::integer &&
        !__builtin_sub_overflow(left.i, right.i, &n)) {
      return give(output, Value::integer(n));
    }
    return give(output, difference(left, right));
  }
  if (a.is_array() && b.is_array()) return give(output, without(context, a, b));
  return fail_with(context, a, b, "cannot be subtracted");
}

Flow multiply(Context& context, const Value& a, const Value& b, Value& output) {
  if (both_numbers(a, b)) {
    const Number left = a.number();
    const Number right = b.number();
    int64_t n = 0;
    if (left.kind == Kind::integer && right.kind == Kind::integer &&
        !__builtin_mul_overflow(left.i, right.i, &n)) {
      return give(output, Value::integer(n));
    }
    return give(output, product(left, right));
  }
  if (a.is_string() && b.is_number()) return repeat(context, a, b.number().as_double(), output);
  if (a.is_number() && b.is_string()) return repeat(context, b, a.number().as_double(), output);
  if (a.is_object() && b.is_object()) return merge(context, a, b, output);
  return fail_with(context, a, b, "cannot be multiplied");
}

Flow divide(Context& context, const Value& a, const Value& b, Value& output) {
  if (both_numbers(a, b)) {
    const Number divisor = b.number();
    if (divisor.as_double() == 0)
      return fail_with(context, a, b, "cannot be divided because the divisor is zero");
    return give(output, quotient(a.number(), divisor));
  }
  if (a.is_string() && b.is_string()) return give(output, split_at(context, a, b.text()));
  return fail_with(context, a, b, "cannot be divided");
}

Flow modulo(Context& context, const Value& a, const Value& b, Value& output) {
  if (!both_numbers(a, b)) return fail_with(context, a, b, "cannot be divided (remainder)");
  const Number left = a.number();
  const Number right = b.number();
  if (is_nan(left) || is_nan(right)) {
    return give(output, Value::real(std::numeric_limits<double>::quiet_NaN()));
  }
  const Wide divisor = whole(right);
  if (divisor == 0)
    return fail_with(context, a, b, "cannot be divided (remainder) because the divisor is zero");
  return give(output, exact(whole(left) % divisor));
}

Flow negate(Context& context, const Value& a, Value& output) {
  if (!a.is_number()) return fail_with(context, a, "cannot be negated");
  const Number n = a.number();
  if (n.kind == Kind::real) return give(output, Value::real(-n.d));
  return give(output, difference(Number::integer(0), n));
}

}  // namespace runnel::expr
