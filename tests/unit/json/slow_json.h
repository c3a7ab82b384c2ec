// JSON read in the most obvious way: recursive descent, one byte at a time, bounds checked, into a tree that
// remembers where each value stands. The twin that the validator and the projector are compared with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/path.h"
#include "json/projector.h"

namespace runnel::json {

struct SlowNode {
  Type type = Type::null;
  size_t begin = 0;  // in the text
  size_t end = 0;
  std::vector<std::string> keys;  // of an object, escapes decoded
  std::vector<SlowNode> children;
};

// Offset of the first character (in RFC 3629's sense) that is not UTF-8.
inline std::optional<size_t> slow_utf8_fault(std::string_view text) {
  const auto byte = [&](size_t i) -> uint32_t {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  for (size_t i = 0; i < text.size();) {
    const uint32_t lead = byte(i);
    const size_t size = lead < 0x80 ? 1 : lead >> 5 == 6 ? 2 : lead >> 4 == 14 ? 3 : lead >> 3 == 30 ? 4 : 0;
    if (size == 0) return i;
    uint32_t code = size == 1 ? lead : lead & (0x7fU >> size);
    for (size_t k = 1; k < size; ++k) {
      if (byte(i + k) >> 6 != 2) return i;
      code = code << 6 | (byte(i + k) & 0x3f);
    }
    constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
    if (code < kLeast[size] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return i;
    i += size;
  }
  return std::nullopt;
}

class SlowParser {
 public:
  explicit SlowParser(std::string_view text) : text_(text) {}

  // False where the text is not one value; then fault() is the offset of the first byte that cannot be.
  bool run(SlowNode& root) {
    blanks();
    if (!value(root, 0)) return false;
    blanks();
    return at_ == text_.size();
  }
  size_t fault() const { return at_; }

 private:
  int peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? static_cast<unsigned char>(text_[at_ + ahead]) : -1;
  }
  bool take(char c) { return peek() == c ? (++at_, true) : false; }
  void blanks() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\r') ++at_;
  }
  bool digit() const { return peek() >= '0' && peek() <= '9'; }

  bool value(SlowNode& node, size_t depth) {
    node.begin = at_;
    const bool good = value_of(node, depth);
    node.end = at_;
    return good;
  }

  bool value_of(SlowNode& node, size_t depth) {
    switch (peek()) {
      case '{':
        node.type = Type::object;
        return depth < 10'000 && object(node, depth + 1);
      case '[':
        node.type = Type::array;
        return depth < 10'000 && array(node, depth + 1);
      case '"': {
        node.type = Type::string;
        std::string decoded;
        return string(decoded);
      }
      case 't':
        return node.type = Type::boolean_true, word("true");
      case 'f':
        return node.type = Type::boolean_false, word("false");
      case 'n':
        return node.type = Type::null, word("null");
      default:
        return node.type = Type::number, number();
    }
  }

  bool object(SlowNode& node, size_t depth) {
    ++at_;
    blanks();
    if (take('}')) return true;
    for (;;) {
      node.keys.emplace_back();
      if (peek() != '"' || !string(node.keys.back())) return false;
      blanks();
      if (!take(':')) return false;
      blanks();
      if (!value(node.children.emplace_back(), depth)) return false;
      blanks();
      if (take('}')) return true;
      if (!take(',')) return false;
      blanks();
    }
  }

  bool array(SlowNode& node, size_t depth) {
    ++at_;
    blanks();
    if (take(']')) return true;
    for (;;) {
      if (!value(node.children.emplace_back(), depth)) return false;
      blanks();
      if (take(']')) return true;
      if (!take(',')) return false;
      blanks();
    }
  }

  bool word(std::string_view word) {
    for (const char c : word) {
      if (!take(c)) return false;
    }
    return true;
  }

  bool digits() {
    if (!digit()) return false;
    while (digit()) ++at_;
    return true;
  }

  bool number() {
    take('-');
    if (take('0')) {
      if (digit()) return false;
    } else if (!digits()) {
      return false;
    }
    if (take('.') && !digits()) return false;
    if (take('e') || take('E')) {
      if (!take('+')) take('-');
      return digits();
    }
    return true;
  }

  static void put(std::string& out, uint32_t code) {
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += static_cast<char>(0xc0 | code >> 6);
      out += static_cast<char>(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
      out += static_cast<char>(0xe0 | code >> 12);
      out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
      out += static_cast<char>(0x80 | (code & 0x3f));
    } else {
      out += static_cast<char>(0xf0 | code >> 18);
      out += static_cast<char>(0x80 | (code >> 12 & 0x3f));
      out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
      out += static_cast<char>(0x80 | (code & 0x3f));
    }
  }

  // Of \uXXXX at at_; nullopt where there is none.
  std::optional<uint32_t> unit() const {
    if (peek() != '\\' || peek(1) != 'u') return std::nullopt;
    uint32_t code = 0;
    for (size_t i = 2; i < 6; ++i) {
      const int c = peek(i);
      const int hex = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
      if (hex < 0) return std::nullopt;
      code = code << 4 | static_cast<uint32_t>(hex);
    }
    return code;
  }

  bool escape(std::string& out) {
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (const auto high = unit()) {
      at_ += 6;
      const auto low = *high >= 0xd800 && *high < 0xdc00 ? unit() : std::nullopt;
      if (low && *low >= 0xdc00 && *low < 0xe000) {
        at_ += 6;
        put(out, 0x10000 + ((*high - 0xd800) << 10) + (*low - 0xdc00));
      } else {
        put(out, *high >= 0xd800 && *high < 0xe000 ? 0xfffd : *high);
      }
      return true;
    }
    const size_t which = peek(1) < 0 ? std::string_view::npos : kNames.find(static_cast<char>(peek(1)));
    if (which == std::string_view::npos) return false;
    out += kMeanings[which];
    at_ += 2;
    return true;
  }

  bool string(std::string& out) {
    ++at_;
    for (;;) {
      if (take('"')) return true;
      if (peek() < 0x20) return false;
      if (peek() == '\\') {
        if (!escape(out)) return false;
      } else {
        out += static_cast<char>(peek());
        ++at_;
      }
    }
  }

  std::string_view text_;
  size_t at_ = 0;
};

// The offset of what is wrong with a line, as the validator counts it: the grammar first, then the encoding.
inline std::optional<size_t> slow_fault(std::string_view text) {
  SlowNode root;
  SlowParser parser(text);
  if (!parser.run(root)) return parser.fault();
  return slow_utf8_fault(text);
}

// Whether a key occurs twice in any of its objects.
inline bool slow_repeats(const SlowNode& node) {
  for (size_t i = 0; i < node.keys.size(); ++i) {
    for (size_t k = 0; k < i; ++k) {
      if (node.keys[i] == node.keys[k]) return true;
    }
  }
  for (const SlowNode& child : node.children) {
    if (slow_repeats(child)) return true;
  }
  return false;
}

// What a path leads to, by the rules in json/projector.h.
inline Slot slow_slot(const SlowNode& root, std::string_view text, const Path& path) {
  const SlowNode* node = &root;
  for (size_t depth = 0; depth < path.size(); ++depth) {
    if (node->type == Type::null) return {};
    const auto* key = std::get_if<std::string>(&path[depth]);
    if (node->type != (key != nullptr ? Type::object : Type::array)) {
      return {Slot::State::wrong_type, node->type, static_cast<uint16_t>(depth), text.substr(node->begin, 1)};
    }
    size_t child = 0;
    if (key != nullptr) {
      while (child < node->keys.size() && node->keys[child] != *key) ++child;
    } else {
      child = std::get<uint32_t>(path[depth]);
    }
    if (child >= node->children.size()) return {};
    node = &node->children[child];
  }
  return {Slot::State::present, Type::null, 0, text.substr(node->begin, node->end - node->begin)};
}

// Whether two slots say the same, and of the same bytes.
inline bool same_slot(const Slot& a, const Slot& b) {
  if (a.state != b.state) return false;
  if (a.state == Slot::State::missing) return true;
  if (a.text.data() != b.text.data() || a.text.size() != b.text.size()) return false;
  return a.state == Slot::State::present || (a.found == b.found && a.depth == b.depth);
}

}  // namespace runnel::json
