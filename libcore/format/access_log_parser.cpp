#include "format/access_log_parser.h"

#include <cstring>

#include "format/escapes.h"
#include "format/scan.h"

namespace runnel::format {

namespace {

enum class Log : bool { common, combined };

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

bool is_letter(char c) {
  return is_upper(static_cast<char>(c & ~0x20));
}

// Of a request line: letters, '-' and '_' are all that methods have in their names.
bool is_method(std::string_view text) {
  for (const char c : text) {
    if (!is_letter(c) && c != '-' && c != '_') return false;
  }
  return !text.empty();
}

// NAME/VERSION, as HTTP/1.1 or RTSP/1.0.
bool is_protocol(std::string_view text) {
  size_t i = 0;
  while (i < text.size() && is_upper(text[i])) ++i;
  if (i == 0 || i == text.size() || text[i] != '/') return false;
  const size_t version = ++i;
  while (i < text.size() && (is_digit(text[i]) || text[i] == '.')) ++i;
  return i == text.size() && i > version;
}

class AccessLogParser final : public RecordParser {
 public:
  explicit AccessLogParser(Log log) : log_(log) {}

  bool parse(std::string_view record, Fields& fields) override {
    begin_ = p_ = record.data();
    end_ = p_ + record.size();
    fields_ = &fields;
    has_escapes_ = std::memchr(begin_, '\\', record.size()) != nullptr;
    const bool is_common = client() && time() && request() && number("status") &&
                           skip(' ', "expected a blank behind the status") && number("bytes");
    if (!is_common) return false;
    if (log_ == Log::combined && !(referer() && user_agent())) return false;
    return p_ == end_ || fail("expected the end of the line");
  }

 private:
  bool fail(const char* reason) { return fields_->fail(static_cast<size_t>(p_ - begin_), reason); }

  bool skip(char c, const char* reason) {
    if (p_ == end_ || *p_ != c) return fail(reason);
    ++p_;
    return true;
  }

  // From p_ to `end`, which p_ then is behind, with the byte there.
  std::string_view take_to(const char* end) {
    const std::string_view text(p_, static_cast<size_t>(end - p_));
    p_ = end + 1;
    return text;
  }

  void add_or_null(std::string_view name, std::string_view text) {
    const bool is_null = text == "-";
    fields_->add(name, is_null ? "null" : text, is_null ? Field::Kind::json : Field::Kind::string);
  }

  // Address, ident and user. Only the user's name may hold blanks.
  bool client() {
    const char* end = find_byte(p_, end_, ' ');
    if (end == end_ || end == p_) return fail("expected an address and a blank");
    fields_->add("remote_addr", take_to(end));
    end = find_byte(p_, end_, ' ');
    if (end == end_) return fail("expected the user's identity and a blank behind the address");
    const std::string_view ident = take_to(end);
    if (ident != "-") fields_->add("ident", ident);
    end = find_byte(p_, end_, ' ');
    while (end < end_ && end + 1 < end_ && end[1] != '[') end = find_byte(end + 1, end_, ' ');
    if (end >= end_ || end + 1 == end_) return fail("expected the user's name and [ behind it");
    add_or_null("remote_user", take_to(end));
    ++p_;
    return true;
  }

  bool time() {
    const char* const end = find_byte(p_, end_, ']');
    if (end == end_) return fail("expected ] behind the time");
    fields_->add("time_local", take_to(end));
    return skip(' ', "expected a blank behind the time");
  }

  // To the closing quote, which no backslash escapes; null where there is none.
  const char* closing_quote() const {
    if (!has_escapes_) {
      return static_cast<const char*>(std::memchr(p_, '"', static_cast<size_t>(end_ - p_)));
    }
    const char* p = find_either(p_, end_, '"', '\\');
    while (p < end_ && *p == '\\') p = find_either(p + 2, end_, '"', '\\');
    return p < end_ ? p : nullptr;
  }

  std::string_view decoded(std::string_view text) {
    return has_escapes_ ? decode_bytes(text, Escapes::access_log, fields_->arena) : text;
  }

  bool request() {
    if (!skip('"', "expected \" before the request")) return false;
    const char* const end = closing_quote();
    if (end == nullptr) return fail("expected \" behind the request");
    const std::string_view text = take_to(end);
    const size_t first = text.find(' ');
    const size_t last = text.rfind(' ');
    const bool has_parts = first != text.npos && last > first + 1 && is_method(text.substr(0, first)) &&
                           is_protocol(text.substr(last + 1));
    if (has_parts) {
      fields_->add("method", text.substr(0, first));
      fields_->add("path", decoded(text.substr(first + 1, last - first - 1)));
      fields_->add("protocol", text.substr(last + 1));
    } else {
      for (const char* name : {"method", "path", "protocol"}) {
        fields_->add(name, "null", Field::Kind::json);
      }
      fields_->add("request", decoded(text));
    }
    return skip(' ', "expected a blank behind the request");
  }

  // Digits, or `-` for null. Zeros before others are left out: nginx writes 000 and 009.
  bool number(std::string_view name) {
    const char* const begin = p_;
    if (p_ < end_ && *p_ == '-') {
      ++p_;
      fields_->add(name, "null", Field::Kind::json);
      return true;
    }
    while (p_ < end_ && is_digit(*p_)) ++p_;
    if (p_ == begin) return fail(name == "status" ? "expected a status" : "expected a number of bytes");
    const char* first = begin;
    while (*first == '0' && first + 1 < p_) ++first;
    fields_->add(name, {first, static_cast<size_t>(p_ - first)}, Field::Kind::json);
    return true;
  }

  bool referer() {
    if (!skip(' ', "expected a blank behind the bytes")) return false;
    if (!skip('"', "expected \" before the referer")) return false;
    const char* const end = closing_quote();
    if (end == nullptr) return fail("expected \" behind the referer");
    add_or_null("referer", decoded(take_to(end)));
    return skip(' ', "expected a blank behind the referer");
  }

  bool user_agent() {
    if (!skip('"', "expected \" before the user agent")) return false;
    const char* const end = closing_quote();
    const std::string_view text = take_to(end == nullptr ? end_ : end);
    if (end == nullptr) p_ = end_;
    fields_->add("user_agent", decoded(text));
    return true;
  }

  const Log log_;
  const char* begin_ = nullptr;
  const char* p_ = nullptr;  // what is to be read next
  const char* end_ = nullptr;
  Fields* fields_ = nullptr;
  bool has_escapes_ = false;
};

ParserMaker maker(Log log) {
  return [log] { return std::make_unique<AccessLogParser>(log); };
}

}  // namespace

ParserMaker make_common_parser() {
  return maker(Log::common);
}

ParserMaker make_combined_parser() {
  return maker(Log::combined);
}

}  // namespace runnel::format
