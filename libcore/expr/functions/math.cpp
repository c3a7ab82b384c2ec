// The C library's functions of one, two and three doubles, by the names that jq gives them: the same names.
#include <math.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "expr/function.h"
#include "expr/functions/support.h"

namespace runnel::expr {

using json::Value;

namespace {

using Unary = double (*)(double);
using Binary = double (*)(double, double);

template <Unary f>
Flow call1(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!input.is_number()) return fail_with(context, input, "number required");
  return give(output, Value::real(f(input.number().as_double())));
}

// Fills numbers with the arguments; false, and an error, where one is no number.
bool numbers_of(Context& context, const Arguments& arguments, double* numbers) {
  for (const Value& argument : arguments.values) {
    if (!argument.is_number()) return fail_with(context, argument, "number required") == Flow::value;
    *numbers++ = argument.number().as_double();
  }
  return true;
}

template <Binary f>
Flow call2(Context& context, const Value&, const Arguments& arguments, Value& output) {
  double x[2];
  if (!numbers_of(context, arguments, x)) return Flow::error;
  return give(output, Value::real(f(x[0], x[1])));
}

Flow call_fma(Context& context, const Value&, const Arguments& arguments, Value& output) {
  double x[3];
  if (!numbers_of(context, arguments, x)) return Flow::error;
  return give(output, Value::real(::fma(x[0], x[1], x[2])));
}

// lgamma(3) writes a global; its reentrant form does not.
double log_gamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

double power_of_10(double x) {
  return ::exp10(x);
}

// x scaled to [1, 2), with its sign.
double significand_of(double x) {
  if (x == 0 || !isfinite(x)) return x;
  int exponent = 0;
  return 2 * ::frexp(x, &exponent);
}

// As an int, which is beyond the exponent of any double.
int clamped(double x) {
  if (isnan(x)) return 0;
  constexpr int kMost = std::numeric_limits<int>::max();
  return static_cast<int>(std::clamp(x, -static_cast<double>(kMost), static_cast<double>(kMost)));
}

double scaled_by_power_of_2(double x, double exponent) {
  return ::scalbn(x, clamped(exponent));
}

// scalb(3) of a fraction of a power is not a number.
double scaled_strictly(double x, double exponent) {
  if (isnan(exponent) || (isfinite(exponent) && exponent != ::trunc(exponent))) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return ::scalbn(x, clamped(exponent));
}

double bessel_first(double order, double x) {
  return ::jn(clamped(order), x);
}
double bessel_second(double order, double x) {
  return ::yn(clamped(order), x);
}

Flow call_frexp(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!input.is_number()) return fail_with(context, input, "number required");
  const double x = input.number().as_double();
  int exponent = 0;
  const double fraction = ::frexp(x, &exponent);
  return give(output, Value::array({Value::real(fraction), Value::integer(isfinite(x) ? exponent : 0)}));
}

Flow call_modf(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!input.is_number()) return fail_with(context, input, "number required");
  double whole = 0;
  const double fraction = ::modf(input.number().as_double(), &whole);
  return give(output, Value::array({Value::real(fraction), Value::real(whole)}));
}

Flow call_lgamma_r(Context& context, const Value& input, const Arguments&, Value& output) {
  if (!input.is_number()) return fail_with(context, input, "number required");
  int sign = 0;
  const double value = ::lgamma_r(input.number().as_double(), &sign);
  return give(output, Value::array({Value::real(value), Value::integer(sign)}));
}

constexpr Function unary(std::string_view name, std::string_view help, std::string_view input,
                         std::string_view output, decltype(Function::call) call) {
  return {name, 0, name, help, name, input, output, call};
}

constexpr Function binary(std::string_view name, std::string_view synopsis, std::string_view help,
                          std::string_view example, std::string_view output, decltype(Function::call) call) {
  return {name, 2, synopsis, help, example, "null", output, call};
}

constexpr Function kFunctions[] = {
    unary("sqrt", "The square root.", "9", "3", call1<::sqrt>),
    unary("cbrt", "The cube root.", "-1", "-1", call1<::cbrt>),
    binary("pow", "pow(x; y)", "x to the power of y.", "pow(2; 10)", "1024", call2<::pow>),
    unary("exp", "e to the power of the input.", "0", "1", call1<::exp>),
    unary("exp2", "2 to the power of the input.", "3", "8", call1<::exp2>),
    unary("exp10", "10 to the power of the input.", "2", "100", call1<power_of_10>),
    unary("expm1", "exp less 1, exact for small numbers.", "0", "0", call1<::expm1>),
    unary("log", "The natural logarithm.", "1", "0", call1<::log>),
    unary("log2", "The logarithm to base 2.", "8", "3", call1<::log2>),
    unary("log10", "The logarithm to base 10.", "1000", "3", call1<::log10>),
    unary("log1p", "log of 1 more, exact for small numbers.", "0", "0", call1<::log1p>),
    unary("logb", "The exponent of the number as a power of 2.", "10", "3", call1<::logb>),
    unary("significand", "The number scaled by a power of 2 to between 1 and 2.", "10", "1.25",
          call1<significand_of>),
    unary("sin", "The sine of an angle in radians.", "0", "0", call1<::sin>),
    unary("cos", "The cosine of an angle in radians.", "0", "1", call1<::cos>),
    unary("tan", "The tangent of an angle in radians.", "0", "0", call1<::tan>),
    unary("asin", "The angle of a sine.", "0", "0", call1<::asin>),
    unary("acos", "The angle of a cosine.", "1", "0", call1<::acos>),
    unary("atan", "The angle of a tangent.", "0", "0", call1<::atan>),
    binary("atan2", "atan2(y; x)", "The angle of the point (x, y).", "atan2(0; 1)", "0", call2<::atan2>),
    unary("sinh", "The hyperbolic sine.", "0", "0", call1<::sinh>),
    unary("cosh", "The hyperbolic cosine.", "0", "1", call1<::cosh>),
    unary("tanh", "The hyperbolic tangent.", "0", "0", call1<::tanh>),
    unary("asinh", "The inverse of sinh.", "0", "0", call1<::asinh>),
    unary("acosh", "The inverse of cosh.", "1", "0", call1<::acosh>),
    unary("atanh", "The inverse of tanh.", "0", "0", call1<::atanh>),
    binary("hypot", "hypot(x; y)", "The length of the vector (x, y).", "hypot(3; 4)", "5", call2<::hypot>),
    binary("fmin", "fmin(x; y)", "The lesser number.", "fmin(1; 2)", "1", call2<::fmin>),
    binary("fmax", "fmax(x; y)", "The greater number.", "fmax(1; 2)", "2", call2<::fmax>),
    binary("fmod", "fmod(x; y)", "The remainder of x / y with the sign of x, fractions too.", "fmod(5.5; 2)",
           "1.5", call2<::fmod>),
    binary("remainder", "remainder(x; y)", "x less the nearest multiple of y.", "remainder(5; 3)", "-1",
           call2<::remainder>),
    binary("drem", "drem(x; y)", "The same as remainder.", "drem(5; 3)", "-1", call2<::remainder>),
    binary("fdim", "fdim(x; y)", "x less y, or 0 where that is negative.", "fdim(3; 1)", "2", call2<::fdim>),
    binary("copysign", "copysign(x; y)", "x with the sign of y.", "copysign(1; -2)", "-1", call2<::copysign>),
    binary("nextafter", "nextafter(x; y)", "The double next to x in the direction of y.", "nextafter(1; 1)",
           "1", call2<::nextafter>),
    binary("nexttoward", "nexttoward(x; y)", "The same as nextafter.", "nexttoward(1; 1)", "1",
           call2<::nextafter>),
    binary("ldexp", "ldexp(x; y)", "x times 2 to the power of y.", "ldexp(3; 2)", "12",
           call2<scaled_by_power_of_2>),
    binary("scalb", "scalb(x; y)", "The same as ldexp, nan where y is not whole.", "scalb(3; 2)", "12",
           call2<scaled_strictly>),
    binary("scalbln", "scalbln(x; y)", "The same as ldexp.", "scalbln(3; 2)", "12",
           call2<scaled_by_power_of_2>),
    {"fma", 3, "fma(x; y; z)", "x times y plus z, rounded once.", "fma(2; 3; 4)", "null", "10", call_fma},
    unary("frexp", "Fraction and exponent: the number is fraction times 2 to the exponent.", "8", "[0.5,4]",
          call_frexp),
    unary("modf", "The number's fraction and its whole part.", "3.5", "[0.5,3]", call_modf),
    unary("erf", "The error function.", "0", "0", call1<::erf>),
    unary("erfc", "1 less the error function.", "0", "1", call1<::erfc>),
    unary("gamma", "The logarithm of the gamma function.", "1", "0", call1<log_gamma>),
    unary("lgamma", "The logarithm of the gamma function.", "1", "0", call1<log_gamma>),
    unary("lgamma_r", "The logarithm of the gamma function, and its sign.", "1", "[0,1]", call_lgamma_r),
    unary("tgamma", "The gamma function.", "5", "24", call1<::tgamma>),
    unary("j0", "The Bessel function of the first kind of order 0.", "0", "1", call1<::j0>),
    unary("j1", "The Bessel function of the first kind of order 1.", "0", "0", call1<::j1>),
    binary("jn", "jn(n; x)", "The Bessel function of the first kind of order n.", "jn(0; 0)", "1",
           call2<bessel_first>),
    unary("y0", "The Bessel function of the second kind of order 0.", "-1", "null", call1<::y0>),
    unary("y1", "The Bessel function of the second kind of order 1.", "-1", "null", call1<::y1>),
    binary("yn", "yn(n; x)", "The Bessel function of the second kind of order n.", "yn(0; 1) < 1", "true",
           call2<bessel_second>),
};

}  // namespace

std::span<const Function> math_functions() {
  return kFunctions;
}

}  // namespace runnel::expr
