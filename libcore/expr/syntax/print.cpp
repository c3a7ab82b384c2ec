#include "expr/syntax/print.h"

#include <fmt/format.h>

#include "expr/syntax/names.h"
#include "expr/syntax/operators.h"
#include "expr/syntax/quote.h"

namespace runnel::expr {
namespace {

using namespace ast;

// Where an expression stands: how tightly it must hold together, and what may stand there without
// parentheses.
struct Place {
  Precedence least;
  enum class Kind : uint8_t {
    last,   // a query at its end: bindings, which extend to the right, are welcome
    inner,  // no bindings
    value,  // of an object's entry: neither bindings nor `,`
  } kind;

  Place with(Precedence precedence_of_part) const { return {precedence_of_part, kind}; }
  Place inside(Precedence precedence_of_part) const {
    return {precedence_of_part, kind == Kind::last ? Kind::inner : kind};
  }
};
constexpr Place kQuery{Precedence::pipe, Place::Kind::last};
constexpr Place kExpression{Precedence::alternative, Place::Kind::inner};
constexpr Place kValue{Precedence::pipe, Place::Kind::value};
constexpr Place kPrefix{Precedence::prefix, Place::Kind::inner};
constexpr Place kPostfix{Precedence::postfix, Place::Kind::inner};

// Whether `.k` and `{k: ...}` can say it without quotes.
bool is_plain_name(const StringLiteral& n) {
  const bool plain = n.format.empty() && n.exprs.empty() && !n.texts[0].empty();
  return plain && name_length(n.texts[0]) == n.texts[0].size();
}

// `body?` would be read as a step that is allowed to fail, which a Try is not.
bool takes_mark_itself(const Node& body) {
  const auto raises = [](const auto* step) { return step != nullptr && step->on_error == OnError::raise; };
  return raises(std::get_if<Index>(&body.v)) || raises(std::get_if<Slice>(&body.v)) ||
         raises(std::get_if<Iterate>(&body.v));
}

class Printer {
 public:
  explicit Printer(Parentheses parentheses) : parentheses_(parentheses) {}

  void write(const Node& node, Place place) {
    std::visit([&](const auto& n) { write(n, place); }, node.v);
  }
  std::string take() { return std::move(out_); }

 private:
  // Opens a parenthesis, where one is needed, for as long as it lives.
  class Group {
   public:
    Group(Printer& printer, bool needed) : printer_(printer), needed_(needed) {
      if (needed_) printer_.out_ += '(';
    }
    ~Group() {
      if (needed_) printer_.out_ += ')';
    }
    Group(const Group&) = delete;
    Group& operator=(const Group&) = delete;

   private:
    Printer& printer_;
    bool needed_;
  };

  bool all() const { return parentheses_ == Parentheses::all; }

  template <class... Parts>
  void put(const Parts&... parts) {
    ((out_ += parts), ...);
  }

  void query(const NodePtr& node) { write(*node, kQuery); }

  // a OP b, inside parentheses where its place asks for more.
  void operation(const Node& left, std::string_view op, const Node& right, Precedence own, Place place) {
    const bool comma_in_value = own == Precedence::comma && place.kind == Place::Kind::value;
    const bool grouped = all() || own < place.least || comma_in_value;
    const Group group(*this, grouped);
    if (grouped) place = kQuery;
    const Associativity side = associativity(own);
    write(left, place.inside(side == Associativity::left ? own : tighter(own)));
    put(op);
    const Precedence right_least = side == Associativity::right ? own : tighter(own);
    write(right, own <= Precedence::comma ? place.with(right_least) : place.inside(right_least));
  }

  // A binding extends to the right as far as it can.
  bool binding_needs_group(Place place) const { return all() || place.kind != Place::Kind::last; }

  void write(const Identity&, Place) { put("."); }
  void write(const RecurseDefault&, Place) { put(".."); }
  void write(const Null&, Place) { put("null"); }
  void write(const Boolean& n, Place) { put(n.value ? "true" : "false"); }
  void write(const NumberLiteral& n, Place) { put(n.text); }
  void write(const DurationLiteral& n, Place) { put(n.text); }
  void write(const Format& n, Place) { put("@", n.name); }
  void write(const Variable& n, Place) { put("$", n.name); }
  void write(const Environment&, Place) { put("$ENV"); }
  void write(const Location&, Place) { put("$__loc__"); }
  void write(const Break& n, Place) { put("break $", n.name); }

  void write(const StringLiteral& n, Place) {
    if (!n.format.empty()) put("@", n.format, " ");
    put("\"");
    for (size_t i = 0; i < n.texts.size(); ++i) {
      put(escape(n.texts[i]));
      if (i < n.exprs.size()) {
        put("\\(");
        query(n.exprs[i]);
        put(")");
      }
    }
    put("\"");
  }

  void mark(OnError on_error) {
    if (on_error == OnError::skip) put("?");
  }

  void write(const Index& n, Place) {
    const auto* key = std::get_if<StringLiteral>(&n.key->v);
    if (key == nullptr) {
      write(*n.of, kPostfix);
      put("[");
      query(n.key);
      put("]");
    } else {
      // `.` and `.k` share their dot; `1.k` and `...k` would be read as something else or not at all.
      const bool blank =
          std::holds_alternative<NumberLiteral>(n.of->v) || std::holds_alternative<RecurseDefault>(n.of->v);
      if (!std::holds_alternative<Identity>(n.of->v)) write(*n.of, kPostfix);
      put(blank ? " ." : ".");
      if (is_plain_name(*key)) {
        put(key->texts[0]);
      } else {
        write(*n.key, kPostfix);
      }
    }
    mark(n.on_error);
  }

  void write(const Slice& n, Place) {
    write(*n.of, kPostfix);
    put("[");
    if (n.from) query(n.from);
    put(":");
    if (n.to) query(n.to);
    put("]");
    mark(n.on_error);
  }

  void write(const Iterate& n, Place) {
    write(*n.of, kPostfix);
    put("[]");
    mark(n.on_error);
  }

  // body?  (body)?  try body  try body catch handler
  void write(const Try& n, Place place) {
    if (!n.handler && !takes_mark_itself(*n.body) && !all()) {
      write(*n.body, kPostfix);
      put("?");
    } else if (!n.handler && place.least == Precedence::postfix && !all()) {
      put("(");
      query(n.body);
      put(")?");
    } else {
      const Group group(*this, all() || place.least > Precedence::prefix);
      put("try ");
      write(*n.body, kPrefix);
      if (n.handler) {
        put(" catch ");
        write(*n.handler, kPrefix);
      }
    }
  }

  void write(const Negate& n, Place place) {
    const Group group(*this, all() || place.least > Precedence::prefix);
    put("-");
    write(*n.of, kPrefix);
  }

  void write(const Binary& n, Place place) {
    operation(*n.left, fmt::format(" {} ", symbol(n.op)), *n.right, precedence_of(n.op), place);
  }
  void write(const Logic& n, Place place) {
    const bool is_or = n.op == LogicOp::or_;
    operation(*n.left, is_or ? " or " : " and ", *n.right, is_or ? Precedence::or_ : Precedence::and_, place);
  }
  void write(const Alternative& n, Place place) {
    operation(*n.left, " // ", *n.right, Precedence::alternative, place);
  }
  void write(const Assign& n, Place place) {
    operation(*n.target, fmt::format(" {} ", symbol(n.op)), *n.value, Precedence::assign, place);
  }
  void write(const Pipe& n, Place place) { operation(*n.left, " | ", *n.right, Precedence::pipe, place); }
  void write(const Comma& n, Place place) { operation(*n.left, ", ", *n.right, Precedence::comma, place); }

  void write(const Array& n, Place) {
    put("[");
    if (n.body) query(n.body);
    put("]");
  }

  void write(const Object& n, Place) {
    put("{");
    for (size_t i = 0; i < n.entries.size(); ++i) {
      if (i > 0) put(", ");
      const ObjectEntry& entry = n.entries[i];
      key(*entry.key, entry.value != nullptr);
      if (!entry.value) continue;
      put(": ");
      write(*entry.value, kValue);
    }
    put("}");
  }

  // The key of an entry, of an object as of a pattern.
  void key(const Node& node, bool has_value) {
    const auto* string = std::get_if<StringLiteral>(&node.v);
    if (string != nullptr) {
      if (is_plain_name(*string)) {
        put(string->texts[0]);
      } else {
        write(*string, kPostfix);
      }
    } else if (std::holds_alternative<Variable>(node.v) || std::holds_alternative<Environment>(node.v) ||
               !has_value) {
      write(node, kPostfix);
    } else {
      put("(");
      write(node, kQuery);
      put(")");
    }
  }

  void write(const If& n, Place) {
    std::string_view word = "if ";
    for (const If::Branch& branch : n.branches) {
      put(word);
      query(branch.condition);
      put(" then ");
      query(branch.then);
      word = " elif ";
    }
    if (n.otherwise) {
      put(" else ");
      query(n.otherwise);
    }
    put(" end");
  }

  void pattern(const Pattern& n) {
    switch (n.kind) {
      case Pattern::Kind::variable:
        put("$", n.variable);
        break;
      case Pattern::Kind::array:
        put("[");
        for (size_t i = 0; i < n.items.size(); ++i) {
          if (i > 0) put(", ");
          pattern(*n.items[i]);
        }
        put("]");
        break;
      case Pattern::Kind::object:
        put("{");
        for (size_t i = 0; i < n.entries.size(); ++i) {
          if (i > 0) put(", ");
          pattern_entry(n.entries[i]);
        }
        put("}");
        break;
    }
  }

  void pattern_entry(const Pattern::Entry& entry) {
    if (!entry.key) {
      put("$", entry.bind);
    } else if (std::holds_alternative<StringLiteral>(entry.key->v)) {
      key(*entry.key, true);
    } else {
      put("(");
      query(entry.key);
      put(")");
    }
    if (!entry.value) return;
    put(": ");
    pattern(*entry.value);
  }

  void patterns(const std::vector<PatternPtr>& list) {
    for (size_t i = 0; i < list.size(); ++i) {
      if (i > 0) put(" ?// ");
      pattern(*list[i]);
    }
  }

  void write(const As& n, Place place) {
    const Group group(*this, binding_needs_group(place));
    write(*n.source, kExpression);
    put(" as ");
    patterns(n.patterns);
    put(" | ");
    query(n.body);
  }

  void reduction(std::string_view word, const Node& source, const std::vector<PatternPtr>& list) {
    put(word);
    write(source, kExpression);
    put(" as ");
    patterns(list);
    put(" (");
  }

  void write(const Reduce& n, Place) {
    reduction("reduce ", *n.source, n.patterns);
    query(n.init);
    put("; ");
    query(n.update);
    put(")");
  }

  void write(const Foreach& n, Place) {
    reduction("foreach ", *n.source, n.patterns);
    query(n.init);
    put("; ");
    query(n.update);
    if (n.extract) {
      put("; ");
      query(n.extract);
    }
    put(")");
  }

  void write(const Define& n, Place place) {
    const Group group(*this, binding_needs_group(place));
    const Definition& definition = *n.definition;
    put("def ", definition.name);
    for (size_t i = 0; i < definition.parameters.size(); ++i) {
      const Parameter& parameter = definition.parameters[i];
      put(i == 0 ? "(" : "; ", parameter.by_value ? "$" : "", parameter.name);
    }
    put(definition.parameters.empty() ? ": " : "): ");
    query(definition.body);
    put("; ");
    query(n.rest);
  }

  void write(const Call& n, Place) {
    put(n.name);
    for (size_t i = 0; i < n.arguments.size(); ++i) {
      put(i == 0 ? "(" : "; ");
      query(n.arguments[i]);
    }
    if (!n.arguments.empty()) put(")");
  }

  void write(const Label& n, Place place) {
    const Group group(*this, binding_needs_group(place));
    put("label $", n.name, " | ");
    query(n.body);
  }

  Parentheses parentheses_;
  std::string out_;
};

}  // namespace

std::string print(const Node& node, Parentheses parentheses) {
  Printer printer(parentheses);
  printer.write(node, kQuery);
  return printer.take();
}

}  // namespace runnel::expr
