// Figures of a profile in as few letters as a person needs to read them. The exact ones are in the JSON.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "json/value.h"
#include "op/stats/summary.h"

namespace runnel::cli {

// In full below 100,000, then with three digits: 123k, 4.56M, 7.89G.
std::string count_text(uint64_t count);

// `82 %`, `8.2 %`, `<0.1 %`: 0 and 100 stand for none and all only. REQUIRES: 0 <= part <= 1.
std::string percent_text(double part);
std::string percent_text(uint64_t part, uint64_t whole);

// Integers of at most `digits` digits in full, else four digits that matter: 0.1235, 12.3, 1.7e+12.
std::string number_text(json::Number number, size_t digits = 10);
std::string number_text(double number, size_t digits = 10);

// So many a second, with three digits: `0.27/s`, `1234/s`.
std::string rate_text(double rate);

// A length of time with about three digits that matter, as parse_duration() reads it. `up` gives none that is
// shorter.
enum class Rounding : uint8_t { nearest, up };
std::string duration_text(int64_t nanoseconds, Rounding rounding = Rounding::nearest);

// A time without the digits that say nothing: to the millisecond.
std::string moment_text(int64_t nanoseconds);

// A scalar as JSON has it; a string bare where it cannot be taken for anything else.
std::string scalar_text(std::string_view json);

// `82 %`; `~82 %` where the count may be less. `of`: how many values there are.
std::string share_text(const op::TopValue& top, uint64_t of);

// `host=web-01 path="a b"`; `all other keys`.
std::string key_text(const op::ProfileSummary& profile);

// What the field's values mostly are: integer, number, boolean, array, object, map, a kind of text, string,
// null; with its share where there are others too.
std::string type_text(const op::FieldSummary& field);
// The same with `+` in place of the share.
std::string short_type_text(const op::FieldSummary& field);
// All types with their shares, and the kinds of text; the most frequent first.
std::string types_text(const op::FieldSummary& field);

}  // namespace runnel::cli
