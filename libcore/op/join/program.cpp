#include "op/join/program.h"

#include <fmt/format.h>

#include "expr/syntax/body.h"
#include "expr/syntax/parser.h"
#include "op/keyed/compile.h"

namespace runnel::op {

namespace {

using expr::Diagnostic;
using Text = JoinFault::Text;

// The expressions of a side: its time, if it has one, and the parts of its key.
struct SideTexts {
  std::vector<expr::ast::NodePtr> trees;
  HasTime has_time = HasTime::no;
  expr::ast::Span key{0, 0};  // the whole of it

  size_t parts() const { return trees.size() - (has_time == HasTime::yes ? 1 : 0); }
};

std::variant<SideTexts, JoinFault> parse_side(const JoinTexts& texts, size_t side) {
  SideTexts parsed;
  if (texts.times[side].has_value()) {
    auto tree = expr::parse(*texts.times[side]);
    if (auto* fault = std::get_if<Diagnostic>(&tree)) return JoinFault{Text::time, side, std::move(*fault)};
    parsed.trees.push_back(std::get<expr::ast::NodePtr>(std::move(tree)));
    parsed.has_time = HasTime::yes;
  }
  if (texts.keys[side].has_value()) {
    auto body = expr::parse_body(*texts.keys[side], expr::BareName::field);
    if (auto* fault = std::get_if<Diagnostic>(&body)) return JoinFault{Text::keys, side, std::move(*fault)};
    auto& entries = std::get<std::vector<expr::BodyEntry>>(body);
    parsed.key = {entries.front().span.begin, entries.back().span.end};
    for (expr::BodyEntry& entry : entries) parsed.trees.push_back(std::move(entry.value));
  }
  return parsed;
}

std::string parts(size_t count) {
  return fmt::format("{} part{}", count, count == 1 ? "" : "s");
}

bool recurses(const expr::Program* program) {
  return program != nullptr && program->recurses();
}

}  // namespace

std::variant<JoinProgram, JoinFault> JoinProgram::compile(const JoinTexts& texts,
                                                          const expr::Globals& globals) {
  JoinProgram program;
  size_t left_parts = 0;
  for (const size_t side : {kLeft, kRight}) {
    auto parsed = parse_side(texts, side);
    if (auto* fault = std::get_if<JoinFault>(&parsed)) return std::move(*fault);
    const SideTexts& of_side = std::get<SideTexts>(parsed);
    if (side == kLeft) left_parts = of_side.parts();
    if (of_side.parts() != left_parts) {
      return JoinFault{
          Text::keys,
          side,
          {of_side.key,
           fmt::format("the left key has {}, and this one has {}", parts(left_parts), parts(of_side.parts())),
           "they are compared one by one, in their order"}};
    }
    auto compiled = compile_keyed(of_side.trees, of_side.has_time, of_side.parts(), globals);
    if (auto* fault = std::get_if<expr::Fault>(&compiled)) {
      const bool is_time = of_side.has_time == HasTime::yes && fault->expression == 0;
      return JoinFault{is_time ? Text::time : Text::keys, side, std::move(fault->diagnostic)};
    }
    program.sides_[side].emplace(Side{std::get<expr::Program>(std::move(compiled)),
                                      of_side.has_time == HasTime::yes, of_side.parts()});
  }
  if (texts.select.has_value()) {
    auto compiled = expr::Program::compile(*texts.select, globals);
    if (auto* fault = std::get_if<Diagnostic>(&compiled)) {
      return JoinFault{Text::select, kLeft, std::move(*fault)};
    }
    program.select_ = std::get<expr::Program>(std::move(compiled));
    if (for_one_stream(*program.select_)) {
      const auto end = static_cast<uint32_t>(texts.select->size());
      return JoinFault{Text::select, kLeft, for_one_stream_fault({0, end})};
    }
  }
  return program;
}

bool JoinProgram::recurses() const {
  return op::recurses(select()) || op::recurses(&sides_[kLeft]->record) ||
         op::recurses(&sides_[kRight]->record);
}

std::string JoinProgram::explain() const {
  std::string out = "of each left record\n" + sides_[kLeft]->record.explain();
  out += "\nof each right record\n" + sides_[kRight]->record.explain();
  if (select_.has_value()) out += "\nof each pair\n" + select_->explain();
  return out;
}

}  // namespace runnel::op
