#include "op/stats/program.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "expr/syntax/body.h"
#include "expr/syntax/parser.h"
#include "expr/syntax/print.h"
#include "op/keyed/compile.h"

namespace runnel::op {

namespace {

using expr::Diagnostic;
using Text = StatsFault::Text;

// The entries of a body, its names taken.
std::optional<StatsFault> add_body(const std::string& text, Text which, std::vector<std::string>& names,
                                   std::vector<expr::ast::NodePtr>& trees) {
  auto body = expr::parse_body(text, expr::BareName::field);
  if (auto* fault = std::get_if<Diagnostic>(&body)) return StatsFault{which, std::move(*fault)};
  for (expr::BodyEntry& entry : std::get<std::vector<expr::BodyEntry>>(body)) {
    if (entry.name.empty()) {
      return StatsFault{which, {entry.span, "this has no name", "give it one: name: expression"}};
    }
    if (std::find(names.begin(), names.end(), entry.name) != names.end()) {
      return StatsFault{which,
                        {entry.span, fmt::format("two of them are called {}", entry.name),
                         "give one of them another name: name: expression"}};
    }
    names.push_back(std::move(entry.name));
    trees.push_back(std::move(entry.value));
  }
  return std::nullopt;
}

// As it would be written with no blanks but those that are needed.
std::string meaning_of(const char* flag, std::span<const std::string> names,
                       std::span<const expr::ast::NodePtr> trees) {
  std::string meaning = flag;
  for (size_t i = 0; i < trees.size(); ++i) {
    meaning += i == 0 ? " " : ", ";
    if (!names.empty()) meaning += names[i] + ": ";
    meaning += expr::print(*trees[i]);
  }
  return trees.empty() ? std::string() : meaning;
}

}  // namespace

std::variant<StatsProgram, StatsFault> StatsProgram::compile(const StatsTexts& texts,
                                                             const expr::Globals& globals) {
  StatsProgram program;
  std::vector<expr::ast::NodePtr> trees;
  if (texts.time.has_value()) {
    auto tree = expr::parse(*texts.time);
    if (auto* fault = std::get_if<Diagnostic>(&tree)) return StatsFault{Text::time, std::move(*fault)};
    trees.push_back(std::get<expr::ast::NodePtr>(std::move(tree)));
    program.has_time_ = true;
  }
  if (texts.by.has_value()) {
    if (auto fault = add_body(*texts.by, Text::by, program.keys_, trees)) return std::move(*fault);
  }
  if (texts.of.has_value()) {
    if (auto fault = add_body(*texts.of, Text::of, program.of_, trees)) return std::move(*fault);
  }
  auto compiled =
      compile_keyed(trees, program.has_time_ ? HasTime::yes : HasTime::no, program.keys_.size(), globals);
  if (auto* fault = std::get_if<expr::Fault>(&compiled)) {
    const bool is_time = program.has_time_ && fault->expression == 0;
    const bool is_key = !is_time && fault->expression < program.first_of();
    return StatsFault{is_time ? Text::time : is_key ? Text::by : Text::of, std::move(fault->diagnostic)};
  }
  program.record_ = std::get<expr::Program>(std::move(compiled));
  const std::span<const expr::ast::NodePtr> all = trees;
  for (const std::string& part :
       {meaning_of("-t", {}, all.first(program.first_key())),
        meaning_of("--by", program.keys_, all.subspan(program.first_key(), program.keys_.size())),
        meaning_of("--of", program.of_, all.subspan(program.first_of()))}) {
    if (!part.empty()) program.meaning_ += (program.meaning_.empty() ? "" : " ") + part;
  }
  return program;
}

std::string StatsProgram::explain() const {
  if (!has_time_ && keys_.empty() && of_.empty()) return "every field of each record\n";
  std::string out = of_.empty() ? "every field of each record, and\n" : "";
  return out + "of each record\n" + record_->explain();
}

}  // namespace runnel::op
