// BODY: the inside of an object, as --by and AGGREGATES are written: `host, p: .req.path, n: count(.a > 1)`.
//
// It is freer than what jq has between braces: a value is any expression without a comma, and an entry need
// not be named where its name can be seen: `.req.path` is path, `$x` is x.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "expr/syntax/ast.h"
#include "expr/syntax/diagnostic.h"

namespace runnel::expr {

struct BodyEntry {
  ast::Span span;    // the whole entry
  std::string name;  // as written before the colon, or seen in the path; empty where there is neither
  ast::NodePtr value;
};

// What an entry means that is a name or a string alone.
enum class BareName : uint8_t {
  field,  // as in jq's {host}: .host
  call,   // of a function: count
};

// At least one entry, or the first error. A comma may stand after the last one.
std::variant<std::vector<BodyEntry>, Diagnostic> parse_body(std::string_view text, BareName bare);

// The last name of a path (`.a.b`, `.a["b"]`), the name of a variable; empty for anything else.
std::string seen_name(const ast::Node& node);

}  // namespace runnel::expr
