#include "op/stats/field_tree.h"

#include <algorithm>

#include "json/path.h"

namespace runnel::op {

FieldTree::FieldTree() : fields_(1) {}

// Of that very step.
FieldId FieldTree::child(FieldId parent, FieldStep step, std::string_view name) const {
  const Field& field = fields_[parent];
  switch (step) {
    case FieldStep::record:
      return kRecord;
    case FieldStep::element:
      return field.element;
    case FieldStep::other:
      return field.other;
    case FieldStep::member:
      break;
  }
  const auto found = field.by_name.find(name);
  return found == field.by_name.end() ? kNone : found->second;
}

FieldId FieldTree::find(FieldId parent, FieldStep step, std::string_view name) const {
  const FieldId found = child(parent, step, name);
  return found == kNone && step == FieldStep::member ? fields_[parent].other : found;
}

FieldId FieldTree::add(FieldId parent, FieldStep step, std::string_view name) {
  const FieldId added = limit();
  fields_.emplace_back();
  fields_[added].parent = parent;
  fields_[added].step = step;
  fields_[added].name = names_.copy(name);
  ++live_;
  Field& field = fields_[parent];
  if (step == FieldStep::element) {
    field.element = added;
  } else if (step == FieldStep::other) {
    field.other = added;
  } else {
    field.members.push_back(added);
    field.by_name.emplace(fields_[added].name, added);
  }
  return added;
}

FieldTree::Moves FieldTree::make_map(FieldId object, const std::vector<FieldId>& rare) {
  Moves moves;
  if (fields_[object].other == kNone) add(object, FieldStep::other, {});
  const FieldId other = fields_[object].other;
  for (const FieldId member : rare) {
    fields_[object].by_name.erase(fields_[member].name);
    move_below(member, other, moves);
  }
  std::erase_if(fields_[object].members, [this, object](FieldId member) {
    return !fields_[object].by_name.contains(fields_[member].name);
  });
  return moves;
}

// `from` and all below it become `to` and what is below that.
void FieldTree::move_below(FieldId from, FieldId to, Moves& moves) {
  moves.emplace_back(from, to);
  --live_;
  const auto move = [&](FieldId below, FieldStep step, std::string_view name) {
    FieldId into = find(to, step, name);
    if (into == kNone) into = add(to, step, name);
    move_below(below, into, moves);
  };
  if (fields_[from].element != kNone) move(fields_[from].element, FieldStep::element, {});
  if (fields_[from].other != kNone) move(fields_[from].other, FieldStep::other, {});
  const std::vector<FieldId> members = std::move(fields_[from].members);
  fields_[from].members.clear();
  for (const FieldId member : members) move(member, FieldStep::member, fields_[member].name);
}

std::string FieldTree::path(FieldId field) const {
  std::vector<FieldId> steps;
  for (; field != kRecord; field = fields_[field].parent) steps.push_back(field);
  std::string path;
  for (auto at = steps.rbegin(); at != steps.rend(); ++at) {
    const Field& step = fields_[*at];
    if (step.step == FieldStep::element) {
      path += path.empty() ? ".[]" : "[]";
    } else if (step.step == FieldStep::other) {
      path += ".*";
    } else {
      path += json::to_string({json::PathStep(std::string(step.name))});
    }
  }
  return path.empty() ? "." : path;
}

std::vector<FieldId> FieldTree::in_order() const {
  std::vector<FieldId> order;
  std::vector<FieldId> waiting = {kRecord};
  while (!waiting.empty()) {
    const FieldId id = waiting.back();
    waiting.pop_back();
    order.push_back(id);
    const Field& field = fields_[id];
    if (field.other != kNone) waiting.push_back(field.other);
    waiting.insert(waiting.end(), field.members.rbegin(), field.members.rend());
    if (field.element != kNone) waiting.push_back(field.element);
  }
  return order;
}

// A field behind the one that it is in.
void FieldTree::save(ByteWriter& out) const {
  const std::vector<FieldId> order = in_order();
  std::vector<uint32_t> numbers(fields_.size());
  for (uint32_t i = 0; i < order.size(); ++i) numbers[order[i]] = i;
  out.u64(order.size());
  for (size_t i = 1; i < order.size(); ++i) {
    const Field& field = fields_[order[i]];
    out.u32(numbers[field.parent]);
    out.u8(static_cast<uint8_t>(field.step));
    out.text(field.name);
  }
}

void FieldTree::load(ByteReader& in) {
  *this = FieldTree();
  const uint64_t count = in.u64();
  for (uint64_t i = 1; i < count && in.ok(); ++i) {
    const uint32_t parent = in.u32();
    const uint8_t step = in.u8();
    const std::string_view name = in.text();
    if (!in.ok() || parent >= i || step == 0 || step > static_cast<uint8_t>(FieldStep::other) ||
        child(parent, static_cast<FieldStep>(step), name) != kNone) {
      return in.fail();
    }
    add(parent, static_cast<FieldStep>(step), name);
  }
}

}  // namespace runnel::op
