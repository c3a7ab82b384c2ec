#include "state/show_state.h"

#include <fmt/format.h>

#include <string_view>

#include "base/time_text.h"
#include "json/writer.h"

namespace runnel::state {

namespace {

std::string quoted(std::string_view text) {
  std::string out;
  json::append_quoted(out, text);
  return out;
}

std::string time(int64_t nanoseconds) {
  std::string out = "\"";
  append_rfc3339(out, nanoseconds);
  return out += '"';
}

// The items of an array or object, each on a line.
std::string block(char open, const std::vector<std::string>& items, char close) {
  std::string out(1, open);
  for (size_t i = 0; i < items.size(); ++i) {
    out += i > 0 ? ",\n    " : "\n    ";
    out += items[i];
  }
  if (!items.empty()) out += "\n  ";
  return out += close;
}

std::string show(const Meaning::Part& part) {
  return fmt::format("{}: {}", quoted(part.name), quoted(part.value));
}

std::string show(const InputPosition& input) {
  return fmt::format(
      R"({{"path": {}, "input": {}, "offset": {}, "lines": {}, "skip": {}, "ended": {}, "modified": {}, "device": {}, "inode": {}}})",
      quoted(input.path), input.input, input.at.offset, input.at.lines, input.at.skip, input.ended,
      time(input.mark.modified_ns), input.mark.device, input.mark.inode);
}

std::string show(const OutputPosition& output) {
  return fmt::format(R"({{"path": {}, "length": {}, "device": {}, "inode": {}}})", quoted(output.path),
                     output.length, output.mark.device, output.mark.inode);
}

template <class Item>
std::vector<std::string> show_all(const std::vector<Item>& items) {
  std::vector<std::string> shown;
  for (const Item& item : items) shown.push_back(show(item));
  return shown;
}

}  // namespace

std::string show_state(const SavedState& state) {
  const std::string held =
      state.operator_state ? fmt::format("{}", state.operator_state->size()) : std::string("null");
  std::string out = "{\n";
  const auto member = [&](std::string_view name, const std::string& value) {
    if (out.size() > 2) out += ",\n";
    out += fmt::format("  \"{}\": {}", name, value);
  };
  member("program", quoted(state.program));
  member("release", quoted(state.release));
  member("created", time(state.created_ns));
  member("saved", time(state.saved_ns));
  member("checkpoints", fmt::format("{}", state.checkpoints));
  member("runs", fmt::format("{}", state.runs));
  member("meaning", block('{', show_all(state.meaning.parts()), '}'));
  member("inputs", block('[', show_all(state.inputs), ']'));
  member("outputs", block('[', show_all(state.outputs), ']'));
  member("operator_bytes", held);
  return out += "\n}\n";
}

}  // namespace runnel::state
