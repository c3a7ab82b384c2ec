// From the texts of the command line to a WindowProgram. Nobody outside compiler*.cpp and program.cpp
// includes it.
//
// A call of an aggregate function stands for its result: in the text of an output, each is replaced by a
// variable of the same length, so that what is left is a program of the language, in which every place is
// still the user's.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "agg/function.h"
#include "expr/globals.h"
#include "expr/syntax/ast.h"
#include "expr/syntax/body.h"
#include "op/window/program.h"

namespace runnel::op {

class WindowCompiler {
 public:
  WindowCompiler(const WindowTexts& texts, const expr::Globals& globals) : texts_(texts), globals_(globals) {}

  std::variant<WindowProgram, WindowFault> run();

 private:
  using Node = expr::ast::Node;
  using Span = expr::ast::Span;
  using Text = WindowFault::Text;

  // Whether `.` is the record, of which there are many.
  enum class Dot : bool { value, record };
  // A call in the text of an output.
  struct Use {
    Span span;
    size_t call;
  };

  // All are false after a fault.
  bool fail(Text text, Span span, std::string message, std::string hint = {});
  bool fail(Text text, expr::Diagnostic diagnostic);
  void add_expression(expr::ast::NodePtr tree, Text text);
  bool add_time();
  bool add_keys();
  bool add_outputs();
  bool add_output(const expr::BodyEntry& entry);
  bool take_name(Text text, Span span, const std::string& name);
  bool compile_record();
  bool compile_results();
  bool compile_rank();

  // compiler_calls.cpp
  bool visit(const Node& node, Dot dot);
  bool visit_children(const Node& node, Dot dot);
  bool visit_call(const Node& node, const expr::ast::Call& call, Dot dot);
  bool visit_object(const Node& node, const expr::ast::Object& object, Dot dot);
  bool outside(const Node& node);
  bool unknown(const Node& node, const expr::ast::Call& call);
  bool wrong_arity(const Node& node, const expr::ast::Call& call);
  bool check_argument(const expr::ast::Call& call);
  bool no_aggregate_in(const Node& node);
  bool is_ours(const expr::ast::Call& call) const;
  bool add_call(const Node& node, const expr::ast::Call& call, const agg::Function& function);
  std::optional<size_t> add_column(const Node& argument, agg::Takes takes);
  bool constants(const expr::ast::Call& call, std::vector<json::Value>& out);
  static std::string name_of(const Node& node);
  expr::ast::NodePtr parsed_again(Span span) const;

  const WindowTexts& texts_;
  const expr::Globals& globals_;
  WindowProgram program_;
  std::vector<expr::ast::NodePtr> record_;  // what will be the program over the record
  std::vector<Text> record_texts_;          // and where each was written
  struct Computed {
    expr::ast::NodePtr tree;
    size_t prefix;   // what stands in front of the user's text
    uint32_t begin;  // of that text in AGGREGATES
  };
  std::vector<Computed> computed_;  // what will be the program over the results
  std::set<std::string> names_;
  std::set<std::string> defined_;  // functions that AGGREGATES itself defines
  std::vector<Use> uses_;          // in the output that is looked at
  std::optional<WindowFault> fault_;
};

}  // namespace runnel::op
