#include "state/meaning.h"

#include <algorithm>

namespace runnel::state {

namespace {

void append_clause(std::string& text, const std::string& clause) {
  if (!text.empty()) text += "; ";
  text += clause;
}

std::string said(const std::string& value) {
  return value.empty() ? "''" : value;
}

}  // namespace

void Meaning::add(std::string_view name, std::string_view value) {
  parts_.push_back({std::string(name), std::string(value)});
}

const Meaning::Part* Meaning::find(std::string_view name) const {
  const auto found = std::ranges::find(parts_, name, &Part::name);
  return found == parts_.end() ? nullptr : &*found;
}

std::string Meaning::difference_to(const Meaning& other) const {
  std::string text;
  for (const Part& was : parts_) {
    const Part* const now = other.find(was.name);
    if (now == nullptr) {
      append_clause(text, was.name + " was " + said(was.value) + ", and is not given now");
    } else if (now->value != was.value) {
      append_clause(text, was.name + " was " + said(was.value) + ", and is " + said(now->value) + " now");
    }
  }
  for (const Part& now : other.parts_) {
    if (find(now.name) != nullptr) continue;
    append_clause(text, now.name + " was not given, and is " + said(now.value) + " now");
  }
  return text;
}

void Meaning::save(ByteWriter& out) const {
  out.u64(parts_.size());
  for (const Part& part : parts_) {
    out.text(part.name);
    out.text(part.value);
  }
}

Meaning Meaning::load(ByteReader& in) {
  constexpr size_t kLeast = 16;  // bytes of two empty texts
  Meaning meaning;
  for (uint64_t left = in.count(kLeast); left > 0; --left) {
    const std::string_view name = in.text();
    meaning.add(name, in.text());
  }
  return meaning;
}

}  // namespace runnel::state
