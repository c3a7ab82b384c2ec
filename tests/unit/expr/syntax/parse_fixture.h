// What tests ask about a program: how it groups, and whether it prints to itself.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "expr/syntax/parser.h"
#include "expr/syntax/print.h"

namespace runnel::expr {

using ParseResult = std::variant<ast::NodePtr, Diagnostic>;

constexpr std::string_view kTooDeep = "the program is nested too deeply: more than 1000 levels";

// The program with parentheses around everything, or what is wrong with it.
inline std::string grouped(std::string_view program) {
  const ParseResult result = parse(program);
  if (const auto* error = std::get_if<Diagnostic>(&result)) return "error: " + error->message;
  return print(*std::get<ast::NodePtr>(result), Parentheses::all);
}

// Empty where the program's own text, printed and parsed again, gives an equal tree.
inline std::string round_trip_fault(std::string_view program) {
  const ParseResult first = parse(program);
  if (const auto* error = std::get_if<Diagnostic>(&first)) return render(*error, program);
  const ast::Node& tree = *std::get<ast::NodePtr>(first);
  for (const Parentheses parentheses : {Parentheses::needed, Parentheses::all}) {
    const std::string text = print(tree, parentheses);
    const ParseResult second = parse(text);
    if (const auto* error = std::get_if<Diagnostic>(&second)) {
      // Parentheses everywhere nest deeper than the program did.
      if (parentheses == Parentheses::all && error->message == kTooDeep) continue;
      return render(*error, text);
    }
    const ast::Node& again = *std::get<ast::NodePtr>(second);
    if (!ast::equal(tree, again) || print(again, parentheses) != text) return text;
  }
  return {};
}

}  // namespace runnel::expr
