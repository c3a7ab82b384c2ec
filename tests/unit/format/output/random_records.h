// Records of scalars with names and strings that are awkward in every text format, and what a reader must
// find in them.
#pragma once

#include <rapidcheck.h>

#include <map>
#include <string>
#include <vector>

#include "json/writer.h"

namespace runnel::format {

// A scalar as a reader of a text format has it: a string, or a bare word.
struct Scalar {
  bool is_string = false;
  std::string text;  // bare: a number, `true` or `false`; empty: null

  bool operator==(const Scalar&) const = default;
};

inline void showValue(const Scalar& scalar, std::ostream& out) {
  out << (scalar.is_string ? '"' + scalar.text + '"' : scalar.text);
}

inline std::string json_of(const Scalar& scalar) {
  if (!scalar.is_string) return scalar.text.empty() ? "null" : scalar.text;
  std::string out;
  json::append_quoted(out, scalar.text);
  return out;
}

inline rc::Gen<std::string> awkward_text() {
  const auto piece =
      rc::gen::element<std::string>("a", "b", "\"", "\\", "\n", "\r", "\t", " ", ",", ";", "=", "-", "1", "0",
                                    ".", "e", "true", "false", "null", "\x01", "\x7F", "é", "日",
                                    "\xF0\x9F\x98\x80", "\xEF\xBB\xBF", "/", "{", "]", "\\n", "longer text");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                      [](const std::vector<std::string>& pieces) {
                        std::string text;
                        for (const std::string& part : pieces) text += part;
                        return text;
                      });
}

inline rc::Gen<Scalar> any_scalar() {
  const auto bare = rc::gen::element<std::string>("", "true", "false", "0", "-0", "12", "-1.50", "1e400",
                                                  "5E-3", "12345678901234567890123");
  return rc::gen::oneOf(rc::gen::map(awkward_text(),
                                     [](std::string text) {
                                       return Scalar{true, text};
                                     }),
                        rc::gen::map(bare, [](std::string text) {
                          return Scalar{false, text};
                        }));
}

}  // namespace runnel::format
