// Calls functions directly, on JSON text: what a test's table holds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "expr/function.h"
#include "json/parse.h"
#include "json/validator.h"
#include "json/writer.h"

namespace runnel::expr {

// What came out: JSON text, "(empty)", or "error: " and the message (JSON for an error that is no string).
inline std::string shown(Flow flow, const Context& context, const json::Value& output) {
  if (flow == Flow::empty) return "(empty)";
  std::string text = flow == Flow::error ? "error: " : "";
  const json::Value& value = flow == Flow::error ? context.error : output;
  if (flow == Flow::error && value.is_string()) return text += value.text();
  json::append_json(text, value);
  return text;
}

class FunctionRunner {
 public:
  explicit FunctionRunner(const Clock& clock = Clock::system()) { context_.clock = &clock; }

  // A value as the record path gives it: borrowed from a line, arrays and objects raw.
  json::Value value(std::string_view json) {
    char* line = arena_.alloc(json.size() + json::kPadding);
    std::copy(json.begin(), json.end(), line);
    std::fill_n(line + json.size(), json::kPadding, '\n');
    return json::borrow({line, json.size()}, arena_);
  }

  // Calls the function of that name with the arguments, which are JSON too, prepared where it wants that.
  std::string call(std::string_view name, const std::vector<std::string>& arguments, std::string_view input) {
    const Function* function = find_function(name, static_cast<int>(arguments.size()));
    if (function == nullptr) return "no such function";
    std::vector<json::Value> values;
    for (const std::string& argument : arguments) values.push_back(value(argument));
    std::string message;
    std::unique_ptr<Prepared> prepared;
    if (function->prepare != nullptr) prepared = function->prepare(values, message);
    if (!message.empty()) return "prepare: " + message;
    const std::string constant = run(*function, values, prepared.get(), input);
    const std::string computed = run(*function, values, nullptr, input);
    return constant == computed ? constant : constant + " but not prepared: " + computed;
  }

  Context& context() { return context_; }

 private:
  std::string run(const Function& function, const std::vector<json::Value>& values, const Prepared* prepared,
                  std::string_view input) {
    json::Value output;
    const Flow flow = function.call(context_, value(input), {values, prepared}, output);
    return shown(flow, context_, output);
  }

  Arena arena_;
  Context context_{arena_};
};

// A call and what comes of it, as FunctionRunner writes both.
struct Row {
  std::string_view name;
  std::vector<std::string> arguments;
  std::string_view input;
  std::string_view output;
};

inline void check(const std::vector<Row>& rows) {
  FunctionRunner runner;
  for (const Row& row : rows) {
    CAPTURE(row.name, row.arguments, row.input);
    CHECK(runner.call(row.name, row.arguments, row.input) == row.output);
  }
}

}  // namespace runnel::expr
