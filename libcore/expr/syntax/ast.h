// The syntax tree of a program: the whole grammar of jq 1.8 but modules, and what is ours (=~, !~, numbers
// with units).
//
// The parser builds it, nobody changes it afterwards. It says what was written, with the place of each part,
// and nothing of what it means: the binder (expr/binder.h) finds out what names refer to.
//
// A node owns its children, and refers neither to the program's text nor to its parent: a tree may be shared
// by threads. Which node a piece of syntax gives stands beside each struct; `a` to `e` are expressions.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace runnel::expr::ast {

// A place in the program text, in bytes: [begin, end).
struct Span {
  uint32_t begin = 0;
  uint32_t end = 0;
};

struct Node;
using NodePtr = std::unique_ptr<const Node>;  // never null, except where a member is marked optional

struct Pattern;  // what stands between `as` and `|`
using PatternPtr = std::unique_ptr<const Pattern>;

// clang-format off

// Constants.
struct Null {};                                // null
struct Boolean { bool value; };                // true false
struct NumberLiteral { std::string text; };    // a JSON number, digits as written: .5 is 0.5, 5. is 5, 007 is 7
struct DurationLiteral { std::string text; double seconds; };  // 5m 250ms 1h30m (ours)

// "text \(a) text": the texts unescaped; exprs.size() + 1 == texts.size(). A plain string has one text.
struct StringLiteral {
  std::string format;  // of @base64 "text": "base64"; else empty
  std::vector<std::string> texts;
  std::vector<NodePtr> exprs;
};
struct Format { std::string name; };           // @base64 on its own

// Paths.
struct Identity {};                            // .
struct RecurseDefault {};                      // ..

// Whether an error of this step gives no output instead: a.k? a[b]? a[b:c]? a[]? Errors of a, b and c are
// raised all the same, which is where a.k? differs from (a.k)? and from try a.k. A second ? is a Try.
enum class OnError : uint8_t { raise, skip };
struct Index {                                 // a.k a."k" a[b]   .k has Identity for a; the key k is a StringLiteral
  NodePtr of;
  NodePtr key;
  OnError on_error = OnError::raise;
};
struct Slice {                                 // a[b:c] a[b:] a[:c]
  NodePtr of;
  NodePtr from;  // optional
  NodePtr to;    // optional, unless from is absent
  OnError on_error = OnError::raise;
};
struct Iterate {                               // a[]
  NodePtr of;
  OnError on_error = OnError::raise;
};
struct Try {                                   // try a   try a catch b   a? where OnError does not say it
  NodePtr body;
  NodePtr handler;  // optional
};

// Variables.
struct Variable { std::string name; };         // $name
struct Environment {};                         // $ENV
struct Location { uint32_t line; };            // $__loc__

// Construction.
struct Array { NodePtr body; };                // [a] []; body optional
struct ObjectEntry {
  NodePtr key;    // StringLiteral: k and "k"; Variable: $k; any expression: (a)
  NodePtr value;  // optional: {k} {"k"} take the member of that name, {$k} {$__loc__} {$ENV} the variable's value;
                  // the keys of {$__loc__} and {$ENV}, Location and Environment, are called __loc__ and ENV
};
struct Object { std::vector<ObjectEntry> entries; };

// Operators.
struct Negate { NodePtr of; };                 // -a
enum class BinaryOp : uint8_t {
  add, subtract, multiply, divide, modulo,
  equal, not_equal, less, less_equal, greater, greater_equal,
  matches, not_matches,                        // =~ !~ (ours)
};
struct Binary { BinaryOp op; NodePtr left; NodePtr right; };
enum class LogicOp : uint8_t { and_, or_ };
struct Logic { LogicOp op; NodePtr left; NodePtr right; };
struct Alternative { NodePtr left; NodePtr right; };             // a // b
struct Pipe { NodePtr left; NodePtr right; };                    // a | b
struct Comma { NodePtr left; NodePtr right; };                   // a, b
enum class AssignOp : uint8_t { set, update, add, subtract, multiply, divide, modulo, alternative };
struct Assign { AssignOp op; NodePtr target; NodePtr value; };   // = |= += -= *= /= %= //=

struct If {                                    // if a then b elif c then d else e end
  struct Branch { NodePtr condition; NodePtr then; };
  std::vector<Branch> branches;
  NodePtr otherwise;  // optional
};

// Bindings.
struct Pattern {
  struct Entry {                               // $name   $name: P   k: P   "k": P   (a): P
    NodePtr key;         // as ObjectEntry::key; optional: absent where the entry begins with $name
    std::string bind;    // name, where the entry begins with $name; else empty
    PatternPtr value;    // optional: absent in $name alone
  };
  Span span;
  enum class Kind : uint8_t { variable, array, object } kind;
  std::string variable;           // variable
  std::vector<PatternPtr> items;  // array
  std::vector<Entry> entries;     // object
};
using Patterns = std::vector<PatternPtr>;      // P ?// P, at least one
struct As { NodePtr source; Patterns patterns; NodePtr body; };      // a as P | b
struct Reduce { NodePtr source; Patterns patterns; NodePtr init; NodePtr update; };  // reduce a as P (b; c)
struct Foreach {                               // foreach a as P (b; c)   foreach a as P (b; c; d)
  NodePtr source;
  Patterns patterns;
  NodePtr init;
  NodePtr update;
  NodePtr extract;  // optional
};

struct Parameter { std::string name; bool by_value; };  // f, $x
struct Definition {                            // def name(f; $x): a;
  Span span;  // of the name
  std::string name;
  std::vector<Parameter> parameters;
  NodePtr body;
};
struct Define { std::shared_ptr<const Definition> definition; NodePtr rest; };  // def f: a; b
struct Call { std::string name; std::vector<NodePtr> arguments; };  // f  f(a; b)
struct Label { std::string name; NodePtr body; };                // label $name | a
struct Break { std::string name; };                              // break $name

// clang-format on

struct Node {
  Span span;  // the whole expression, with the parentheses around it
  std::variant<Identity, RecurseDefault, Null, Boolean, NumberLiteral, DurationLiteral, StringLiteral, Format,
               Index, Slice, Iterate, Try, Variable, Environment, Location, Array, Object, Negate, Binary,
               Logic, Alternative, Pipe, Comma, Assign, If, As, Reduce, Foreach, Define, Call, Label, Break>
      v;
  // One more than that of the highest child. The parser keeps it at kMaxProgramDepth or below, chains such as
  // 1+1+1 included, so that whoever walks a tree, its destructor too, may recurse.
  uint32_t height = 1;
};

// The expressions directly below, in the order in which they are written; null for an optional one that is
// absent. Those within patterns and definitions are among them.
std::vector<const Node*> children(const Node& node);

// Same shape and same contents. Places do not count, nor do heights and the line of $__loc__.
bool equal(const Node& a, const Node& b);

}  // namespace runnel::expr::ast
