#include "json/parse.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "json/builder.h"
#include "json/plain_run.h"
#include "json/utf8.h"
#include "json/validator.h"

namespace runnel::json {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_hex(char c) {
  return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static_assert(kMaxDepth == 10'000, "the message of Parser::open() says so");

// One pass over the text with a Builder for a stack: a value, what closes after it, a comma, and so on.
class Parser {
 public:
  Parser(std::string_view text, Keep keep)
      : begin_(text.data()), p_(text.data()), end_(text.data() + text.size()), keep_(keep) {}

  // False at the first byte that is wrong: see expected() and offset().
  bool run() {
    while (true) {
      skip_space();
      const Step read = value();
      if (read == Step::failed) return false;
      if (read == Step::opened) continue;
      const Step after = close_and_separate();
      if (after == Step::failed) return false;
      if (after == Step::done) break;
    }
    skip_space();
    return p_ == end_ || fail("expected nothing after the value");
  }

  const char* expected() const { return expected_; }
  size_t offset() const { return static_cast<size_t>(p_ - begin_); }

  // What was read; after a failure with null in its place, and closed.
  Value take() {
    if (value_waits_) builder_.add(Value());
    while (builder_.depth() > 0) builder_.close();
    return builder_.take();
  }

 private:
  enum class Step : uint8_t {
    failed,
    opened,  // a container, and a value comes next
    read,    // a whole value, which may be an empty container
    more,    // a comma, and a value comes next
    done,    // the outermost value is closed
  };

  bool fail(const char* expected) {
    expected_ = expected;
    return false;
  }

  bool at(char c) const { return p_ != end_ && *p_ == c; }

  void skip_space() {
    while (p_ != end_ && (*p_ == ' ' || *p_ == '\n' || *p_ == '\r' || *p_ == '\t')) ++p_;
  }

  void add(Value value) {
    builder_.add(std::move(value));
    value_waits_ = false;
  }

  Step value() {
    value_waits_ = true;
    if (at('[') || at('{')) return open();
    if (at('"')) return string() ? Step::read : Step::failed;
    if (at('t')) return literal("true", Value::boolean(true));
    if (at('f')) return literal("false", Value::boolean(false));
    if (at('n')) return literal("null", Value());
    if (at('-') || (p_ != end_ && is_digit(*p_))) return number() ? Step::read : Step::failed;
    fail("expected a value");
    return Step::failed;
  }

  Step open() {
    if (builder_.depth() == kMaxDepth) {
      fail("expected arrays and objects nested at most 10000 deep");
      return Step::failed;
    }
    const bool array = *p_++ == '[';
    array ? builder_.open_array() : builder_.open_object();
    value_waits_ = false;
    skip_space();
    if (at(array ? ']' : '}')) {
      ++p_;
      builder_.close();
      return Step::read;
    }
    if (array) return Step::opened;
    return key("expected a key in quotes or '}'") ? Step::opened : Step::failed;
  }

  // A key and its colon.
  bool key(const char* expected) {
    if (!at('"')) return fail(expected);
    if (!string()) return false;
    value_waits_ = true;
    skip_space();
    if (!at(':')) return fail("expected ':'");
    ++p_;
    return true;
  }

  Step close_and_separate() {
    while (builder_.depth() > 0) {
      skip_space();
      const bool object = builder_.in_object();
      if (at(',')) {
        ++p_;
        if (!object) return Step::more;
        skip_space();
        return key("expected a key in quotes") ? Step::more : Step::failed;
      }
      if (!at(object ? '}' : ']')) {
        fail(object ? "expected ',' or '}'" : "expected ',' or ']'");
        return Step::failed;
      }
      ++p_;
      builder_.close();
    }
    return Step::done;
  }

  Step literal(std::string_view word, Value meaning) {
    const std::string_view rest(p_, static_cast<size_t>(end_ - p_));
    if (!rest.starts_with(word)) {
      fail("expected a value");
      return Step::failed;
    }
    p_ += word.size();
    add(std::move(meaning));
    return Step::read;
  }

  bool digits() {
    if (p_ == end_ || !is_digit(*p_)) return fail("expected a digit");
    while (p_ != end_ && is_digit(*p_)) ++p_;
    return true;
  }

  bool number() {
    const char* const first = p_;
    if (at('-')) ++p_;
    if (at('0')) {
      ++p_;
    } else if (!digits()) {
      return false;
    }
    if (at('.')) {
      ++p_;
      if (!digits()) return false;
    }
    if (at('e') || at('E')) {
      ++p_;
      if (at('+') || at('-')) ++p_;
      if (!digits()) return false;
    }
    const Value number = Value::number_text({first, static_cast<size_t>(p_ - first)});
    add(keep_ == Keep::views ? number : number.own());
    return true;
  }

  bool string() {
    const char* const first = ++p_;
    bool escapes = false;
    while (true) {
      p_ = skip_plain(p_, end_);
      if (p_ == end_) return fail("expected '\"' at the end of the string");
      if (*p_ == '"') break;
      if (*p_ == '\\') {
        escapes = true;
        if (!escape()) return false;
      } else if (!character()) {
        return false;
      }
    }
    add_string({first, static_cast<size_t>(p_ - first)}, escapes);
    ++p_;
    return true;
  }

  bool escape() {
    ++p_;
    constexpr std::string_view kLetters = "\"\\/bfnrtu";
    if (p_ == end_ || kLetters.find(*p_) == std::string_view::npos) {
      return fail("expected one of \"\\/bfnrtu after a backslash");
    }
    if (*p_++ != 'u') return true;
    for (const char* const last = p_ + std::min<std::ptrdiff_t>(4, end_ - p_); p_ != last; ++p_) {
      if (!is_hex(*p_)) return fail("expected four hexadecimal digits after \\u");
    }
    return true;  // where the text ends too early the string does so too
  }

  // What is not plain in a string: a control character, DEL, or a character beyond ASCII.
  bool character() {
    if (static_cast<unsigned char>(*p_) < 0x20) {
      return fail("expected '\"', or this control character as an escape");
    }
    const Utf8Sequence sequence = utf8_sequence(p_, end_);
    if (!sequence.valid) return fail("expected a character in UTF-8");
    p_ += sequence.length;
    return true;
  }

  void add_string(std::string_view text, bool escapes) {
    if (escapes) {
      decoded_.resize(text.size());
      add(Value::owned_string({decoded_.data(), decode_string(text, decoded_.data())}));
    } else {
      add(keep_ == Keep::views ? Value::string(text) : Value::owned_string(text));
    }
  }

  const char* const begin_;
  const char* p_;
  const char* const end_;
  const Keep keep_;
  const char* expected_ = nullptr;
  bool value_waits_ = false;  // a value was expected and has not been read
  Builder builder_;
  std::string decoded_;
};

std::string at_place(std::string_view text, size_t offset, const char* message) {
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return "line " + std::to_string(line) + ", column " + std::to_string(offset - line_start + 1) + ": " +
         message;
}

std::string_view between_quotes(std::string_view text) {
  text.remove_prefix(1);
  if (text.ends_with('"')) text.remove_suffix(1);
  return text;
}

}  // namespace

Result<Value> parse(std::string_view text) {
  Parser parser(text, Keep::copies);
  if (!parser.run()) return Error{ErrorKind::record, at_place(text, parser.offset(), parser.expected())};
  return parser.take();
}

Value materialized(const Value& value, Keep keep) {
  const std::string_view raw = value.raw_text();
  if (raw.empty()) return value;
  Parser parser(raw, keep);
  parser.run();
  return parser.take();
}

Value borrow(std::string_view text, Arena& arena) {
  if (text.empty()) return {};
  switch (text.front()) {
    case '{':
      return Value::raw_object(text);
    case '[':
      return Value::raw_array(text);
    case 't':
      return Value::boolean(true);
    case 'f':
      return Value::boolean(false);
    case '"':
      break;
    default:
      return text.front() == '-' || is_digit(text.front()) ? Value::number_text(text) : Value();
  }
  const std::string_view inside = between_quotes(text);
  if (inside.empty() || std::memchr(inside.data(), '\\', inside.size()) == nullptr)
    return Value::plain_string(inside);
  char* memory = arena.alloc(inside.size());
  return Value::string({memory, decode_string(inside, memory)});
}

}  // namespace runnel::json
