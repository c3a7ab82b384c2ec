#include "op/stats/known_records.h"

namespace runnel::op {

const char* KnownRecords::match(const char* line) {
  const json::Shape::Match match = shapes_.match(line, slots_.data(), json::Shape::Extent::whole);
  if (!match.known) return nullptr;
  matched_ = match.shape;
  return match.end;
}

void KnownRecords::expect(std::string_view line) {
  line_ = shapes_.wants_to_learn() ? line : std::string_view();
}

void KnownRecords::begin(const char* text) {
  if (line_.data() != text) give_up();  // the line that was expected was no record
  deeds_.clear();
  begun_.clear();
}

void KnownRecords::end() {
  if (!is_learning()) return;
  std::vector<json::Slot> slots;
  for (const Deed& deed : deeds_) {
    if (deed.kind != Deed::Kind::value) continue;
    slots.emplace_back();
    slots.back().state = json::Slot::State::present;
    slots.back().text = deed.text;
  }
  const std::vector<json::Path> paths(slots.size());  // none is missing, so that it does not matter which
  const auto number = shapes_.learn(line_, paths, slots);
  give_up();
  if (!number.has_value()) return;
  if (slots_.size() < slots.size()) slots_.resize(slots.size());
  known_[*number] = {deeds_, {}, 0};
}

void KnownRecords::note_array_begin(uint32_t node, const char* bracket) {
  begun_.push_back({deeds_.size(), containers_, bracket});
  deeds_.push_back({Deed::Kind::begin_array, node, 0, {}});
}

// One of nothing but scalars is a value like them.
void KnownRecords::note_array_end(uint32_t node, uint64_t length, const char* end) {
  if (begun_.empty()) return give_up();
  const Begun begun = begun_.back();
  begun_.pop_back();
  if (begun.containers != containers_) {
    deeds_.push_back({Deed::Kind::end_array, node, static_cast<uint32_t>(length), {}});
    return;
  }
  deeds_.resize(begun.deeds);
  note_value(node, {begun.bracket, static_cast<size_t>(end - begun.bracket)});
}

}  // namespace runnel::op
