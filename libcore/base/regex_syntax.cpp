#include "base/regex_syntax.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/regex_class.h"
#include "base/regex_reader.h"
#include "base/regex_sets.h"

namespace runnel {

namespace {

constexpr int kMostRepeats = 1'000;  // RE2's limit
constexpr int kMostRepeatsInJq = 100'000;

bool is_digit(char c) {
  return digit_value(c, 10) >= 0;
}

class Translator {
 public:
  Translator(std::string_view pattern, Regex::Flags flags) : reader_(pattern), extended_(flags.extended) {
    result_.is_literal = !flags.ignore_case;
  }

  Result<RegexSyntax> run() {
    while (reader_.more()) step();
    if (!reader_.failed() && !groups_.empty()) reader_.fail("end pattern with unmatched parenthesis");
    if (reader_.failed()) return Error{ErrorKind::program, reader_.message()};
    if (absolute_end_) result_.end_before_newline = false;
    return std::move(result_);
  }

 private:
  // What a repeat operator would apply to.
  enum class Last : uint8_t { nothing, assertion, atom, repeat };

  struct Group {
    size_t begin;  // in the output
    bool extended;
    bool multi_line;
  };

  void no_literal() { result_.is_literal = false; }

  void emit_atom(std::string_view text) {
    no_literal();
    atom_begin_ = result_.pattern.size();
    result_.pattern += text;
    last_ = Last::atom;
  }

  void emit_assertion(std::string_view text) {
    result_.pattern += text;
    last_ = Last::assertion;
  }

  // One character that stands for itself.
  void emit_literal(std::string_view bytes) {
    if (result_.literal.at_end) no_literal();
    result_.literal.text += bytes;
    atom_begin_ = result_.pattern.size();
    last_ = Last::atom;
    if (bytes.size() > 1) {
      result_.pattern += bytes;
    } else {
      append_code_point(result_.pattern, static_cast<unsigned char>(bytes[0]));
    }
  }

  void emit_code(uint32_t code) {
    const char c = static_cast<char>(code);
    if (code < 0x80) return emit_literal({&c, 1});
    std::string text;
    append_code_point(text, code);
    emit_atom(text);
  }

  void step() {
    if (extended_ && skip_extended()) return;
    if (reader_.take("\\")) return escape();
    if (reader_.take("[")) return emit_atom(take_class(reader_));
    if (reader_.take("(")) return open_group();
    if (reader_.take(")")) return close_group();
    if (reader_.take("|")) return alternative();
    if (reader_.take(".")) return emit_atom(".");
    if (reader_.take("^")) return start_of_text();
    if (reader_.take("$")) return end_of_text(multi_line_);
    const char c = reader_.peek();
    if (c == '*' || c == '+' || c == '?' || c == '{') return repeat(c);
    emit_literal(reader_.take_character());
  }

  bool skip_extended() {
    constexpr std::string_view kSpace = " \t\n\r\f";
    const char c = reader_.peek();
    if (c == '#') {
      if (!reader_.take_until("\n")) reader_.go_to(reader_.at() + reader_.rest().size());
      return true;
    }
    const bool space = kSpace.find(c) != std::string_view::npos;
    if (space) reader_.take_character();
    return space;
  }

  void alternative() {
    no_literal();
    result_.pattern += '|';
    last_ = Last::nothing;
  }

  void start_of_text() {
    if (multi_line_ || !result_.literal.text.empty() || result_.literal.at_end) no_literal();
    result_.literal.at_start = true;
    emit_assertion("^");
  }

  void end_of_text(bool multi_line) {
    if (multi_line) {
      no_literal();
      return emit_assertion("$");
    }
    result_.end_before_newline = true;
    result_.literal.at_end = true;
    emit_assertion(R"(\z)");
  }

  // Reads {n}, {n,} or {n,m}. Any other { stands for itself, {,m} too: then nothing is taken.
  std::optional<std::string> take_interval() {
    const size_t begin = reader_.at();
    reader_.take("{");
    const auto least = reader_.take_number(kMostRepeatsInJq + 1);
    const bool range = least && reader_.take(",");
    const auto most = range ? reader_.take_number(kMostRepeatsInJq + 1) : least;
    if (!least || !reader_.take("}")) {
      reader_.go_to(begin);
      return std::nullopt;
    }
    const std::string interval(reader_.between(begin, reader_.at()));
    const int largest = std::max(*least, most.value_or(0));
    if (largest > kMostRepeatsInJq) reader_.fail("too big number for repeat range");
    if (largest > kMostRepeats) reader_.fail("a repeat of more than 1000 cannot be had");
    if (most && *most < *least) reader_.fail("upper is smaller than lower in repeat range");
    return interval;
  }

  void repeat(char c) {
    std::string operation(1, c);
    if (c == '{') {
      auto interval = take_interval();
      if (!interval) return emit_literal(reader_.take_character());
      operation = std::move(*interval);
    } else {
      reader_.take_character();
    }
    if (last_ == Last::nothing) return reader_.fail("target of repeat operator is not specified");
    if (last_ == Last::assertion) return reader_.fail("target of repeat operator is invalid");
    if (c != '{' && reader_.peek() == '+') return reader_.refuse("the possessive repeat " + operation + "+");
    if (reader_.take("?")) operation += '?';
    if (last_ == Last::repeat) {  // a**: RE2 repeats no repeat
      result_.pattern.insert(atom_begin_, "(?:");
      result_.pattern += ')';
    }
    no_literal();
    result_.pattern += operation;
    last_ = Last::repeat;
  }

  void push_group(std::string_view opening, Group outer) {
    no_literal();
    groups_.push_back(outer);
    result_.pattern += opening;
    last_ = Last::nothing;
  }

  Group here() const { return {result_.pattern.size(), extended_, multi_line_}; }

  void open_capture(std::string_view name) {
    result_.group_names.emplace_back(name);
    push_group("(", here());
  }

  void close_group() {
    if (groups_.empty()) return reader_.fail("unmatched close parenthesis");
    const Group group = groups_.back();
    groups_.pop_back();
    extended_ = group.extended;
    multi_line_ = group.multi_line;
    result_.pattern += ')';
    atom_begin_ = group.begin;
    last_ = Last::atom;
  }

  void named_group(std::string_view closing) {
    const auto name = reader_.take_until(closing);
    if (!name) return reader_.fail("invalid group name <" + std::string(reader_.rest()) + ">");
    if (name->empty()) return reader_.fail("group name is empty");
    if (is_digit(name->front())) return reader_.fail("invalid group name <" + std::string(*name) + ">");
    open_capture(*name);
  }

  void open_group() {
    if (!reader_.take("?")) return open_capture({});
    if (reader_.take("#")) {
      if (!reader_.take_until(")")) reader_.fail("end pattern in group");
      return;
    }
    if (reader_.take(":")) return push_group("(?:", here());
    if (reader_.take("=")) return reader_.refuse("look-ahead (?=...)");
    if (reader_.take("!")) return reader_.refuse("look-ahead (?!...)");
    if (reader_.take("<=")) return reader_.refuse("look-behind (?<=...)");
    if (reader_.take("<!")) return reader_.refuse("look-behind (?<!...)");
    if (reader_.take(">")) return reader_.refuse("the atomic group (?>...)");
    if (reader_.take("~")) return reader_.refuse("the absent operator (?~...)");
    if (reader_.take("(")) return reader_.refuse("the condition (?(...)...)");
    if (reader_.take("P<") || reader_.take("<")) return named_group(">");
    if (reader_.take("'")) return named_group("'");
    options();
  }

  // (?im-sx) for the rest of the group, (?im-sx:...) for its own.
  void options() {
    std::string on;
    std::string off;
    bool enable = true;
    const Group outer = here();
    const bool none = reader_.peek() == ')';
    while (reader_.peek() != ')' && reader_.peek() != ':') {
      if (!reader_.more()) return reader_.fail("end pattern in group");
      const char c = reader_.take_character()[0];
      if (c == '-' && enable) {
        enable = false;
      } else if (c == 'x') {
        extended_ = enable;
      } else if (c == 'i' || c == 'm' || c == 's') {
        if (c == 'm') multi_line_ = enable;
        (enable ? on : off) += c;
      } else {
        return reader_.fail("undefined group option");
      }
    }
    const std::string flags = off.empty() ? on : on + "-" + off;
    if (reader_.take(":")) return push_group("(?" + flags + ":", outer);
    if (none) return reader_.fail("undefined group option");
    reader_.take(")");
    no_literal();
    if (!flags.empty()) result_.pattern += "(?" + flags + ")";
    last_ = Last::nothing;
  }

  void escape() {
    if (!reader_.more()) return reader_.fail("end pattern at escape");
    if (const auto code = reader_.take_code()) return emit_code(*code);
    const char c = reader_.peek();
    const char next = reader_.peek(1);
    if ((c == 'p' || c == 'P') && next == '{') return emit_atom(take_property(reader_));
    if (c == 'k' && (next == '<' || next == '\'')) return reader_.refuse(R"(the back-reference \k<...>)");
    if (c == 'g' && (next == '<' || next == '\'')) return reader_.refuse(R"(the subexpression call \g<...>)");
    if (is_digit(c)) return numbered();
    const std::string_view character = reader_.take_character();
    if (character.size() > 1 || !emit_special(c)) emit_literal(character);
  }

  // An escape that is more than the character itself. False where it is not.
  bool emit_special(char c) {
    switch (c) {
      case 'd':
      case 'w':
      case 's':
      case 'D':
      case 'W':
      case 'S':
        return emit_set(c), true;
      case 'b':
        return no_literal(), emit_assertion(R"(\b)"), true;
      case 'B':
        return no_literal(), emit_assertion(R"(\B)"), true;
      case 'A':
        return no_literal(), emit_assertion(R"(\A)"), true;
      case 'z':
        absolute_end_ = true;
        return no_literal(), emit_assertion(R"(\z)"), true;
      case 'Z':
        return end_of_text(false), true;
      case 'Q':
        while (reader_.more() && !reader_.take("\\E")) emit_literal(reader_.take_character());
        return true;
      case 'R':
        return emit_atom(R"((?:\r\n|[\n-\r\x{85}\x{2028}\x{2029}]))"), true;
      case 'N':
        return emit_atom(R"([^\n])"), true;
      case 'O':
        return emit_atom("(?s:.)"), true;
      case 'X':
        return reader_.refuse(R"(the grapheme cluster \X)"), true;
      case 'K':
        return reader_.refuse(R"(\K, which moves the start of the match,)"), true;
      case 'G':
        return reader_.refuse(R"(\G, the start of the search,)"), true;
      case 'y':
      case 'Y':
        return reader_.refuse(R"(the grapheme boundary \y)"), true;
      default:
        return false;
    }
  }

  void emit_set(char c) {
    const bool others = c < 'a';
    const char name = static_cast<char>(c | 0x20);
    const CharacterSet& set = *find_character_set({&name, 1});
    // Outside of brackets, and only there, Latin-1's superscripts and fractions are word characters.
    constexpr std::string_view kMoreWords = R"(\x{B2}\x{B3}\x{B9}\x{BC}-\x{BE})";
    std::string text = others ? "[^" : "[";
    text += set.inside;
    if (name == 'w') text += kMoreWords;
    emit_atom(text + "]");
  }

  // \1 to \9, and more where there are as many groups, are back-references; else octal.
  void numbered() {
    const size_t begin = reader_.at();
    const int number = reader_.take_number(1'000'000).value_or(0);
    if (number < 10 || static_cast<size_t>(number) <= result_.group_names.size()) {
      return reader_.refuse("the back-reference \\" + std::to_string(number));
    }
    reader_.go_to(begin);
    if (digit_value(reader_.peek(), 8) < 0) return emit_literal(reader_.take_character());
    emit_code(reader_.take_digits(3, 8));
  }

  PatternReader reader_;
  RegexSyntax result_;
  std::vector<Group> groups_;
  size_t atom_begin_ = 0;  // where in the output what a repeat applies to begins
  Last last_ = Last::nothing;
  bool extended_;
  bool multi_line_ = false;
  bool absolute_end_ = false;
};

}  // namespace

Result<RegexSyntax> translate_regex(std::string_view pattern, Regex::Flags flags) {
  return Translator(pattern, flags).run();
}

}  // namespace runnel
