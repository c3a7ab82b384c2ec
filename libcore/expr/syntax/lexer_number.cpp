// Numbers, and numbers of seconds written with units.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "expr/syntax/lexer.h"
#include "expr/syntax/names.h"

namespace runnel::expr {
namespace {

size_t digits_length(std::string_view text) {
  return run_length(text, is_digit);
}

// [0-9]+(.[0-9]*)? or .[0-9]+
size_t decimal_length(std::string_view text) {
  const size_t whole = digits_length(text);
  if (text.substr(whole, 1) != ".") return whole;
  const size_t fraction = digits_length(text.substr(whole + 1));
  return whole + fraction == 0 ? 0 : whole + 1 + fraction;
}

size_t exponent_length(std::string_view text) {
  if (text.empty() || (text[0] != 'e' && text[0] != 'E')) return 0;
  const size_t sign = text.size() > 1 && (text[1] == '+' || text[1] == '-') ? 1 : 0;
  const size_t digits = digits_length(text.substr(1 + sign));
  return digits == 0 ? 0 : 1 + sign + digits;
}

// A unit as `amount * multiply / divide` seconds: a division keeps 3ms the double nearest to 0.003.
struct Unit {
  std::string_view text;
  double multiply;
  double divide;
};
constexpr auto kUnits = std::to_array<Unit>({{"ns", 1, 1e9},
                                             {"us", 1, 1e6},
                                             {"ms", 1, 1e3},
                                             {"s", 1, 1},
                                             {"m", 60, 1},
                                             {"h", 3600, 1},
                                             {"d", 86400, 1},
                                             {"w", 604800, 1}});

constexpr std::string_view kUnitsHint = "the units of time are ns us ms s m h d w, as in 1h30m";

}  // namespace

std::string json_number(std::string_view written) {
  const size_t mantissa = decimal_length(written);
  const size_t point = std::min(written.find('.'), mantissa);
  std::string_view whole = written.substr(0, point);
  whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size()));
  std::string text = whole.empty() ? "0" : std::string(whole);
  if (point + 1 < mantissa) text += written.substr(point, mantissa - point);
  text += written.substr(mantissa);
  return text;
}

Token Lexer::number() {
  const size_t begin = at_;
  const size_t decimal = decimal_length(rest());
  at_ += decimal + exponent_length(rest().substr(decimal));
  const size_t letters = name_length(rest());
  if (letters == 0) return token(TokenKind::number, begin);
  // A reserved word may follow without a blank, as in `if 1then 2end`.
  if (is_keyword(name_or_keyword(rest().substr(0, letters)))) return token(TokenKind::number, begin);

  const size_t number_end = at_;
  double seconds = 0;
  at_ = begin;
  if (duration(begin, seconds)) {
    Token result = token(TokenKind::duration, begin);
    result.seconds = seconds;
    if (std::isfinite(seconds)) return result;
    return fail(begin, at_, "the duration is too large");
  }
  at_ = number_end;
  const std::string_view written = program_.substr(begin, number_end + letters - begin);
  return fail(begin, number_end + letters, fmt::format("\"{}\" is neither a number nor a duration", written),
              std::string(kUnitsHint));
}

// Groups of a decimal and a unit up to what is no part of a name; false where that is not so.
bool Lexer::duration(size_t begin, double& seconds) {
  at_ = begin;
  do {
    const size_t decimal = decimal_length(rest());
    if (decimal == 0) return false;
    double amount = 0;
    const char* const first = rest().data();
    if (std::from_chars(first, first + decimal, amount).ec != std::errc()) amount = HUGE_VAL;
    at_ += decimal;
    const std::string_view letters = rest().substr(0, run_length(rest(), is_name_start));
    const auto unit =
        std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& u) { return u.text == letters; });
    if (unit == kUnits.end()) return false;
    seconds += amount * unit->multiply / unit->divide;
    at_ += letters.size();
  } while (is_digit(peek()) || (peek() == '.' && is_digit(peek(1))));
  return true;
}

}  // namespace runnel::expr
