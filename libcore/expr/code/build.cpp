#include "expr/code/build.h"

#include <absl/container/inlined_vector.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "expr/functions/formats.h"
#include "expr/functions/support.h"
#include "json/containers.h"
#include "json/writer.h"

namespace runnel::expr {

using json::Value;

Flow Interpolation::eval(Frame& frame, Value& out) const {
  // The parts are computed from the last to the first, as in jq, and then put together once their length is
  // known.
  absl::InlinedVector<Value, 8> parts(parts_.size());
  size_t size = texts_.back().size();
  for (size_t i = parts_.size(); i-- > 0;) {
    Value part;
    if (const Flow flow = parts_[i]->eval(frame, part); flow != Flow::value) return flow;
    parts[i] = std::move(part);
    size += parts[i].text().size() + texts_[i].size();
  }
  char* const memory = frame.context.arena.alloc(size);
  char* p = memory;
  const auto append = [&](std::string_view text) { p = std::copy(text.begin(), text.end(), p); };
  for (size_t i = 0; i < parts.size(); ++i) {
    append(texts_[i]);
    append(parts[i].text());
  }
  append(texts_.back());
  out = Value::string({memory, size});
  return Flow::value;
}

Explanation Interpolation::explain() const {
  Explanation whole{fmt::format("text (@{})", format_), {}};
  for (size_t i = 0; i < texts_.size(); ++i) {
    if (!texts_[i].empty()) whole.below.push_back({json::abbreviated_json(Value::string(texts_[i]), 60), {}});
    if (i < parts_.size()) whole.below.push_back(parts_[i]->explain());
  }
  return whole;
}

Flow FormatInput::eval(Frame& frame, Value& out) const {
  Value input;
  if (const Flow flow = input_->eval(frame, input); flow != Flow::value) return flow;
  return apply_format(frame.context, name_, input, out);
}

Explanation FormatInput::explain() const {
  return {"@" + name_, {input_->explain()}};
}

Flow MakeArray::eval(Frame& frame, Value& out) const {
  absl::InlinedVector<Value, 8> items;
  for (const CodePtr& code : items_) {
    Value item;
    const Flow flow = code->eval(frame, item);
    if (flow == Flow::error || flow == Flow::stop) return flow;
    if (flow == Flow::value) items.push_back(std::move(item));
  }
  out = json::array_in(frame.context.arena, {items.data(), items.size()});
  return Flow::value;
}

Explanation MakeArray::explain() const {
  Explanation whole{"array", {}};
  for (const CodePtr& item : items_) whole.below.push_back(item->explain());
  return whole;
}

namespace {

Flow not_a_key(Context& context, const Value& key) {
  return context.fail(fmt::format("Cannot use {} as object key", described(key)));
}

}  // namespace

Flow MemberValue::check_key(Frame& frame) const {
  Value key;
  if (const Flow flow = key_->eval(frame, key); flow != Flow::value) return flow;
  return key.is_string() ? Flow::value : not_a_key(frame.context, key);
}

Flow MemberValue::eval(Frame& frame, Value& out) const {
  if (const Flow flow = value_->eval(frame, out); flow != Flow::value) return flow;
  return check_key(frame);
}

Step MemberValue::each(Frame& frame, Emit emit) const {
  return value_->each(frame, [&](Value& value) {
    const Flow flow = check_key(frame);
    return flow == Flow::value ? emit(value) : step_after(flow);
  });
}

Flow MakeObject::eval(Frame& frame, Value& out) const {
  absl::InlinedVector<Value::Member, 8> members;
  for (const Member& member : members_) {
    Value key;
    Value value;
    if (const Flow flow = member.key->eval(frame, key); flow != Flow::value) return flow;
    if (const Flow flow = member.value->eval(frame, value); flow != Flow::value) return flow;
    if (!key.is_string()) return not_a_key(frame.context, key);
    // Of equal names the last one written counts, in the place of the first.
    const auto same = std::find_if(members.begin(), members.end(),
                                   [&](const auto& m) { return m.first.text() == key.text(); });
    if (same != members.end())
      same->second = std::move(value);
    else
      members.emplace_back(std::move(key), std::move(value));
  }
  out = json::object_in(frame.context.arena, {members.data(), members.size()});
  return Flow::value;
}

Explanation MakeObject::explain() const {
  Explanation whole{"object", {}};
  for (const Member& member : members_)
    whole.below.push_back({"member", {member.key->explain(), member.value->explain()}});
  return whole;
}

Flow FunctionCall::eval(Frame& frame, Value& out) const {
  std::array<Value, kMaxArguments> values;
  for (size_t i = arguments_.size(); i-- > 0;) {
    if (const Flow flow = arguments_[i]->eval(frame, values[i]); flow != Flow::value) return flow;
  }
  Value input;
  if (const Flow flow = input_->eval(frame, input); flow != Flow::value) return flow;
  const Arguments arguments{{values.data(), arguments_.size()}, prepared_.get()};
  if (function_.consume != nullptr) return function_.consume(frame.context, std::move(input), arguments, out);
  return function_.call(frame.context, input, arguments, out);
}

bool FunctionCall::reads_path_first() const {
  const bool constants = std::all_of(arguments_.begin(), arguments_.end(),
                                     [](const CodePtr& argument) { return argument->constant() != nullptr; });
  return constants && input_->reads_path_first();
}

Explanation FunctionCall::explain() const {
  Explanation whole{fmt::format("{}{}", function_.name, prepared_ != nullptr ? " (compiled once)" : ""),
                    {input_->explain()}};
  for (const CodePtr& argument : arguments_) whole.below.push_back(argument->explain());
  return whole;
}

}  // namespace runnel::expr
