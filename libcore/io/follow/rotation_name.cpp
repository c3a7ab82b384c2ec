#include "io/follow/rotation_name.h"

#include <algorithm>
#include <cstddef>

namespace runnel::io {
namespace {

enum class Place { behind, inside };  // the whole name, or before its extension

struct Mark {
  std::string_view text;  // with the separator in front; empty: none
  Place place = Place::behind;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

Mark mark_of(std::string_view name, std::string_view base) {
  name = without_compression(name);
  if (name.size() > base.size() && name.starts_with(base)) return {name.substr(base.size()), Place::behind};
  const size_t dot = base.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || name.size() <= base.size()) return {};
  const std::string_view extension = base.substr(dot);
  if (!name.starts_with(base.substr(0, dot)) || !name.ends_with(extension)) return {};
  return {name.substr(dot, name.size() - base.size()), Place::inside};
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 3 && std::all_of(text.begin(), text.end(), is_digit);
}

// Digits, with what may stand between those of a date and a time.
bool is_date(std::string_view text) {
  if (text.empty() || !is_digit(text.front())) return false;
  const auto digits = std::count_if(text.begin(), text.end(), is_digit);
  const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || std::string_view("-_.:+TZ").find(c) != std::string_view::npos;
  });
  const bool is_year = text.size() == 4 && (text.starts_with("19") || text.starts_with("20"));
  return is_plain && (digits >= 6 || is_year);
}

bool is_rotation(const Mark& mark) {
  if (mark.text.size() < 2 || std::string_view(".-_").find(mark.text.front()) == std::string_view::npos) {
    return false;
  }
  const std::string_view text = mark.text.substr(1);
  if (is_number(text)) return mark.place == Place::behind || mark.text.front() == '.';
  return is_date(text) || text == "old" || text == "bak";
}

}  // namespace

std::string_view without_compression(std::string_view name) {
  for (const std::string_view ending : {".gz", ".zst"}) {
    if (name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
  }
  return name;
}

bool is_rotation_name(std::string_view name, std::string_view base) {
  return is_rotation(mark_of(name, base));
}

bool is_older_by_name(std::string_view name, std::string_view other, std::string_view base) {
  const std::string_view mine = mark_of(name, base).text.substr(1);
  const std::string_view its = mark_of(other, base).text.substr(1);
  if (is_number(mine) && is_number(its)) {
    return mine.size() != its.size() ? mine.size() > its.size() : mine > its;
  }
  return is_date(mine) && is_date(its) && mine < its;
}

}  // namespace runnel::io
