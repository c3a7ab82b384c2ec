// Random JSON text, spelt in all the ways that JSON allows, and random damage to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "json/path.h"

namespace runnel::json {

class RandomLines {
 public:
  explicit RandomLines(uint64_t seed) : random_(seed) {}

  size_t below(size_t bound) { return static_cast<size_t>(random_() % bound); }

  std::string document() { return blanks() + value(4) + blanks(); }

  // Few keys, so that they meet: of every length around the eight bytes that are compared at once, with a
  // common start, with characters that must be escaped, and what looks like an escape.
  std::string key() {
    static const std::vector<std::string> kKeys = {"",
                                                   "a",
                                                   "b",
                                                   "abcdef",
                                                   "abcdefg",
                                                   "abcdefgh",
                                                   "abcdefghi",
                                                   "abcdefghj",
                                                   "abcdefgx",
                                                   "status",
                                                   "a\"b",
                                                   "\\",
                                                   "a\\b",
                                                   "\n",
                                                   "tab\tkey",
                                                   "\\u0061",
                                                   "é",
                                                   "ключ",
                                                   "\xf0\x9f\x98\x80",
                                                   "abcdefgh\"i",
                                                   "a\nb\":1,\"c",
                                                   "ключключключ",
                                                   std::string(70, 'k'),
                                                   "abcdefgh" + std::string(100, 'x')};
    return kKeys[below(kKeys.size())];
  }

  Path path() {
    Path path;
    for (size_t steps = below(4); steps > 0; --steps) {
      if (below(4) == 0) {
        path.emplace_back(static_cast<uint32_t>(below(4)));
      } else {
        path.emplace_back(key());
      }
    }
    return path;
  }

  std::vector<Path> paths() {
    std::vector<Path> paths(1 + below(6));
    for (Path& p : paths) p = path();
    return paths;
  }

  // A few bytes changed, put in, left out or doubled.
  std::string damaged(std::string text) {
    static constexpr std::string_view kPieces[] = {"\"",
                                                   "\\",
                                                   "{",
                                                   "}",
                                                   "[",
                                                   "]",
                                                   ":",
                                                   ",",
                                                   "\\u",
                                                   "tru",
                                                   "null",
                                                   "-",
                                                   "0",
                                                   ".",
                                                   "e",
                                                   "\t",
                                                   "\r",
                                                   "\x01",
                                                   "\x7f",
                                                   "\xff",
                                                   "\xc3",
                                                   "\xa9",
                                                   "1e9",
                                                   "\\ud800",
                                                   "\xed\xa0\x80",
                                                   "\xef\xbb\xbf",
                                                   "\xf4\x90\x80\x80",
                                                   "01",
                                                   "+",
                                                   " ",
                                                   "/",
                                                   {"\0", 1}};
    for (size_t times = 1 + below(3); times > 0; --times) {
      const size_t at = below(text.size() + 1);
      switch (below(4)) {
        case 0:
          text.insert(at, kPieces[below(std::size(kPieces))]);
          break;
        case 1:
          text.erase(at, 1 + below(3));
          break;
        case 2:
          text.insert(below(text.size() + 1), text.substr(at, below(12)));
          break;
        default:
          if (at < text.size()) text[at] = static_cast<char>(below(256));
      }
    }
    for (char& c : text) {
      if (c == '\n') c = ' ';  // it would be another line
    }
    return text;
  }

  std::string garbage(size_t longest) {
    static constexpr char kLikely[] = "{}[]\",:\\ 0a";
    std::string text(below(longest + 1), ' ');
    for (char& c : text) {
      c = below(3) == 0 ? static_cast<char>(below(256)) : kLikely[below(sizeof kLikely - 1)];
      if (c == '\n') c = '\x7f';
    }
    return text;
  }

 private:
  std::string blanks() {
    static constexpr std::string_view kBlanks[] = {
        "", "", "", "", " ", "\t", "\r", "   \t ", "                                        "};
    return std::string(kBlanks[below(std::size(kBlanks))]);
  }

  std::string hex(unsigned unit) {
    static constexpr char kDigits[2][17] = {"0123456789abcdef", "0123456789ABCDEF"};
    std::string text = "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) text += kDigits[below(2)][unit >> shift & 15];
    return text;
  }

  std::string quoted(std::string_view plain) {
    std::string text = "\"";
    for (const char c : plain) {
      if (c == '\n') {
        text += below(2) == 0 ? std::string("\\n") : hex(10);
      } else if (c == '\t') {
        text += below(2) == 0 ? std::string("\\t") : hex(9);
      } else if (c == '"' || c == '\\') {
        text += below(2) == 0 ? std::string("\\") + c : hex(static_cast<unsigned char>(c));
      } else if (static_cast<unsigned char>(c) < 0x80 && below(16) == 0) {
        text += hex(static_cast<unsigned char>(c));
      } else {
        text += c;
      }
    }
    return text + '"';
  }

  std::string scalar() {
    static constexpr std::string_view kScalars[] = {"null",
                                                    "true",
                                                    "false",
                                                    "0",
                                                    "-0",
                                                    "1",
                                                    "-12.5e+30",
                                                    "1e400",
                                                    "1E-2",
                                                    "0.1",
                                                    "123456789012345678901234567890",
                                                    "\"\\ud800\"",
                                                    "\"\\udc00x\"",
                                                    "\"\\ud83d\\ude00\"",
                                                    "\"{\\\"a\\\":1}\"",
                                                    "\"[}\"",
                                                    "\"\\\\\"",
                                                    "\"\\\\\\\"\"",
                                                    "\"a b,c:d\""};
    if (below(3) == 0) return quoted(key());
    if (below(8) == 0) return "\"" + std::string(below(100), 'z') + "\"";
    return std::string(kScalars[below(std::size(kScalars))]);
  }

  std::string value(size_t depth) {
    if (depth == 0 || below(4) == 0) return scalar();
    const bool object = below(3) != 0;
    std::string text = object ? "{" : "[";
    text += blanks();
    for (size_t i = 0, size = below(6); i < size; ++i) {
      if (i > 0) text += ',' + blanks();
      if (object) text += quoted(key()) + blanks() + ':' + blanks();
      text += value(depth - 1) + blanks();
    }
    return text + (object ? '}' : ']');
  }

  std::mt19937_64 random_;
};

}  // namespace runnel::json
