#include "expr/code/machine.h"

#include <fmt/format.h>

#include <new>

#include "base/thread.h"
#include "json/validator.h"
#include "json/writer.h"

namespace runnel::expr {

namespace {

// Between two looks at what memory is in use.
constexpr uint64_t kRound = 4096;

}  // namespace

const PathLink kNowhere{nullptr, {}, 0};

void Budget::refill(size_t bytes) {
  steps_ = kRound;
  rounds_ = 1 + (steps_per_record_ + kStepsPerByte * bytes) / kRound;
  spent_ = nullptr;
  stack_end_ = nullptr;
}

bool Budget::look(Context& context) {
  if (spent_ == nullptr && steps_ != 0) return may_hold(context, 0);
  if (spent_ != nullptr || --rounds_ == 0) return fail(context, "it does not come to an end");
  steps_ = kRound;
  return may_hold(context, 0);
}

bool Budget::deeper(Context& context) {
  if (stack_end_ == nullptr) stack_end_ = stack_end();
  if (static_cast<const char*>(__builtin_frame_address(0)) > stack_end_) return true;
  return fail(context, "its definitions call themselves too deep");
}

bool Budget::may_hold(Context& context, size_t bytes) {
  return context.arena.used() + bytes <= kMemory || fail(context, "it holds more than 1 GiB");
}

bool Budget::fail(Context& context, const char* what) {
  if (spent_ == nullptr) spent_ = what;
  steps_ = 1;  // the next step looks again, and fails
  context.fail(fmt::format("the program was stopped at this record: {}", spent_));
  return false;
}

namespace {

// A copy that is held by the arena alone.
json::Value unowned(Context& context, const json::Value& value) {
  if (!value.owned()) return value;
  if (value.is_string()) return json::Value::string(context.arena.copy(value.text()));
  if (value.is_number()) return json::Value::number(value.number());
  context.scratch.clear();
  json::append_json(context.scratch, value);
  const size_t size = context.scratch.size();
  context.scratch += '\n';  // as the walks over raw text want it
  context.scratch.append(json::kPadding, ' ');
  const std::string_view text = context.arena.copy(context.scratch).substr(0, size);
  return value.is_array() ? json::Value::raw_array(text) : json::Value::raw_object(text);
}

}  // namespace

const PathLink* place_below(Context& context, const PathLink* up, const json::Value& key) {
  char* const memory = context.arena.alloc(sizeof(PathLink));
  return new (memory) PathLink{up, unowned(context, key), (up == nullptr ? 0 : up->length) + 1};
}

json::Value path_value(Context& context, const PathLink* path) {
  const uint32_t length = path == nullptr ? 0 : path->length;
  auto* const keys = reinterpret_cast<json::Value*>(context.arena.alloc(length * sizeof(json::Value)));
  for (uint32_t i = length; i-- > 0; path = path->up) new (keys + i) json::Value(path->key);
  return json::Value::array_view({keys, length});
}

}  // namespace runnel::expr
