#include "format/slot_map.h"

#include <algorithm>

#include "json/validator.h"

namespace runnel::format {

namespace {

using json::Slot;

json::Type type_of(std::string_view json) {
  switch (json.front()) {
    case 'n':
      return json::Type::null;
    case 't':
      return json::Type::boolean_true;
    case 'f':
      return json::Type::boolean_false;
    case '"':
      return json::Type::string;
    case '[':
      return json::Type::array;
    case '{':
      return json::Type::object;
    default:
      return json::Type::number;
  }
}

}  // namespace

SlotMap::SlotMap(const std::vector<json::Path>& paths) : slots_(paths.size()) {
  for (uint32_t slot = 0; slot < paths.size(); ++slot) {
    const json::Path& path = paths[slot];
    if (path.empty()) {
      whole_.push_back(slot);
      continue;
    }
    const auto* const key = std::get_if<std::string>(&path.front());
    if (key == nullptr) {
      indexed_.push_back(slot);
      continue;
    }
    const auto number = find(*key);
    if (!number) wanted_.push_back({*key, {}, {}, nullptr});
    Wanted& wanted = number ? wanted_[*number] : wanted_.back();
    if (path.size() == 1) {
      wanted.slots.push_back(slot);
    } else {
      wanted.deeper.push_back({slot, json::Path(path.begin() + 1, path.end())});
    }
  }
  for (Wanted& wanted : wanted_) {
    if (wanted.deeper.empty()) continue;
    std::vector<json::Path> rests;
    for (const Deeper& deeper : wanted.deeper) rests.push_back(deeper.rest);
    wanted.projector = std::make_unique<const json::Projector>(std::move(rests));
  }
}

std::optional<uint32_t> SlotMap::find(std::string_view name) const {
  for (size_t i = 0; i < wanted_.size(); ++i) {
    if (wanted_[i].name == name) return static_cast<uint32_t>(i);
  }
  return std::nullopt;
}

void SlotMap::clear(Slot* slots) const {
  for (size_t i = 0; i < slots_; ++i) slots[i].state = Slot::State::missing;
  for (const uint32_t slot : indexed_) slots[slot] = {Slot::State::wrong_type, json::Type::object, 0, {}};
}

void SlotMap::put(uint32_t field, std::string_view text, Field::Kind kind, Slot* slots, Arena& arena) const {
  const Wanted& wanted = wanted_[field];
  const bool is_json = kind == Field::Kind::json;
  for (const uint32_t slot : wanted.slots) {
    slots[slot].state = is_json ? Slot::State::present : Slot::State::string;
    slots[slot].text = text;
  }
  if (wanted.deeper.empty()) return;
  const json::Type type = is_json ? type_of(text) : json::Type::string;
  if (type == json::Type::null) return;
  if (type == json::Type::object || type == json::Type::array) return look_into(wanted, text, slots, arena);
  for (const Deeper& deeper : wanted.deeper) slots[deeper.slot] = {Slot::State::wrong_type, type, 1, {}};
}

void SlotMap::look_into(const Wanted& wanted, std::string_view text, Slot* slots, Arena& arena) {
  char* const copy = arena.alloc(text.size() + 1 + json::kPadding);
  text.copy(copy, text.size());
  std::fill_n(copy + text.size(), 1 + json::kPadding, '\n');
  std::vector<Slot> found(wanted.deeper.size());
  wanted.projector->project(copy, found.data());
  for (size_t i = 0; i < found.size(); ++i) {
    if (found[i].state == Slot::State::wrong_type) ++found[i].depth;
    slots[wanted.deeper[i].slot] = found[i];
  }
}

}  // namespace runnel::format
