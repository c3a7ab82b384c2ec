#include "op/window/compiler.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "expr/syntax/parser.h"
#include "op/keyed/compile.h"

namespace runnel::op {

namespace {

using expr::Diagnostic;

// What stream-window itself writes into each record.
constexpr std::array<std::string_view, 8> kReserved{"window_start", "window_end", "first_ts", "last_ts",
                                                    "approx",       "final",      "revision", "retracted"};

// A variable that stands for the result of a call: three letters, since the shortest call has four.
std::string variable_of(size_t call) {
  constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";
  return {'$', '_', kDigits[call / kDigits.size() % kDigits.size()], kDigits[call % kDigits.size()]};
}
constexpr size_t kMostCalls = 36 * 36;

Diagnostic moved(Diagnostic diagnostic, size_t prefix, uint32_t begin) {
  const auto move = [&](uint32_t place) {
    return place < prefix ? begin : static_cast<uint32_t>(place - prefix + begin);
  };
  diagnostic.span = {move(diagnostic.span.begin), move(diagnostic.span.end)};
  return diagnostic;
}

}  // namespace

std::variant<WindowProgram, WindowFault> WindowProgram::compile(const WindowTexts& texts,
                                                                const expr::Globals& globals) {
  return WindowCompiler(texts, globals).run();
}

std::variant<WindowProgram, WindowFault> WindowCompiler::run() {
  const bool done =
      add_time() && add_keys() && add_outputs() && compile_record() && compile_results() && compile_rank();
  if (!done) return *std::move(fault_);
  return std::move(program_);
}

bool WindowCompiler::fail(Text text, expr::Diagnostic diagnostic) {
  if (!fault_.has_value()) fault_ = {text, std::move(diagnostic)};
  return false;
}

bool WindowCompiler::fail(Text text, Span span, std::string message, std::string hint) {
  return fail(text, Diagnostic{span, std::move(message), std::move(hint)});
}

bool WindowCompiler::add_time() {
  if (!texts_.time.has_value()) return true;
  auto tree = expr::parse(*texts_.time);
  if (auto* fault = std::get_if<Diagnostic>(&tree)) return fail(Text::time, std::move(*fault));
  add_expression(std::get<expr::ast::NodePtr>(std::move(tree)), Text::time);
  program_.has_time_ = true;
  return true;
}

void WindowCompiler::add_expression(expr::ast::NodePtr tree, Text text) {
  record_texts_.push_back(text);
  record_.push_back(std::move(tree));
}

bool WindowCompiler::add_keys() {
  if (!texts_.by.has_value()) return true;
  auto body = expr::parse_body(*texts_.by, expr::BareName::field);
  if (auto* fault = std::get_if<Diagnostic>(&body)) return fail(Text::by, std::move(*fault));
  for (expr::BodyEntry& entry : std::get<std::vector<expr::BodyEntry>>(body)) {
    if (!take_name(Text::by, entry.span, entry.name)) return false;
    program_.keys_.push_back(std::move(entry.name));
    add_expression(std::move(entry.value), Text::by);
  }
  return true;
}

bool WindowCompiler::take_name(Text text, Span span, const std::string& name) {
  if (name.empty()) return fail(text, span, "this has no name", "give it one: name: expression");
  if (std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end()) {
    return fail(text, span, fmt::format("{} is a name that stream-window itself uses", name),
                "give this one another name: name: expression");
  }
  if (names_.insert(name).second) return true;
  return fail(text, span, fmt::format("two members of the output are called {}", name),
              "give one of them another name: name: expression");
}

bool WindowCompiler::add_outputs() {
  auto body = expr::parse_body(texts_.aggregates, expr::BareName::call);
  if (auto* fault = std::get_if<Diagnostic>(&body)) return fail(Text::aggregates, std::move(*fault));
  const auto& entries = std::get<std::vector<expr::BodyEntry>>(body);
  return std::all_of(entries.begin(), entries.end(),
                     [&](const expr::BodyEntry& entry) { return add_output(entry); });
}

bool WindowCompiler::add_output(const expr::BodyEntry& entry) {
  uses_.clear();
  if (!visit(*entry.value, Dot::record)) return false;
  const Span span = entry.value->span;
  const auto* call = std::get_if<expr::ast::Call>(&entry.value->v);
  const bool is_call = call != nullptr && is_ours(*call);
  const std::string name = entry.name.empty() && is_call ? name_of(*entry.value) : entry.name;
  if (name.empty() && is_call && !check_argument(*call)) return false;
  if (name.empty() && is_call) {
    return fail(Text::aggregates, span, "this has no name",
                fmt::format("over anything but a path a call is given one: name: {}", call->name + "(...)"));
  }
  if (!take_name(Text::aggregates, entry.span, name)) return false;
  if (is_call) {
    program_.outputs_.push_back({name, uses_.front().call});
    return true;
  }
  // Each result becomes a variable, and blanks fill the place of the call.
  std::string prefix;
  std::string text = texts_.aggregates.substr(span.begin, span.end - span.begin);
  for (const Use& use : uses_) {
    const std::string variable = variable_of(use.call);
    const std::string binding = fmt::format(".[{}] as {} | ", use.call, variable);
    if (prefix.find(binding) == std::string::npos) prefix += binding;
    for (uint32_t i = use.span.begin; i < use.span.end; ++i) {
      const size_t at = i - use.span.begin;
      char& c = text[i - span.begin];
      c = at < variable.size() ? variable[at] : c == '\n' ? c : ' ';
    }
  }
  prefix += "null | ";
  auto tree = expr::parse(prefix + text);
  if (auto* fault = std::get_if<Diagnostic>(&tree)) {
    return fail(Text::aggregates, moved(std::move(*fault), prefix.size(), span.begin));
  }
  program_.outputs_.push_back({name, std::nullopt});
  computed_.push_back({std::get<expr::ast::NodePtr>(std::move(tree)), prefix.size(), span.begin});
  return true;
}

bool WindowCompiler::compile_record() {
  if (program_.calls_.size() > kMostCalls) {
    return fail(Text::aggregates, {0, 0}, fmt::format("there are more than {} aggregates", kMostCalls));
  }
  auto compiled = compile_keyed(record_, program_.has_time_ ? HasTime::yes : HasTime::no,
                                program_.keys_.size(), globals_);
  if (auto* fault = std::get_if<expr::Fault>(&compiled)) {
    return fail(record_texts_[fault->expression], std::move(fault->diagnostic));
  }
  program_.record_ = std::get<expr::Program>(std::move(compiled));
  for (WindowColumn& column : program_.columns_) {
    column.many = program_.record_->code(column.expression).many();
  }
  return true;
}

bool WindowCompiler::compile_results() {
  if (computed_.empty()) return true;
  std::vector<expr::ast::NodePtr> trees;
  for (Computed& computed : computed_) trees.push_back(std::move(computed.tree));
  auto compiled = expr::Program::compile(trees, globals_);
  if (auto* fault = std::get_if<expr::Fault>(&compiled)) {
    const Computed& computed = computed_[fault->expression];
    return fail(Text::aggregates, moved(std::move(fault->diagnostic), computed.prefix, computed.begin));
  }
  program_.results_ = std::get<expr::Program>(std::move(compiled));
  if (!for_one_stream(*program_.results_)) return true;
  const auto end = static_cast<uint32_t>(texts_.aggregates.size());
  return fail(Text::aggregates, for_one_stream_fault({0, end}));
}

bool WindowCompiler::compile_rank() {
  if (!texts_.rank.has_value()) return true;
  auto compiled = expr::Program::compile(*texts_.rank, globals_);
  if (auto* fault = std::get_if<Diagnostic>(&compiled)) return fail(Text::rank, std::move(*fault));
  program_.rank_ = std::get<expr::Program>(std::move(compiled));
  if (!for_one_stream(*program_.rank_)) return true;
  return fail(Text::rank, for_one_stream_fault({0, static_cast<uint32_t>(texts_.rank->size())}));
}

}  // namespace runnel::op
