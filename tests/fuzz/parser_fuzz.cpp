// The parser of the language over any bytes: a tree or an error with a place within the program, and a tree
// prints to a program that gives an equal tree.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "expr/syntax/parser.h"
#include "expr/syntax/print.h"

namespace {

using namespace runnel::expr;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_error(const Diagnostic& error, std::string_view program) {
  require(!error.message.empty());
  require(error.span.begin <= error.span.end && error.span.end <= program.size());
  require(!render(error, program).empty());
  require(!render(error, program, "name").empty());
}

void check_round_trip(const ast::Node& tree, Parentheses parentheses) {
  const std::string text = print(tree, parentheses);
  const auto result = parse(text);
  const auto* again = std::get_if<ast::NodePtr>(&result);
  if (again == nullptr) {
    // Parentheses everywhere nest deeper than the program did.
    require(parentheses == Parentheses::all &&
            std::get<Diagnostic>(result).message.find("too deeply") != std::string::npos);
    return;
  }
  require(ast::equal(tree, **again));
  require(print(**again, parentheses) == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view program(reinterpret_cast<const char*>(data), size);
  const auto result = parse(program);
  if (const auto* error = std::get_if<Diagnostic>(&result)) {
    check_error(*error, program);
    return 0;
  }
  const ast::Node& tree = *std::get<ast::NodePtr>(result);
  check_round_trip(tree, Parentheses::needed);
  check_round_trip(tree, Parentheses::all);
  return 0;
}
