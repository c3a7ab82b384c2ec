#include "format/logfmt_parser.h"

#include <array>

#include "format/escapes.h"
#include "format/scan.h"

namespace runnel::format {

namespace {

// What each byte is between quotes' outsides. The newline behind each record is a blank, so that no loop over
// a key or a bare value looks for the end.
enum Class : uint8_t { plain = 0, blank = 1, equals = 2, quote = 4 };

constexpr std::array<uint8_t, 256> kClasses = [] {
  std::array<uint8_t, 256> classes{};
  for (const unsigned char c : {' ', '\t', '\n', '\r'}) classes[c] = blank;
  classes[static_cast<unsigned char>('=')] = equals;
  classes[static_cast<unsigned char>('"')] = quote;
  return classes;
}();

uint8_t class_of(char c) {
  return kClasses[static_cast<unsigned char>(c)];
}

// To the first byte at or behind p that is of one of these classes, blank among them.
template <int kStops>
const char* find_class(const char* p) {
  while ((class_of(*p) & kStops) == 0) ++p;
  return p;
}

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<size_t>(end - begin)};
}

class LogfmtParser final : public RecordParser {
 public:
  explicit LogfmtParser(Infer infer) : infer_(infer) {}

  bool parse(std::string_view record, Fields& fields) override {
    const char* const begin = record.data();
    const char* const end = begin + record.size();
    const char* p = begin;
    bool has_pair = false;
    for (;;) {
      while (p < end && class_of(*p) == blank) ++p;
      if (p >= end) break;
      const char* const key = p;
      p = find_class<blank | equals | quote>(p);
      const std::string_view name = between(key, p);
      if (class_of(*p) == blank) {
        fields.add(name, "true", Field::Kind::json);
        continue;
      }
      if (*p == '"') return fields.fail(at(begin, p), "expected key=value, found \"");
      if (name.empty()) return fields.fail(at(begin, p), "expected a key before =");
      has_pair = true;
      p = *++p == '"' ? take_quoted(name, begin, p, end, fields) : take_bare(name, p, fields);
      if (p == nullptr) return false;
    }
    return has_pair || fields.fail(0, "expected key=value");
  }

 private:
  static size_t at(const char* begin, const char* p) { return static_cast<size_t>(p - begin); }

  const char* take_bare(std::string_view name, const char* p, Fields& fields) const {
    const char* const begin = p;
    p = find_class<blank>(p);
    if (p == begin) {
      fields.add(name, "null", Field::Kind::json);
    } else {
      const std::string_view value = between(begin, p);
      fields.add(name, value, kind_of(value, infer_));
    }
    return p;
  }

  // From the opening quote to behind the closing one; null where the value is none.
  static const char* take_quoted(std::string_view name, const char* begin, const char* p, const char* end,
                                 Fields& fields) {
    const char* const open = p++;
    bool is_escaped = false;
    for (p = find_either(p, end, '"', '\\'); p < end && *p == '\\'; p = find_either(p, end, '"', '\\')) {
      is_escaped = true;
      p += 2;
    }
    if (p >= end) {
      fields.fail(at(begin, open), "unterminated string: expected \" behind the value");
      return nullptr;
    }
    const std::string_view value = between(open + 1, p);
    ++p;
    if (class_of(*p) != blank) {
      fields.fail(at(begin, p), "expected a blank behind the closing \"");
      return nullptr;
    }
    fields.add(name, is_escaped ? decode_logfmt(value, fields.arena) : value);
    return p;
  }

  const Infer infer_;
};

}  // namespace

ParserMaker make_logfmt_parser(Infer infer) {
  return [infer] { return std::make_unique<LogfmtParser>(infer); };
}

}  // namespace runnel::format
