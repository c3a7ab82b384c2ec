#include "base/regex_class.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "base/regex_sets.h"

namespace runnel {

namespace {

// Puts a class together: the parts that go into brackets, and the sets of which the class holds what they do
// not.
class ClassBuilder {
 public:
  void add_range(uint32_t first, uint32_t last) {
    append_code_point(inside_, first);
    if (first == last) return;
    inside_ += '-';
    append_code_point(inside_, last);
  }
  void add_set(const CharacterSet& set) { inside_ += set.inside; }
  void add_others(const CharacterSet& set) { others_.push_back(&set); }
  void add_escape(std::string_view escape) { inside_ += escape; }

  std::string build() const {
    std::string text;
    if (!inside_.empty()) append_brackets(text, "[", inside_);
    for (const CharacterSet* set : others_) {
      if (!text.empty()) text += '|';
      append_brackets(text, "[^", set->inside);
    }
    if (others_.empty()) return text;
    return text.insert(0, "(?:").append(")");
  }

  // The complement; nullopt where RE2 cannot say it.
  std::optional<std::string> build_negated() const {
    std::string text;
    if (inside_.empty() && others_.size() == 1) {
      append_brackets(text, "[", others_[0]->inside);
      return text;
    }
    std::string excluded = inside_;
    for (const CharacterSet* set : others_) {
      if (set->others.empty()) return std::nullopt;
      excluded += set->others;
    }
    append_brackets(text, "[^", excluded);
    return text;
  }

 private:
  static void append_brackets(std::string& out, std::string_view opening, std::string_view content) {
    out += opening;
    out += content;
    out += ']';
  }

  std::string inside_;
  std::vector<const CharacterSet*> others_;
};

void add_property(PatternReader& reader, ClassBuilder& builder) {
  bool others = reader.peek() == 'P';
  reader.take_character();
  reader.take("{");
  if (reader.take("^")) others = !others;
  const auto name = reader.take_until("}");
  if (!name) return reader.fail("invalid character property name");
  const std::string known_as = property_name(*name);
  const CharacterSet* set = known_as.size() > 2 ? find_character_set(*name) : nullptr;
  if (set == nullptr) {
    builder.add_escape((others ? "\\P{" : "\\p{") + known_as + "}");
  } else {
    others ? builder.add_others(*set) : builder.add_set(*set);
  }
}

// `:alpha:]` or `:^alpha:]`, the first bracket taken. False, and nothing taken, where it is something else.
bool take_posix_set(PatternReader& reader, ClassBuilder& builder) {
  const size_t begin = reader.at();
  if (!reader.take(":")) return false;
  const bool others = reader.take("^");
  const auto name = reader.take_until(":]");
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  if (!name || !std::all_of(name->begin(), name->end(), is_letter)) {
    reader.go_to(begin);
    return false;
  }
  const CharacterSet* set = name->size() > 1 ? find_character_set(*name) : nullptr;
  if (set == nullptr) {
    reader.fail("invalid POSIX bracket type");
  } else {
    others ? builder.add_others(*set) : builder.add_set(*set);
  }
  return true;
}

// What a backslash begins, which was taken: adds a set, or gives the character.
std::optional<uint32_t> take_escape(PatternReader& reader, ClassBuilder& builder) {
  if (!reader.more()) {
    reader.fail("end pattern at escape");
    return std::nullopt;
  }
  if (const auto code = reader.take_code()) return code;
  const char c = reader.peek();
  if ((c == 'p' || c == 'P') && reader.peek(1) == '{') {
    add_property(reader, builder);
    return std::nullopt;
  }
  if (digit_value(c, 8) >= 0) return reader.take_digits(3, 8);
  const uint32_t code = code_point_of(reader.take_character());
  if (c == 'b') return '\b';
  const char name = static_cast<char>(c | 0x20);
  if (name != 'd' && name != 'w' && name != 's') return code;
  const CharacterSet& set = *find_character_set({&name, 1});
  c == name ? builder.add_set(set) : builder.add_others(set);
  return std::nullopt;
}

// One item of a class: adds a set, or gives the character.
std::optional<uint32_t> take_item(PatternReader& reader, ClassBuilder& builder) {
  if (reader.take("[")) return take_posix_set(reader, builder) ? std::nullopt : std::optional<uint32_t>('[');
  if (reader.take("\\")) return take_escape(reader, builder);
  return code_point_of(reader.take_character());
}

// The character that was read, or the range that it begins.
void add_range_from(PatternReader& reader, ClassBuilder& builder, uint32_t first) {
  const bool range = reader.peek() == '-' && reader.peek(1) != ']' && reader.rest().size() > 1;
  if (!range) return builder.add_range(first, first);
  reader.take("-");
  ClassBuilder set;
  const auto last = take_item(reader, set);
  if (!last) return reader.fail("char-class value at end of range");
  if (*last < first) return reader.fail("empty range in char class");
  builder.add_range(first, *last);
  // In [a-c-e] the second - stands for itself.
  if (reader.peek() == '-' && reader.peek(1) != ']' && reader.take("-")) builder.add_range('-', '-');
}

}  // namespace

std::string take_class(PatternReader& reader) {
  ClassBuilder builder;
  const bool negated = reader.take("^");
  // A bracket that would close the class at once stands for itself, where another closes it.
  if (reader.peek() == ']') {
    if (reader.rest().find(']', 1) == std::string_view::npos) reader.fail("empty char-class");
    if (reader.take("]")) add_range_from(reader, builder, ']');
  }
  while (!reader.failed() && !reader.take("]")) {
    if (!reader.more()) {
      reader.fail("premature end of char-class");
    } else if (const auto code = take_item(reader, builder)) {
      add_range_from(reader, builder, *code);
    }
  }
  if (reader.failed()) return {};
  if (!negated) return builder.build();
  const auto text = builder.build_negated();
  if (!text) reader.fail("this negated character class cannot be had: write its parts as alternatives");
  return text.value_or("");
}

std::string take_property(PatternReader& reader) {
  ClassBuilder builder;
  add_property(reader, builder);
  return builder.build();
}

}  // namespace runnel
