// Numbers: rounding, and what kind of number one is. Integers stay what they are.
#include <cmath>
#include <limits>

#include "expr/function.h"
#include "expr/functions/arithmetic.h"
#include "expr/functions/support.h"

namespace runnel::expr {

using json::Number;
using json::Type;
using json::Value;

namespace {

using Real = double (*)(double);

// Rounds doubles; an integer is its own floor, however long.
template <Real round>
Flow call_rounding(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!input.is_number()) return fail_with(context, input, "number required");
  const Number number = input.number();
  if (number.kind != Number::Kind::real) return give(output, Value::number(number));
  return give(output, Value::real(round(number.d)));
}

Flow call_fabs(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!input.is_number()) return fail_with(context, input, "number required");
  const Number number = input.number();
  if (number.kind == Number::Kind::real) return give(output, Value::real(std::fabs(number.d)));
  return number.as_double() < 0 ? negate(context, input, output) : give(output, Value::number(number));
}

// As jq defines it, `if . < 0 then -. else . end`: by the order of types null, false and true are less than
// 0, and cannot be negated.
Flow call_abs(Context& context, const Value& input, const Arguments&, Value& output) {
  const bool negative = input.is_number() ? !(input.number().as_double() >= 0) : input.type() < Type::number;
  return negative ? negate(context, input, output) : give(output, input);
}

Flow call_infinite(Context&, const Value&, const Arguments&, Value& output) {
  return give(output, Value::real(std::numeric_limits<double>::infinity()));
}

Flow call_nan(Context&, const Value&, const Arguments&, Value& output) {
  return give(output, Value::real(std::numeric_limits<double>::quiet_NaN()));
}

bool is_infinite(double number) {
  return std::isinf(number);
}
// As in jq, not-a-number counts as finite.
bool is_finite(double number) {
  return !std::isinf(number);
}
bool is_nan(double number) {
  return std::isnan(number);
}
bool is_normal(double number) {
  return std::isnormal(number);
}

// False for what is no number at all.
template <bool (*Is)(double)>
Flow call_is(Context&, const Value& input, const Arguments&, Value& output) {
  return give(output, input.is_number() && Is(input.number().as_double()));
}

template <bool (*Is)(double)>
Flow call_only(Context&, const Value& input, const Arguments&, Value& output) {
  if (!input.is_number() || !Is(input.number().as_double())) return Flow::empty;
  return give(output, input);
}

template <bool answer>
Flow call_constant(Context&, const Value&, const Arguments&, Value& output) {
  return give(output, answer);
}

constexpr Function kFunctions[] = {
    {"floor", 0, "floor", "The largest whole number that is not above the input.", "floor", "-1.5", "-2",
     call_rounding<std::floor>},
    {"ceil", 0, "ceil", "The least whole number that is not below the input.", "ceil", "1.2", "2",
     call_rounding<std::ceil>},
    {"round", 0, "round", "The nearest whole number, halves away from 0.", "round", "2.5", "3",
     call_rounding<std::round>},
    {"trunc", 0, "trunc", "The number without its fraction.", "trunc", "-1.5", "-1",
     call_rounding<std::trunc>},
    {"rint", 0, "rint", "The nearest whole number, halves to the even one.", "rint", "2.5", "2",
     call_rounding<std::rint>},
    {"nearbyint", 0, "nearbyint", "The same as rint.", "nearbyint", "3.5", "4",
     call_rounding<std::nearbyint>},
    {"abs", 0, "abs", "The number without its sign.", "abs", "-9007199254740993", "9007199254740993",
     call_abs},
    {"fabs", 0, "fabs", "The same as abs, for numbers only.", "fabs", "-1.5", "1.5", call_fabs},
    {"infinite", 0, "infinite",
     "The number beyond all others; as JSON the largest one that a double can hold.", "infinite > 1e300",
     "null", "true", call_infinite},
    {"nan", 0, "nan", "Not-a-number, which equals nothing; as JSON null.", "nan == nan", "null", "false",
     call_nan},
    {"isinfinite", 0, "isinfinite", "Whether the input is an infinite number.", "isinfinite", "1e1000",
     "true", call_is<is_infinite>},
    {"isfinite", 0, "isfinite", "Whether the input is a number that is not infinite; nan is one.", "isfinite",
     "1", "true", call_is<is_finite>},
    {"isnan", 0, "isnan", "Whether the input is not-a-number.", "nan | isnan", "null", "true",
     call_is<is_nan>},
    {"isnormal", 0, "isnormal",
     "Whether the input is a number that is neither 0, subnormal, infinite nor nan.", "isnormal", "0",
     "false", call_is<is_normal>},
    {"finites", 0, "finites", "The input if isfinite holds for it, else nothing.", "finites", "1", "1",
     call_only<is_finite>},
    {"normals", 0, "normals", "The input if isnormal holds for it, else nothing.", "normals", "0", "",
     call_only<is_normal>},
    {"have_literal_numbers", 0, "have_literal_numbers",
     "True: a number that is only passed on keeps its text, however long.", "have_literal_numbers", "null",
     "true", call_constant<true>},
    {"have_decnum", 0, "have_decnum",
     "False: numbers are computed with as integers of 64 bits and doubles, not as decimals of any length.",
     "have_decnum", "null", "false", call_constant<false>},
};

}  // namespace

std::span<const Function> number_functions() {
  return kFunctions;
}

}  // namespace runnel::expr
